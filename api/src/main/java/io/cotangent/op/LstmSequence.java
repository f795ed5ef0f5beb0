package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A long short-term memory over a sequence: a {@link LstmStep} after the other, with y = h·Wᵀ of
 * the step before.
 *
 * <p>Inputs: x [T, N, 4H], what comes of the inputs, biases included; W [4H, H]; h and c before the
 * first step, [N, H]; and, if given, lengths I64 [N]: beyond a sequence's length its state stays as
 * it is. Output: h and c after every step, [2, T, N, H].
 *
 * @param reverse whether the steps run from the last to the first
 */
public record LstmSequence(boolean reverse) implements Composite.WithVjp {
  private static final LstmStep STEP = new LstmStep();

  @Override
  public String label() {
    return "lstm";
  }

  @Override
  public int inputs() {
    return 4;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Steps steps = new Steps(in[0], reverse, in.length > 4 ? in[4] : null);
    Tensor[] hs = new Tensor[steps.count()];
    Tensor[] cs = new Tensor[steps.count()];
    Tensor h = in[2];
    Tensor c = in[3];
    for (int t : steps.forward()) {
      Tensor next = STEP.of(Steps.at(in[0], t), h.matmul(in[1].transpose(0, 1)), c);
      h = steps.running(t, Steps.at(next, 0), h);
      c = steps.running(t, Steps.at(next, 1), c);
      hs[t] = h;
      cs[t] = c;
    }
    return Tensor.stack(0, Tensor.stack(0, hs), Tensor.stack(0, cs));
  }

  @Override
  public Shape shape(Tensor... in) {
    boolean fits = in[3].shape().equals(in[2].shape()) && Steps.fits(in, 4);
    Steps.check(label(), 4, in[0], in[1], in[2], fits);
    return Shape.of(2, in[0].dim(0), in[2].dim(0), in[2].dim(1));
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    @Nullable Tensor lengths = in.length > 4 ? in[4] : null;
    return g -> {
      Tensor[] known = Steps.inputs(lengths, g, in[0], in[1], in[2], in[3], out);
      Tensor packed = new Grad(reverse).of(known);
      Tensor[] parts = Packed.parts(packed, in[0].shape(), in[2].shape(), in[3].shape());
      Tensor before = Steps.before(in[2], Steps.at(out, 0), reverse);
      @Nullable Tensor[] r = new @Nullable Tensor[in.length];
      r[0] = parts[0];
      r[1] = needs[1] ? Steps.weightGrad(parts[0], before) : null;
      r[2] = parts[1];
      r[3] = parts[2];
      return r;
    };
  }

  /**
   * The cotangents of x and of h and c before the first step, one behind the other in a vector: a
   * {@link LstmStep.Grad} after the other, from the last step to the first; what arrives at y flows
   * on to h as its product with W.
   *
   * <p>Inputs: the cotangent of the output, x, W, h, c, the output, and lengths if given.
   */
  public record Grad(boolean reverse) implements Composite {
    private static final LstmStep.Grad STEP = new LstmStep.Grad();

    @Override
    public String label() {
      return "lstmGrad";
    }

    @Override
    public int inputs() {
      return 6;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Steps steps = new Steps(in[1], reverse, in.length > 6 ? in[6] : null);
      Tensor[] toX = new Tensor[steps.count()];
      Tensor w = in[2];
      Tensor toH = in[3].zerosLike();
      Tensor toC = in[4].zerosLike();
      Shape gates = Shape.of(in[1].dim(1), in[1].dim(2));
      for (int t : steps.backward()) {
        boolean first = t == steps.first();
        Tensor state = in[5].slice(1, Slice.at(t));
        @Nullable Tensor before = first ? null : in[5].slice(1, Slice.at(steps.before(t)));
        Tensor h = before == null ? in[3] : Steps.at(before, 0);
        Tensor c = before == null ? in[4] : Steps.at(before, 1);
        toH = toH.plus(Steps.at(Steps.at(in[0], 0), t));
        toC = toC.plus(Steps.at(Steps.at(in[0], 1), t));
        Tensor packed =
            STEP.of(
                Tensor.stack(0, toH, toC),
                Steps.at(in[1], t),
                h.matmul(w.transpose(0, 1)),
                c,
                state);
        Tensor[] parts = Packed.parts(packed, gates, in[4].shape());
        toX[t] = steps.running(t, parts[0], parts[0].zerosLike());
        toH = steps.running(t, parts[0].matmul(w), toH);
        toC = steps.running(t, parts[1], toC);
      }
      return Packed.of(Tensor.stack(0, toX), toH, toC);
    }

    @Override
    public Shape shape(Tensor... in) {
      return Packed.shape(in[1].shape(), in[3].shape(), in[4].shape());
    }
  }
}
