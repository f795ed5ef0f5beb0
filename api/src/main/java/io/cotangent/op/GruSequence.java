package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A gated recurrent unit over a sequence: a {@link GruStep} after the other, with y = h·Wᵀ + b of
 * the step before.
 *
 * <p>Inputs: x [T, N, 3H], what comes of the inputs; W [3H, H] and b [3H]; h before the first step,
 * [N, H]; and, if given, lengths I64 [N]: beyond a sequence's length its state stays as it is.
 * Output: h after every step, [T, N, H].
 *
 * @param reverse whether the steps run from the last to the first
 */
public record GruSequence(boolean reverse) implements Composite.WithVjp {
  private static final GruStep STEP = new GruStep();

  @Override
  public String label() {
    return "gru";
  }

  @Override
  public int inputs() {
    return 4;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Steps steps = new Steps(in[0], reverse, in.length > 4 ? in[4] : null);
    Tensor[] hs = new Tensor[steps.count()];
    Tensor h = in[3];
    for (int t : steps.forward()) {
      h = steps.running(t, STEP.of(Steps.at(in[0], t), fromHidden(h, in[1], in[2]), h), h);
      hs[t] = h;
    }
    return Tensor.stack(0, hs);
  }

  private static Tensor fromHidden(Tensor h, Tensor w, Tensor b) {
    return h.matmul(w.transpose(0, 1)).plus(b);
  }

  @Override
  public Shape shape(Tensor... in) {
    boolean fits = in[2].shape().equals(Shape.of(in[1].dim(0))) && Steps.fits(in, 4);
    Steps.check(label(), 3, in[0], in[1], in[3], fits);
    return Shape.of(in[0].dim(0), in[3].dim(0), in[3].dim(1));
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    @Nullable Tensor lengths = in.length > 4 ? in[4] : null;
    return g -> {
      Tensor[] known = Steps.inputs(lengths, g, in[0], in[1], in[2], in[3], out);
      Tensor packed = new Grad(reverse).of(known);
      Tensor[] parts = Packed.parts(packed, in[0].shape(), in[0].shape(), in[3].shape());
      Tensor before = Steps.before(in[3], out, reverse);
      @Nullable Tensor[] r = new @Nullable Tensor[in.length];
      r[0] = parts[0];
      r[1] = needs[1] ? Steps.weightGrad(parts[1], before) : null;
      r[2] = needs[2] ? parts[1].sum(0, 1) : null;
      r[3] = parts[2];
      return r;
    };
  }

  /**
   * The cotangents of x, of y at every step, and of h before the first, one behind the other in a
   * vector: a {@link GruStep.Grad} after the other, from the last step to the first; what arrives
   * at y flows on to h as its product with W.
   *
   * <p>Inputs: the cotangent of the output, x, W, b, h, the output, and lengths if given.
   */
  public record Grad(boolean reverse) implements Composite {
    private static final GruStep.Grad STEP = new GruStep.Grad();

    @Override
    public String label() {
      return "gruGrad";
    }

    @Override
    public int inputs() {
      return 6;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Steps steps = new Steps(in[1], reverse, in.length > 6 ? in[6] : null);
      Tensor[] toX = new Tensor[steps.count()];
      Tensor[] toY = new Tensor[steps.count()];
      Tensor toH = in[4].zerosLike();
      Shape gates = Shape.of(in[1].dim(1), in[1].dim(2));
      for (int t : steps.backward()) {
        Tensor h = t == steps.first() ? in[4] : Steps.at(in[5], steps.before(t));
        toH = toH.plus(Steps.at(in[0], t));
        Tensor packed = STEP.of(toH, Steps.at(in[1], t), fromHidden(h, in[2], in[3]), h);
        Tensor[] parts = Packed.parts(packed, gates, gates, in[4].shape());
        toX[t] = steps.running(t, parts[0], parts[0].zerosLike());
        toY[t] = steps.running(t, parts[1], parts[1].zerosLike());
        toH = steps.running(t, parts[2].plus(parts[1].matmul(in[2])), toH);
      }
      return Packed.of(Tensor.stack(0, toX), Tensor.stack(0, toY), toH);
    }

    @Override
    public Shape shape(Tensor... in) {
      return Packed.shape(in[1].shape(), in[1].shape(), in[4].shape());
    }
  }
}
