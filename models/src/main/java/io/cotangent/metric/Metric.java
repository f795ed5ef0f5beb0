package io.cotangent.metric;

import io.cotangent.ArgumentException;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;

/**
 * A measure that accumulates over batches what it needs, never a mean of means: its value is that
 * of all examples together, whatever the batches were.
 *
 * <p>Measures of classes take scores [N, C] or [N, C, S…], of which the largest wins, the lower
 * class where two are equal, and classes [N] or [N, S…]; or, for two classes, scores [N] or [N, 1],
 * where above 0 means class 1. Examples whose class is negative, as an ignored index is, are left
 * out. Definitions are those of scikit-learn where it has the measure.
 *
 * <p>A metric is used by one thread at a time.
 */
public interface Metric {
  /** The name in logs and histories. */
  String name();

  /** Forgets all examples. */
  void reset();

  /**
   * Adds a batch.
   *
   * @throws ShapeException if prediction and target do not fit each other
   * @throws ArgumentException if a class is larger than there are scores
   */
  void add(Tensor prediction, Tensor target);

  /**
   * The value for all examples since the last reset.
   *
   * @throws ArgumentException if there were none
   */
  double value();

  /** Whether larger values are better. */
  default boolean isLargerBetter() {
    return true;
  }

  /** The share of examples whose class has the largest score. */
  static Metric accuracy() {
    return new TopK("accuracy", 1);
  }

  /** The share of examples whose class is among the k with the largest scores. */
  static Metric topK(int k) {
    return new TopK("top" + k, k);
  }

  /** TP/(TP + FP) of class 1 of two; 0 where nothing was taken for class 1. */
  static Metric precision() {
    return new ClassRatio(ClassRatio.Kind.PRECISION, null, 2);
  }

  /** Precision over the classes. */
  static Metric precision(int classes, Average average) {
    return new ClassRatio(ClassRatio.Kind.PRECISION, average, classes);
  }

  /** TP/(TP + FN) of class 1 of two; 0 where there was no example of class 1. */
  static Metric recall() {
    return new ClassRatio(ClassRatio.Kind.RECALL, null, 2);
  }

  /** Recall over the classes. */
  static Metric recall(int classes, Average average) {
    return new ClassRatio(ClassRatio.Kind.RECALL, average, classes);
  }

  /** 2·TP/(2·TP + FP + FN) of class 1 of two; 0 where that is 0/0. */
  static Metric f1() {
    return new ClassRatio(ClassRatio.Kind.F1, null, 2);
  }

  /** F1 over the classes. */
  static Metric f1(int classes, Average average) {
    return new ClassRatio(ClassRatio.Kind.F1, average, classes);
  }

  /** Counts of each class taken for each; its value is the accuracy. */
  static ConfusionMatrix confusion(int classes) {
    return new ConfusionMatrix(classes);
  }

  /**
   * The area under the receiver operating characteristic of two classes: how often an example of
   * class 1 has a larger score than one of class 0, equal scores counting half. NaN where one of
   * the classes has no example. Keeps a number for each example.
   */
  static Metric rocAuc() {
    return new Ranking(true);
  }

  /**
   * Average precision of two classes: Σ (Rₙ − Rₙ₋₁)·Pₙ over the distinct scores as thresholds,
   * without interpolation. 0 where class 1 has no example. Keeps a number for each example.
   */
  static Metric averagePrecision() {
    return new Ranking(false);
  }

  /** exp of the mean cross-entropy of logits. */
  static Metric perplexity() {
    return new Perplexity();
  }

  /** Mean of |prediction − target| over all elements. */
  static Metric mae() {
    return new Differences(Differences.Kind.MAE);
  }

  /** √ of the mean of (prediction − target)² over all elements. */
  static Metric rmse() {
    return new Differences(Differences.Kind.RMSE);
  }

  /**
   * 1 − Σ(t − p)²/Σ(t − t̄)² over all elements. Where all targets are equal: 1 if the predictions
   * are, too, else 0. NaN for a single element.
   */
  static Metric r2() {
    return new Differences(Differences.Kind.R2);
  }

  /**
   * Expected calibration error (Guo et al. 2017) of logits: Σ over bins of their share of the
   * examples times |accuracy − mean confidence|; confidence is the largest probability, and bin m
   * of M holds those in ((m − 1)/M, m/M].
   */
  static Metric calibrationError(int bins) {
    return new CalibrationError(bins);
  }
}
