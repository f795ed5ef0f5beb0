package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000): with
 * the gates i, f, g, o = the four parts of x + y, c′ = σ(f)·c + σ(i)·tanh(g) and h′ =
 * σ(o)·tanh(c′).
 *
 * <p>Inputs: x [N, 4H] and y [N, 4H], what comes of the input and of the hidden state, and c [N,
 * H]. Output: h′ and c′ as [2, N, H].
 */
public record LstmStep() implements Composite.WithVjp {
  @Override
  public String label() {
    return "lstmCell";
  }

  @Override
  public int inputs() {
    return 3;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor[] gate = gates(in[0], in[1]);
    Tensor c = gate[1].times(in[2]).plus(gate[0].times(gate[2]));
    return Tensor.stack(0, gate[3].times(c.tanh()), c);
  }

  /** σ(i), σ(f), tanh(g), σ(o). */
  private static Tensor[] gates(Tensor x, Tensor y) {
    Tensor[] a = x.plus(y).split(x.dim(1) / 4, 1);
    return new Tensor[] {a[0].sigmoid(), a[1].sigmoid(), a[2].tanh(), a[3].sigmoid()};
  }

  @Override
  public Shape shape(Tensor... in) {
    return Shape.of(2, in[2].dim(0), in[2].dim(1));
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return g -> {
      Tensor packed = new Grad().of(g, in[0], in[1], in[2], out);
      Tensor[] parts = Packed.parts(packed, in[0].shape(), in[2].shape());
      return new Tensor[] {parts[0], parts[0], parts[1]};
    };
  }

  /**
   * The cotangents of x (which is that of y) and c, one behind the other in a vector. With G and K
   * those of h′ and c′, and D = K + G·σ(o)·(1 − tanh²(c′)): of i, f, g, o they are D·tanh(g)·σ′(i),
   * D·c·σ′(f), D·σ(i)·(1 − tanh²(g)) and G·tanh(c′)·σ′(o), of c D·σ(f).
   *
   * <p>Inputs: the cotangent of the output, x, y, c, the output.
   */
  public record Grad() implements Composite {
    @Override
    public String label() {
      return "lstmCellGrad";
    }

    @Override
    public int inputs() {
      return 5;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor[] gate = gates(in[1], in[2]);
      Tensor g = in[0].slice(0, Slice.at(0));
      Tensor tanh = in[4].slice(0, Slice.at(1)).tanh();
      Tensor d = in[0].slice(0, Slice.at(1)).plus(g.times(gate[3]).times(slope(tanh)));
      Tensor toGates =
          Tensor.concat(
              1,
              d.times(gate[2]).times(logisticSlope(gate[0])),
              d.times(in[3]).times(logisticSlope(gate[1])),
              d.times(gate[0]).times(slope(gate[2])),
              g.times(tanh).times(logisticSlope(gate[3])));
      return Packed.of(toGates, d.times(gate[1]));
    }

    @Override
    public Shape shape(Tensor... in) {
      return Packed.shape(in[1].shape(), in[3].shape());
    }
  }

  /** The derivative of tanh from its value: 1 − y². */
  static Tensor slope(Tensor y) {
    return y.square().neg().plus(1);
  }

  /** The derivative of the logistic function from its value: y·(1 − y). */
  static Tensor logisticSlope(Tensor y) {
    return y.minus(y.square());
  }
}
