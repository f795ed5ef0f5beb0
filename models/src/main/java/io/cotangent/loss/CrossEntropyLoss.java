package io.cotangent.loss;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.SoftmaxCrossEntropy;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of logits [N, C, S…], or [C] for one example, with its settings. For class c,
 * weights w, smoothing e and K classes: (1 − e)·w_c·(−log p_c) + e/K·Σₖ wₖ·(−log pₖ); for
 * probabilities t with q = t·(1 − e) + e/K: Σₖ −wₖ·qₖ·log pₖ. The mean over classes divides by the
 * sum of the targets' weights, that over probabilities by the number of samples.
 *
 * @param weight of each class [C], or null for 1
 * @param labelSmoothing e, in [0, 1]
 * @param ignoreIndex the class whose samples count 0 and are not read, or null for none
 * @param reduction what is done with the losses of the samples
 */
public record CrossEntropyLoss(
    @Nullable Tensor weight, double labelSmoothing, @Nullable Long ignoreIndex, Averaging reduction)
    implements Loss {
  static final CrossEntropyLoss DEFAULT = new CrossEntropyLoss();

  /** With PyTorch's defaults: no weights, no smoothing, class −100 ignored, the mean. */
  public CrossEntropyLoss() {
    this(null, 0, -100L, Averaging.MEAN);
  }

  /** Checks the settings. */
  public CrossEntropyLoss {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new ArgumentException(
          "crossEntropy: labelSmoothing " + labelSmoothing + " is outside [0, 1]");
    }
  }

  /** With a weight [C] for each class, null for 1. */
  public CrossEntropyLoss weight(@Nullable Tensor perClass) {
    return new CrossEntropyLoss(perClass, labelSmoothing, ignoreIndex, reduction);
  }

  /** With label smoothing. */
  public CrossEntropyLoss labelSmoothing(double e) {
    return new CrossEntropyLoss(weight, e, ignoreIndex, reduction);
  }

  /** With another class whose samples count 0. */
  public CrossEntropyLoss ignoreIndex(long index) {
    return ignoreIndex((Long) index);
  }

  /** With another class whose samples count 0, null for none. */
  public CrossEntropyLoss ignoreIndex(@Nullable Long index) {
    return new CrossEntropyLoss(weight, labelSmoothing, index, reduction);
  }

  /** With another reduction. */
  public CrossEntropyLoss reduction(Averaging how) {
    return new CrossEntropyLoss(weight, labelSmoothing, ignoreIndex, how);
  }

  /** The loss of logits with classes [N, S…] (I32 or I64) or probabilities of the logits' shape. */
  @Override
  public Tensor apply(Tensor logits, Tensor target) {
    boolean ofClasses = !target.dtype().isFloat();
    if (ofClasses && ignoreIndex != null && !holds(target, ignoreIndex)) {
      return ignoreIndex(null).apply(logits, target);
    }
    boolean plain =
        weight == null && labelSmoothing == 0 && ignoreIndex == null && logits.rank() == 2;
    if (plain && ofClasses) {
      return reduction.of(SoftmaxCrossEntropy.perRow(logits, target));
    }
    Tensor x = logits.rank() == 1 ? logits.unsqueeze(0) : logits;
    if (x.rank() < 2) {
      throw new ShapeException("crossEntropy: logits must be [N, C, S…], got " + logits.shape());
    }
    if (!ofClasses) {
      return ofProbabilities(logits, target);
    }
    check(logits, target);
    int axis = logits.rank() == 1 ? 0 : 1;
    Tensor read = logits;
    if (ignoreIndex != null) { // the softmax of logits that are not finite would be NaN
      read = counts(target).unsqueeze(axis).where(logits, logits.zerosLike());
    }
    return ofLogProbabilities(read.logSoftmax(axis), target);
  }

  private static boolean holds(Tensor classes, long index) {
    for (long c : classes.toLongs()) {
      if (c == index) {
        return true;
      }
    }
    return false;
  }

  /** True where a sample is not ignored. */
  private Tensor counts(Tensor classes) {
    return ignoreIndex == null ? classes.eq(classes) : classes.ne((double) ignoreIndex);
  }

  private Tensor ofProbabilities(Tensor logits, Tensor target) {
    int axis = logits.rank() == 1 ? 0 : 1;
    SoftmaxCrossEntropy.checkClasses("crossEntropy", target, logits.shape().without(axis));
    if (!target.shape().equals(logits.shape())) {
      throw new ShapeException(
          "crossEntropy: probabilities "
              + target.shape()
              + " must have the logits' shape "
              + logits.shape());
    }
    int classes = logits.dim(axis);
    Tensor q = target.times(1 - labelSmoothing).plus(labelSmoothing / classes);
    Tensor products = SoftmaxCrossEntropy.products(logits.logSoftmax(axis), q);
    Tensor losses = weighted(products, axis).sum(axis).neg();
    return reduction.of(losses);
  }

  /** Times the classes' weights, which stand along an axis. */
  private Tensor weighted(Tensor x, int axis) {
    if (weight == null) {
      return x;
    }
    int[] d = new int[x.rank() - axis];
    java.util.Arrays.fill(d, 1);
    d[0] = x.dim(axis);
    return x.times(weight.reshape(d));
  }

  /** The loss of log-probabilities [N, C, S…] or [C] with classes: negative log-likelihood. */
  Tensor ofLogProbabilities(Tensor logP, Tensor target) {
    check(logP, target);
    int axis = logP.rank() == 1 ? 0 : 1;
    Tensor index = target.to(DType.I64);
    Tensor counts = counts(index);
    Tensor safe = counts.where(index, index.zerosLike());
    Tensor w =
        weight == null
            ? Tensor.full(logP.backend(), logP.dtype(), 1, safe.shape())
            : weight.indexSelect(0, safe.flatten()).reshape(safe.shape());
    w = counts.where(w, w.zerosLike());
    Tensor picked = logP.gather(axis, safe.unsqueeze(axis)).squeeze(axis);
    Tensor losses = counts.where(picked, picked.zerosLike()).times(w).neg();
    if (labelSmoothing > 0) {
      Tensor all = weighted(logP, axis).sum(axis).neg();
      Tensor spread = counts.where(all, all.zerosLike()).times(labelSmoothing / logP.dim(axis));
      losses = losses.times(1 - labelSmoothing).plus(spread);
    }
    return reduction == Averaging.MEAN ? losses.sum().div(w.sum()) : reduction.of(losses);
  }

  private void check(Tensor logP, Tensor target) {
    SoftmaxCrossEntropy.checkClasses("crossEntropy", target, null);
    int axis = logP.rank() == 1 ? 0 : 1;
    Shape expected = logP.shape().without(axis);
    if (!target.shape().equals(expected)) {
      throw new ShapeException(
          "crossEntropy: classes "
              + target.shape()
              + " do not fit logits "
              + logP.shape()
              + "; they must be "
              + expected);
    }
    int classes = logP.dim(axis);
    if (weight != null && !weight.shape().equals(Shape.of(classes))) {
      throw new ShapeException(
          "crossEntropy: weight " + weight.shape() + " must be [" + classes + "]");
    }
    for (long c : target.toLongs()) {
      if (ignoreIndex == null || c != ignoreIndex) {
        Shape.index("crossEntropy: class", c, classes, false);
      }
    }
  }
}
