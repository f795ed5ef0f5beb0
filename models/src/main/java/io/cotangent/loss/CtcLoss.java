package io.cotangent.loss;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;

/**
 * Connectionist temporal classification (Graves et al. 2006): −log of the probability of all
 * alignments of a sequence of labels with frames, by the forward recursion over the labels with
 * blanks between them: αₜ(s) = log p(l′ₛ) + log(e^αₜ₋₁(s) + e^αₜ₋₁(s−1) + e^αₜ₋₁(s−2)), the last
 * term only where l′ₛ is neither blank nor the same label as l′ₛ₋₂.
 *
 * @param blank the class that stands for no label
 * @param zeroInfinity whether a sequence too long for its frames costs 0 instead of ∞
 * @param reduction MEAN divides each loss by its number of labels first
 */
public record CtcLoss(int blank, boolean zeroInfinity, Averaging reduction) {
  /** Stands for log 0, and keeps differences finite. */
  private static final double NEVER = -1e30;

  /** With PyTorch's defaults: class 0 is the blank, infinite losses stay, the mean. */
  public CtcLoss() {
    this(0, false, Averaging.MEAN);
  }

  /** With another class for no label. */
  public CtcLoss blank(int index) {
    return new CtcLoss(index, zeroInfinity, reduction);
  }

  /** With infinite losses counted 0, or as they are. */
  public CtcLoss zeroInfinity(boolean on) {
    return new CtcLoss(blank, on, reduction);
  }

  /** With another reduction. */
  public CtcLoss reduction(Averaging how) {
    return new CtcLoss(blank, zeroInfinity, how);
  }

  /**
   * The loss.
   *
   * @param logProbabilities [T, N, C]; frames beyond a sequence's number are not read
   * @param labels I64 [N, S], padded
   * @param frames how many of the T frames count, one for each sequence
   * @param lengths how many of the S labels count, one for each sequence
   */
  public Tensor apply(Tensor logProbabilities, Tensor labels, long[] frames, long[] lengths) {
    check(logProbabilities, labels, frames, lengths);
    Tensor logP = read(logProbabilities, longs(logProbabilities, frames));
    int steps = logP.dim(0);
    int batch = logP.dim(1);
    int width = 2 * labels.dim(1) + 1;
    long[] given = labels.toLongs();
    long[] states = new long[batch * width];
    boolean[] skips = new boolean[batch * width];
    for (int n = 0; n < batch; n++) {
      for (int s = 0; s < width; s++) {
        int at = n * width + s;
        int label = n * labels.dim(1) + s / 2;
        states[at] = s % 2 == 0 || s / 2 >= lengths[n] ? blank : given[label];
        skips[at] = s % 2 == 1 && s >= 3 && states[at] != blank && states[at] != states[at - 2];
      }
    }
    Tensor state = Tensor.of(logP.backend(), states, Shape.of(batch, width));
    Tensor skip = Tensor.of(logP.backend(), skips, Shape.of(batch, width));
    Tensor never = Tensor.full(logP.backend(), logP.dtype(), NEVER, Shape.of(batch, width));
    Tensor frame = longs(logP, frames);
    Tensor places = Tensor.arange(logP.backend(), DType.I64, width);
    Tensor alpha = places.lt(2).where(logP.slice(0, Slice.at(0)).gather(1, state), never);
    for (int t = 1; t < steps; t++) {
      Tensor one = alpha.pad(NEVER, 1, 0).slice(1, Slice.until(width));
      Tensor two = skip.where(alpha.pad(NEVER, 2, 0).slice(1, Slice.until(width)), never);
      Tensor sum = Tensor.stack(0, alpha, one, two).logSumExp(0);
      Tensor next = sum.plus(logP.slice(0, Slice.at(t)).gather(1, state));
      alpha = frame.gt(t).unsqueeze(1).where(next, alpha);
    }
    Tensor last = longs(logP, lengths).times(2).unsqueeze(1);
    Tensor blankEnd = alpha.gather(1, last);
    Tensor labelEnd = alpha.gather(1, last.minus(1).maximum(0));
    Tensor none = last.eq(0);
    Tensor least = Tensor.full(logP.backend(), logP.dtype(), NEVER, Shape.SCALAR);
    Tensor end = Tensor.concat(1, blankEnd, none.where(least, labelEnd));
    Tensor losses = end.logSumExp(1).neg();
    Tensor impossible = losses.gt(-NEVER / 10);
    Tensor instead = losses.zerosLike().plus(zeroInfinity ? 0 : Double.POSITIVE_INFINITY);
    losses = impossible.where(instead, losses);
    if (reduction == Averaging.MEAN) {
      losses = losses.div(longs(logP, lengths).maximum(1).to(losses.dtype()));
    }
    return reduction.of(losses);
  }

  /** The frames that count, and zeros in the place of the others. */
  private static Tensor read(Tensor logP, Tensor frames) {
    Tensor step = Tensor.arange(logP.backend(), DType.I64, logP.dim(0)).unsqueeze(1);
    return step.lt(frames).unsqueeze(2).where(logP, logP.zerosLike());
  }

  private static Tensor longs(Tensor like, long[] values) {
    return Tensor.of(like.backend(), values, Shape.of(values.length));
  }

  private void check(Tensor logP, Tensor labels, long[] frames, long[] lengths) {
    if (logP.rank() != 3 || labels.rank() != 2 || labels.dim(0) != logP.dim(1)) {
      throw new ShapeException(
          "ctc: log-probabilities "
              + logP.shape()
              + " and labels "
              + labels.shape()
              + " must be [T, N, C] and [N, S]");
    }
    int batch = logP.dim(1);
    if (frames.length != batch || lengths.length != batch) {
      throw new ShapeException(
          "ctc: "
              + frames.length
              + " numbers of frames and "
              + lengths.length
              + " of labels for "
              + batch
              + " sequences");
    }
    if (blank < 0 || blank >= logP.dim(2)) {
      throw new ArgumentException(
          "ctc: blank " + blank + " is outside of " + logP.dim(2) + " classes");
    }
    long[] given = labels.toLongs();
    for (int n = 0; n < batch; n++) {
      if (frames[n] < 1
          || frames[n] > logP.dim(0)
          || lengths[n] < 0
          || lengths[n] > labels.dim(1)) {
        throw new ArgumentException(
            "ctc: sequence "
                + n
                + " has "
                + frames[n]
                + " frames of "
                + logP.dim(0)
                + " and "
                + lengths[n]
                + " labels of "
                + labels.dim(1));
      }
      for (int s = 0; s < lengths[n]; s++) {
        Shape.index("ctc: label", given[n * labels.dim(1) + s], logP.dim(2), false);
      }
    }
  }
}
