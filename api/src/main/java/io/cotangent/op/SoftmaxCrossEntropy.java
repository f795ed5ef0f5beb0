package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of each row of logits with its class: ℓₙ = log Σⱼ exp(xₙⱼ) − xₙ,c. Inputs: logits
 * [N, C], classes [N] (I64); output [N].
 */
public record SoftmaxCrossEntropy() implements Composite.WithVjp {
  /**
   * Of each row of logits [N, C] with classes [N] (I32 or I64), or with probabilities [N, C]; of
   * shape [N].
   *
   * @throws ShapeException if the shapes do not fit, or a class is not in 0 … C−1
   */
  public static Tensor perRow(Tensor logits, Tensor target) {
    if (logits.rank() != 2) {
      throw new ShapeException("crossEntropy: logits must be [N, C], got " + logits.shape());
    }
    if (target.dtype().isFloat()) {
      checkClasses("crossEntropy", target, logits.shape().without(1));
      if (!target.shape().equals(logits.shape())) {
        throw new ShapeException(
            "crossEntropy: probabilities "
                + target.shape()
                + " must have the logits' shape "
                + logits.shape());
      }
      return products(logits.logSoftmax(1), target).sum(1).neg();
    }
    if (target.rank() != 1 || target.dim(0) != logits.dim(0)) {
      throw new ShapeException(
          "crossEntropy: classes "
              + target.shape()
              + " do not fit logits "
              + logits.shape()
              + "; they must be ["
              + logits.dim(0)
              + "]");
    }
    return new SoftmaxCrossEntropy().of(logits.to(logits.dtype().toFloat()), target.to(DType.I64));
  }

  @Override
  public String label() {
    return "crossEntropy";
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor picked = in[0].logSoftmax(1).gather(1, in[1].unsqueeze(1));
    return picked.squeeze(1).neg();
  }

  @Override
  public Shape shape(Tensor... in) {
    return Shape.of(in[0].dim(0));
  }

  @Override
  public int inputs() {
    return 2;
  }

  /** qₖ·log pₖ, and 0 where neither has any of class k: qₖ = 0 and log pₖ = −∞. */
  public static Tensor products(Tensor logP, Tensor q) {
    Tensor none = q.eq(0).and(logP.eq(Double.NEGATIVE_INFINITY));
    return Masks.without(none, logP).times(q);
  }

  /**
   * Whether a tensor can be classes, as far as its type goes.
   *
   * @param shape what classes would have, or null if they may have any
   * @throws DTypeException if it is floating point and of that shape
   */
  public static void checkClasses(String op, Tensor target, @Nullable Shape shape) {
    if (target.dtype().isFloat() && (shape == null || target.shape().equals(shape))) {
      throw new DTypeException(
          op
              + ": classes must be I32 or I64, got "
              + target.dtype()
              + target.shape()
              + "; cast to I64, as in classes.to(DType.I64)");
    }
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    Tensor logits = in[0];
    Tensor classes = in[1];
    return g -> new @Nullable Tensor[] {new Grad().of(logits, classes, g), null};
  }

  /** (softmax(x) − onehot(c))·G for the cotangent G [N]. Inputs: logits, classes, G. */
  public record Grad() implements Composite {
    @Override
    public String label() {
      return "crossEntropyGrad";
    }

    @Override
    public int inputs() {
      return 3;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor p = in[0].softmax(1);
      Tensor onehot =
          Tensor.arange(p.backend(), DType.I64, p.dim(1)).eq(in[1].unsqueeze(1)).to(p.dtype());
      return p.minus(onehot).times(in[2].unsqueeze(1));
    }

    @Override
    public Shape shape(Tensor... in) {
      return in[0].shape();
    }
  }
}
