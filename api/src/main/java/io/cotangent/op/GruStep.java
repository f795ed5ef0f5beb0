package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Tensor;

/**
 * One step of a gated recurrent unit (Cho et al. 2014): r = σ(x₁ + y₁), z = σ(x₂ + y₂), n = tanh(x₃
 * + r·y₃), h′ = n + z·(h − n).
 *
 * <p>Inputs: x [N, 3H] and y [N, 3H], what comes of the input and of the hidden state, in three
 * parts, and h [N, H]. Output: h′ [N, H].
 */
public record GruStep() implements Composite.WithVjp {
  @Override
  public String label() {
    return "gruCell";
  }

  @Override
  public int inputs() {
    return 3;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Gates s = new Gates(in[0], in[1]);
    return s.n.plus(s.z.times(in[2].minus(s.n)));
  }

  /** r, z, n and y₃. */
  private static final class Gates {
    final Tensor r;
    final Tensor z;
    final Tensor n;
    final Tensor fromHidden;

    Gates(Tensor x, Tensor y) {
      Tensor[] a = x.split(x.dim(1) / 3, 1);
      Tensor[] b = y.split(y.dim(1) / 3, 1);
      r = a[0].plus(b[0]).sigmoid();
      z = a[1].plus(b[1]).sigmoid();
      n = a[2].plus(r.times(b[2])).tanh();
      fromHidden = b[2];
    }
  }

  @Override
  public Shape shape(Tensor... in) {
    return in[2].shape();
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return g ->
        Packed.parts(
            new Grad().of(g, in[0], in[1], in[2]), in[0].shape(), in[1].shape(), in[2].shape());
  }

  /**
   * The cotangents of x, y and h, one behind the other in a vector. With G that of h′ and N = G·(1
   * − z)·(1 − n²): of x they are N·y₃·σ′(r), G·(h − n)·σ′(z), N; of y the same with N·r as the
   * third; of h G·z.
   *
   * <p>Inputs: G, x, y, h.
   */
  public record Grad() implements Composite {
    @Override
    public String label() {
      return "gruCellGrad";
    }

    @Override
    public int inputs() {
      return 4;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor g = in[0];
      Gates s = new Gates(in[1], in[2]);
      Tensor toN = g.minus(g.times(s.z)).times(LstmStep.slope(s.n));
      Tensor toR = toN.times(s.fromHidden).times(LstmStep.logisticSlope(s.r));
      Tensor toZ = g.times(in[3].minus(s.n)).times(LstmStep.logisticSlope(s.z));
      return Packed.of(
          Tensor.concat(1, toR, toZ, toN),
          Tensor.concat(1, toR, toZ, toN.times(s.r)),
          g.times(s.z));
    }

    @Override
    public Shape shape(Tensor... in) {
      return Packed.shape(in[1].shape(), in[2].shape(), in[3].shape());
    }
  }
}
