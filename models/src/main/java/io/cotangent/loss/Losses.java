package io.cotangent.loss;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Composite;
import io.cotangent.op.SoftmaxCrossEntropy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Losses as functions of a prediction x and a target t; a target stretches to the prediction's
 * shape. Each states the loss of one element; {@link Averaging} says what becomes of them.
 */
public final class Losses {
  private Losses() {}

  private static Tensor difference(String loss, Tensor x, Tensor t) {
    fits(loss, x, t);
    return x.minus(t);
  }

  private static void fits(String loss, Tensor x, Tensor t) {
    boolean same =
        t.shape().equals(x.shape())
            || (t.rank() <= x.rank()
                && Shape.broadcast(loss, x.shape(), t.shape()).equals(x.shape()));
    if (!same) {
      throw new ShapeException(
          loss + ": prediction " + x.shape() + " and target " + t.shape() + " must have one shape");
    }
  }

  // ---- regression ----

  /** Mean of (x − t)². */
  public static Tensor mse(Tensor x, Tensor t) {
    return mse(x, t, Averaging.MEAN);
  }

  /** (x − t)². */
  public static Tensor mse(Tensor x, Tensor t, Averaging averaging) {
    return averaging.of(difference("mse", x, t).square());
  }

  /** |x − t|. */
  public static Tensor l1(Tensor x, Tensor t, Averaging averaging) {
    return averaging.of(difference("l1", x, t).abs());
  }

  /** d²/(2β) for d = |x − t| &lt; β, else d − β/2. */
  public static Tensor smoothL1(Tensor x, Tensor t, double beta, Averaging averaging) {
    if (!(beta >= 0)) {
      throw new ArgumentException("smoothL1: beta " + beta + " must not be negative");
    }
    Tensor d = difference("smoothL1", x, t);
    Tensor size = d.abs();
    return averaging.of(
        beta == 0 ? size : bowl(d, size.lt(beta), 0.5 / beta, size.minus(0.5 * beta)));
  }

  /** factor·d² where d is near, elsewhere what it is far away; an infinite d is not squared. */
  private static Tensor bowl(Tensor d, Tensor near, double factor, Tensor far) {
    return near.where(near.where(d, d.zerosLike()).square().times(factor), far);
  }

  /** d²/2 for d = |x − t| ≤ δ, else δ·(d − δ/2) (Huber 1964). */
  public static Tensor huber(Tensor x, Tensor t, double delta, Averaging averaging) {
    if (!(delta > 0)) {
      throw new ArgumentException("huber: delta " + delta + " must be positive");
    }
    Tensor d = difference("huber", x, t);
    Tensor size = d.abs();
    return averaging.of(bowl(d, size.le(delta), 0.5, size.minus(0.5 * delta).times(delta)));
  }

  /**
   * ½·(log v + (x − t)²/v) with v = max(variance, ε), and ½·log 2π on top if {@code full} (Nix and
   * Weigend 1994).
   */
  public static Tensor gaussianNll(
      Tensor x, Tensor t, Tensor variance, boolean full, double epsilon, Averaging averaging) {
    Tensor d = difference("gaussianNll", x, t);
    fits("gaussianNll", x, variance);
    Tensor still = variance.detach();
    // Below ε the gradient flows as if the variance were ε, as PyTorch's.
    Tensor v = still.lt(epsilon).where(variance.minus(still).plus(epsilon), variance);
    Tensor loss = v.log().plus(d.square().div(v)).times(0.5);
    return averaging.of(full ? loss.plus(0.5 * StrictMath.log(2 * Math.PI)) : loss);
  }

