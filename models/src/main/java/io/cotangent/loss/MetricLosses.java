package io.cotangent.loss;

import io.cotangent.DType;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;

/** The formulas of losses of segmentation and of embeddings; see the records for their meaning. */
final class MetricLosses {
  private MetricLosses() {}

  /** αₜ·(1 − pₜ)^γ·(−log pₜ), with t·log(1 + e⁻ˣ) + (1 − t)·log(1 + eˣ) for −log pₜ. */
  static Tensor focal(Tensor x, Tensor t, double alpha, double gamma, Averaging reduction) {
    Tensor loss = Losses.bceWithLogits(x, t, null, null, Averaging.NONE);
    Tensor p = x.sigmoid();
    Tensor wrong = p.plus(t).minus(p.times(t).times(2));
    loss = gamma == 0 ? loss : loss.times(wrong.pow(gamma));
    if (alpha >= 0) {
      loss = loss.times(t.times(2 * alpha - 1).plus(1 - alpha));
    }
    return reduction.of(loss);
  }

  static Tensor dice(Tensor x, Tensor t, double smooth, Averaging reduction) {
    if (!x.shape().equals(t.shape()) || x.rank() < 2) {
      throw new ShapeException(
          "dice: x " + x.shape() + " and masks " + t.shape() + " must be of one shape [N, …]");
    }
    int[] axes = new int[x.rank() - 1];
    Arrays.setAll(axes, i -> i + 1);
    Tensor p = x.sigmoid();
    Tensor both = p.times(t).sum(axes).times(2).plus(smooth);
    Tensor all = p.sum(axes).plus(t.to(x.dtype()).sum(axes)).plus(smooth);
    return reduction.of(both.div(all).neg().plus(1));
  }

  static Tensor contrastive(Tensor x1, Tensor x2, Tensor t, double margin, Averaging reduction) {
    Tensor d = x1.pairwiseDistance(x2, 2, 1e-6, false);
    Tensor far = d.neg().plus(margin).relu();
    Tensor loss = t.times(d.square()).plus(t.neg().plus(1).times(far.square()));
    return reduction.of(loss.times(0.5));
  }

  static Tensor multipleNegatives(Tensor x, Tensor t, double scale, Averaging reduction) {
    if (x.rank() != 2 || t.rank() != 2 || x.dim(0) > t.dim(0) || x.dim(1) != t.dim(1)) {
      throw new ShapeException(
          "multipleNegatives: anchors "
              + x.shape()
              + " and candidates "
              + t.shape()
              + " must be [N, E] and [M, E] with M ≥ N");
    }
    Tensor a = x.normalize(2, 1, 1e-12);
    Tensor b = t.normalize(2, 1, 1e-12);
    Tensor right = Tensor.arange(x.backend(), DType.I64, x.dim(0));
    Tensor cosines = a.matmul(b.transpose(0, 1)).times(scale);
    return new CrossEntropyLoss().reduction(reduction).apply(cosines, right);
  }
}