  /**
   * eˣ − t·x for a logarithm x of the rate, else x − t·log(x + ε); {@code full} adds Stirling's
   * t·log t − t + ½·log 2πt where t &gt; 1.
   */
  public static Tensor poissonNll(
      Tensor x, Tensor t, boolean logInput, boolean full, double epsilon, Averaging averaging) {
    fits("poissonNll", x, t);
    Tensor loss = logInput ? x.exp().minus(t.times(x)) : x.minus(t.times(x.plus(epsilon).log()));
    if (full) {
      Tensor large = t.gt(1).where(t, t.onesLike());
      Tensor stirling =
          large.times(large.log()).minus(large).plus(large.times(2 * Math.PI).log().times(0.5));
      loss = loss.plus(t.gt(1).where(stirling, t.zerosLike()));
    }
    return averaging.of(loss);
  }

  // ---- classification ----

  /**
   * Mean cross-entropy of logits [N, C, S…] with classes [N, S…], of which −100 is ignored, or
   * probabilities; {@link CrossEntropyLoss} with its defaults.
   */
  public static Tensor crossEntropy(Tensor logits, Tensor target) {
    return CrossEntropyLoss.DEFAULT.apply(logits, target);
  }

  /**
   * −w_c·x_c for log-probabilities x [N, C, S…] or [C] and classes c; the mean divides by the sum
   * of the weights.
   *
   * @param weight of each class [C], or null for 1
   * @param ignoreIndex the class whose samples count 0, or null for none
   */
  public static Tensor nll(
      Tensor x,
      Tensor classes,
      @Nullable Tensor weight,
      @Nullable Long ignoreIndex,
      Averaging averaging) {
    return new CrossEntropyLoss(weight, 0, ignoreIndex, averaging).ofLogProbabilities(x, classes);
  }

  private static final Composite BCE =
      Composite.define(
          "bce",
          in -> {
            Tensor[] logs = logs(in[0]);
            return in[1].times(logs[0]).plus(in[1].neg().plus(1).times(logs[1])).neg();
          },
          (in, y, g) -> {
            Tensor x = in[0];
            Tensor spread = x.times(x.neg().plus(1)).maximum(1e-12);
            Tensor[] logs = in[1].isTracked() ? logs(x) : new Tensor[0];
            return new @Nullable Tensor[] {
              g.times(x.minus(in[1]).div(spread)),
              logs.length == 0 ? null : g.times(logs[1].minus(logs[0]))
            };
          });

  /** log x and log(1 − x), both at least −100. */
  private static Tensor[] logs(Tensor x) {
    return new Tensor[] {
      x.log().clamp(-100, Double.POSITIVE_INFINITY),
      x.neg().log1p().clamp(-100, Double.POSITIVE_INFINITY)
    };
  }

  /**
   * −w·(t·log x + (1 − t)·log(1 − x)), the logarithms at least −100; the derivative by x is w·(x −
   * t)/max(x·(1 − x), 1e-12), which is finite at 0 and 1, as PyTorch's.
   *
   * @param weight that stretches to x, or null for 1
   */
  public static Tensor bce(Tensor x, Tensor t, @Nullable Tensor weight, Averaging averaging) {
    fits("bce", x, t);
    DType type = DType.promote(x.dtype(), t.dtype()).toFloat();
    return averaging.of(weighted(BCE.of(x.to(type), t.to(type)), weight));
  }

  private static Tensor weighted(Tensor losses, @Nullable Tensor weight) {
    return weight == null ? losses : losses.times(weight);
  }

  /**
   * {@link #bce} of σ(x), as t·log(1 + e⁻ˣ) + (1 − t)·log(1 + eˣ): nothing overflows, and nothing
   * cancels where x is sure and right.
   *
   * @param weight that stretches to x, or null for 1
   * @param positive factor on t·log σ(x), that stretches to x, or null for 1
   */
  public static Tensor bceWithLogits(
      Tensor x, Tensor t, @Nullable Tensor weight, @Nullable Tensor positive, Averaging averaging) {
    fits("bceWithLogits", x, t);
    Tensor right = t.times(x.neg().softplus());
    Tensor wrong = t.neg().plus(1).times(x.softplus());
    return averaging.of(
        weighted(wrong.plus(positive == null ? right : right.times(positive)), weight));
  }

  /**
   * t·(log t − x) for log-probabilities x; with {@code logTarget}, eᵗ·(t − x) (Kullback and Leibler
   * 1951).
   */
  public static Tensor klDiv(Tensor x, Tensor t, boolean logTarget, Averaging averaging) {
    fits("klDiv", x, t);
    if (logTarget) {
      Tensor none = t.eq(Double.NEGATIVE_INFINITY);
      Tensor ratio = none.where(t.zerosLike(), t).minus(none.where(x.zerosLike(), x));
      return averaging.of(t.exp().times(ratio));
    }
    return averaging.of(t.xlogy(t).minus(SoftmaxCrossEntropy.products(x, t)));
  }

  /** log(1 + e^(−t·x)) for t = ±1. */
  public static Tensor softMargin(Tensor x, Tensor t, Averaging averaging) {
    fits("softMargin", x, t);
    return averaging.of(t.times(x).neg().softplus());
  }

  /**
   * The mean over classes of −w·(t·log σ(x) + (1 − t)·log σ(−x)), for x and t [N, C].
   *
   * @param weight of each class [C], or null for 1
   */
  public static Tensor multilabelSoftMargin(
      Tensor x, Tensor t, @Nullable Tensor weight, Averaging averaging) {
    fits("multilabelSoftMargin", x, t);
    Tensor right = t.times(x.logSigmoid());
    Tensor loss = right.plus(t.neg().plus(1).times(x.neg().logSigmoid())).neg();
    return averaging.of(weighted(loss, weight).mean(-1));
  }

  /**
   * Σ_{i≠c} w_c·max(0, margin − x_c + xᵢ)ᵖ/C for scores x [N, C] or [C] and classes c.
   *
   * @param weight of each class [C], or null for 1
   */
  public static Tensor multiMargin(
      Tensor x,
      Tensor classes,
      int p,
      double margin,
      @Nullable Tensor weight,
      Averaging averaging) {
    if (p != 1 && p != 2) {
      throw new ArgumentException("multiMargin: p = " + p + " must be 1 or 2");
    }
    SoftmaxCrossEntropy.checkClasses("multiMargin", classes, null);
    int n = x.dim(-1);
    if (!classes.shape().equals(x.shape().without(x.rank() - 1))) {
      throw new ShapeException(
          "multiMargin: classes " + classes.shape() + " do not fit scores " + x.shape());
    }
    for (long c : classes.toLongs()) {
      Shape.index("multiMargin: class", c, n, false);
    }
    Tensor index = classes.to(DType.I64).unsqueeze(-1);
    Tensor others = Tensor.arange(x.backend(), DType.I64, n).ne(index);
    Tensor excess = x.minus(x.gather(-1, index)).plus(margin);
    Tensor gap = others.where(excess, excess.zerosLike()).relu();
    Tensor cost = p == 1 ? gap : gap.square();
    if (weight != null) {
      cost = cost.times(weight.indexSelect(0, index.flatten()).reshape(index.shape()));
    }
    return averaging.of(cost.sum(-1).div(n));
  }

  /**
   * Σ max(0, 1 − x_t + xᵢ)/C over the right classes t, as often as they are listed, and the wrong
   * ones i, for scores x [N, C] or [C]. A row of the targets, which have the shape of x, lists the
   * right classes up to the first −1.
   */
  public static Tensor multiLabelMargin(Tensor x, Tensor targets, Averaging averaging) {
    if (!targets.shape().equals(x.shape()) || x.rank() < 1 || x.rank() > 2) {
      throw new ShapeException(
          "multiLabelMargin: scores "
              + x.shape()
              + " and lists of classes "
              + targets.shape()
              + " must be both [N, C] or both [C]");
    }
    SoftmaxCrossEntropy.checkClasses("multiLabelMargin", targets, null);
    int n = x.dim(-1);
    int rows = n == 0 ? 0 : x.size() / n;
    long[] given = targets.toLongs();
    boolean[] listed = new boolean[given.length];
    boolean[] wrong = new boolean[given.length];
    Arrays.fill(wrong, true);
    int longest = 0;
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < n && given[r * n + k] != -1; k++) {
        int at = r * n + k;
        Shape.index("multiLabelMargin: class", given[at], n, false);
        listed[at] = true;
        wrong[r * n + (int) given[at]] = false;
        longest = Math.max(longest, k + 1);
      }
    }
    Shape shape = Shape.of(rows, n);
    Tensor score = x.reshape(rows, n);
    Tensor used = Tensor.of(x.backend(), listed, shape).slice(1, Slice.until(longest));
    Tensor index = targets.to(DType.I64).reshape(rows, n).slice(1, Slice.until(longest));
    Tensor right = score.gather(1, used.where(index, index.zerosLike()));
    Tensor gap = score.unsqueeze(1).minus(right.unsqueeze(2)).plus(1).relu();
    Tensor pairs = used.unsqueeze(2).and(Tensor.of(x.backend(), wrong, shape).unsqueeze(1));
    Tensor losses = pairs.where(gap, gap.zerosLike()).sum(1, 2).div(n);
    return averaging.of(x.rank() == 1 ? losses.squeeze(0) : losses);
  }

  /** x for t = 1, max(0, margin − x) for t = −1. */
  public static Tensor hingeEmbedding(Tensor x, Tensor t, double margin, Averaging averaging) {
    fits("hingeEmbedding", x, t);
    Tensor far = x.neg().plus(margin).clamp(0, Double.POSITIVE_INFINITY);
    Tensor none = x.zerosLike();
    return averaging.of(t.eq(1).where(x, none).plus(t.eq(-1).where(far, none)));
  }

  // ---- distances ----

  /** max(0, −t·(x₁ − x₂) + margin) for t = ±1. */
  public static Tensor marginRanking(
      Tensor x1, Tensor x2, Tensor t, double margin, Averaging averaging) {
    Tensor loss = x1.minus(x2).times(t).neg().plus(margin);
    return averaging.of(loss.clamp(0, Double.POSITIVE_INFINITY));
  }

  /**
   * 1 − cos for t = 1, max(0, cos − margin) for t = −1, with cos = x₁·x₂/√((‖x₁‖² + 1e-12)(‖x₂‖² +
   * 1e-12)) along the last axis.
   */
  public static Tensor cosineEmbedding(
      Tensor x1, Tensor x2, Tensor t, double margin, Averaging averaging) {
    Tensor a = x1.square().sum(-1).plus(1e-12);
    Tensor b = x2.square().sum(-1).plus(1e-12);
    Tensor cos = x1.times(x2).sum(-1).div(a.times(b).sqrt());
    Tensor none = cos.zerosLike();
    Tensor far = cos.minus(margin).clamp(0, Double.POSITIVE_INFINITY);
    return averaging.of(t.eq(1).where(cos.neg().plus(1), none).plus(t.eq(-1).where(far, none)));
  }

  /**
   * max(0, d(a, p) − d(a, n) + margin) with d(u, v) = ‖u − v + ε‖ₚ along the last axis; with {@code
   * swap} the smaller of d(a, n) and d(p, n) (Balntas et al. 2016).
   */
  public static Tensor tripletMargin(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      double margin,
      double p,
      double epsilon,
      boolean swap,
      Averaging averaging) {
    Tensor near = anchor.pairwiseDistance(positive, p, epsilon, false);
    Tensor far = anchor.pairwiseDistance(negative, p, epsilon, false);
    if (swap) {
      far = far.minimum(positive.pairwiseDistance(negative, p, epsilon, false));
    }
    return averaging.of(near.minus(far).plus(margin).clamp(0, Double.POSITIVE_INFINITY));
  }
}
