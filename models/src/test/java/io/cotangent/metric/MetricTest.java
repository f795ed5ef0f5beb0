package io.cotangent.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand, which scikit-learn's definitions give. */
class MetricTest {
  private static final float[] SCORES = {
    3, 1, 0, // 0 → 0
    0, 2, 1, // 1 → 1
    1, 0, 2, // 0 → 2
    5, 5, 0, // 1 → 0, since equal scores go to the lower class
    0, 1, 9, // 2 → 2
    0, 4, 1, // 1 → 1
  };
  private static final long[] CLASSES = {0, 1, 0, 1, 2, 1};

  private static Tensor scores() {
    return Tensor.of(SCORES, 6, 3);
  }

  private static Tensor classes(long... c) {
    return Tensor.of(c);
  }

  private static double of(Metric m) {
    m.add(scores(), classes(CLASSES));
    return m.value();
  }

  @Test
  void accuracyAndTopK() {
    assertThat(of(Metric.accuracy())).isEqualTo(4.0 / 6);
    assertThat(of(Metric.topK(2))).isEqualTo(1);
    assertThat(of(Metric.topK(3))).isEqualTo(1);
    assertThatThrownBy(() -> Metric.topK(0)).hasMessageContaining("must be 1 or more");
  }

  @Test
  void theConfusionMatrixHasTrueClassesInItsRows() {
    ConfusionMatrix m = Metric.confusion(3);
    m.add(scores(), classes(CLASSES));
    assertThat(m.count(0, 0)).isEqualTo(1);
    assertThat(m.count(0, 2)).isEqualTo(1);
    assertThat(m.count(2, 0)).isZero();
    assertThat(m.count(1, 0)).isEqualTo(1);
    assertThat(m.count(1, 1)).isEqualTo(2);
    assertThat(m.actual(1)).isEqualTo(3);
    assertThat(m.predicted(0)).isEqualTo(2);
    assertThat(m.value()).isEqualTo(4.0 / 6);
    assertThat(m.toString().lines())
        .containsExactly(
            "true \\ predicted    0    1    2",
            "               0    1    0    1",
            "               1    1    2    0",
            "               2    0    0    1");
  }

  @Test
  void precisionRecallAndF1OverClasses() {
    // precision 1/2, 2/2, 1/2; recall 1/2, 2/3, 1/1; F1 1/2, 4/5, 2/3; of 2, 3, 1 examples
    close(of(Metric.precision(3, Average.MACRO)), (0.5 + 1 + 0.5) / 3);
    close(of(Metric.recall(3, Average.MACRO)), (0.5 + 2.0 / 3 + 1) / 3);
    close(of(Metric.f1(3, Average.MACRO)), (0.5 + 0.8 + 2.0 / 3) / 3);
    close(of(Metric.precision(3, Average.WEIGHTED)), (2 * 0.5 + 3 * 1 + 0.5) / 6);
    close(of(Metric.f1(3, Average.WEIGHTED)), (2 * 0.5 + 3 * 0.8 + 2.0 / 3) / 6);
    close(of(Metric.f1(3, Average.MICRO)), 4.0 / 6);
    close(of(Metric.recall(3, Average.MICRO)), 4.0 / 6);
    // A class that neither occurs nor is predicted does not count.
    close(of(Metric.f1(5, Average.MACRO)), (0.5 + 0.8 + 2.0 / 3) / 3);
    assertThat(Metric.f1(3, Average.MACRO).name()).isEqualTo("macro_f1");
  }

  @Test
  void precisionRecallAndF1OfTwoClasses() {
    Tensor logits = Tensor.of(1f, 2f, -1f, 3f, -2f);
    Tensor truth = classes(1, 0, 1, 1, 0);
    for (Tensor p : List.of(logits, logits.reshape(5, 1))) {
      close(value(Metric.precision(), p, truth), 2.0 / 3);
      close(value(Metric.recall(), p, truth), 2.0 / 3);
      close(value(Metric.f1(), p, truth), 2.0 / 3);
      close(value(Metric.accuracy(), p, truth), 3.0 / 5);
    }
    Tensor never = Tensor.of(-1f, -1f);
    assertThat(value(Metric.precision(), never, classes(1, 0))).as("0/0").isZero();
    assertThat(value(Metric.f1(), never, classes(0, 0))).as("0/0").isZero();
    assertThat(value(Metric.recall(), never, classes(0, 0))).as("0/0").isZero();
  }

  private static double value(Metric m, Tensor prediction, Tensor target) {
    m.add(prediction, target);
    return m.value();
  }

  private static void close(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-12));
  }

  @Test
  void areaUnderTheCurveWithAndWithoutTies() {
    Tensor s = Tensor.of(0.1f, 0.4f, 0.35f, 0.8f);
    close(value(Metric.rocAuc(), s, classes(0, 0, 1, 1)), 0.75);
    close(value(Metric.averagePrecision(), s, classes(0, 0, 1, 1)), 0.5 * 1 + 0.5 * 2 / 3);
    Tensor ties = Tensor.of(1f, 1f, 1f, 0f, 0f);
    // Pairs: positives 2 of score 1 and 1 of 0, negatives 1 and 1.
    Tensor truth = classes(1, 1, 0, 1, 0);
    close(value(Metric.rocAuc(), ties, truth), (2 * 0.5 + 2 * 1 + 0 + 0.5) / 6);
    close(value(Metric.averagePrecision(), ties, truth), 2.0 / 3 * 2 / 3 + 1.0 / 3 * 3 / 5);
    Tensor two = Tensor.of(new float[] {0, 0.1f, 0, 0.4f, 0, 0.35f, 0, 0.8f}, 4, 2);
    close(value(Metric.rocAuc(), two, classes(0, 0, 1, 1)), 0.75);
    assertThat(value(Metric.rocAuc(), s, classes(1, 1, 1, 1))).as("one class").isNaN();
    assertThat(value(Metric.averagePrecision(), s, classes(0, 0, 0, 0))).as("one class").isZero();
    assertThat(value(Metric.averagePrecision(), s, classes(1, 1, 1, 1))).isEqualTo(1);
    assertThat(value(Metric.rocAuc(), Tensor.of(Float.NaN, 1f), classes(0, 1))).isNaN();
    assertThatThrownBy(() -> of(Metric.rocAuc()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("two classes, got 3");
  }

  @Test
  void perplexityIsThatOfAllTokens() {
    Tensor even = Tensor.zeros(4, 7);
    close(value(Metric.perplexity(), even, classes(0, 1, 2, -100)), 7);
    // −log ½ and −log ¼ make √8.
    Tensor logs =
        Tensor.of(
            new double[] {Math.log(0.5), Math.log(0.5), Math.log(0.25), Math.log(0.75)}, 2, 2);
    close(value(Metric.perplexity(), logs, classes(0, 0)), Math.sqrt(8));
    close(value(Metric.perplexity(), Tensor.of(0.0, 0.0), classes(0, 1)), 2);
    // [N, C, S]: classes along axis 1
    Tensor sequences = Tensor.of(new float[] {9, 0, 0, 9}, 1, 2, 2);
    close(value(Metric.accuracy(), sequences, Tensor.of(new long[] {0, 1}, 1, 2)), 1);
    close(value(Metric.accuracy(), sequences, Tensor.of(new long[] {1, 1}, 1, 2)), 0.5);
  }

  @Test
  void differencesOfNumbers() {
    Tensor p = Tensor.of(2.5, 0.0, 2.0, 8.0);
    Tensor t = Tensor.of(3.0, -0.5, 2.0, 7.0);
    close(value(Metric.mae(), p, t), 0.5);
    close(value(Metric.rmse(), p, t), Math.sqrt(0.375));
    close(value(Metric.r2(), p, t), 1 - 1.5 / 29.1875);
    Tensor constant = Tensor.of(2.0, 2.0);
    assertThat(value(Metric.r2(), constant, constant)).isEqualTo(1);
    assertThat(value(Metric.r2(), Tensor.of(1.0, 2.0), constant)).isZero();
    assertThat(value(Metric.r2(), Tensor.of(1.0), Tensor.of(1.0))).isNaN();
    Tensor far = Tensor.of(1e9 + 1, 1e9 + 2, 1e9 + 4);
    close(value(Metric.r2(), far.plus(Tensor.of(0.0, 0.0, 1.0)), far), 1 - 1 / (14.0 / 3));
    assertThatThrownBy(() -> Metric.mae().add(p, t.reshape(4, 1)))
        .isInstanceOf(ShapeException.class);
  }

  @Test
  void calibrationCountsBinsByTheirUpperEdge() {
    // Confidences 0.8, 0.8 (one right) and 0.6 (right), in five bins: (0.6, 0.8] and (0.4, 0.6].
    double a = Math.log(0.8);
    double b = Math.log(0.2);
    Tensor p = Tensor.of(new double[] {a, b, a, b, Math.log(0.6), Math.log(0.4)}, 3, 2);
    close(
        value(Metric.calibrationError(5), p, classes(0, 1, 0)),
        (Math.abs(1 - 1.6) + Math.abs(1 - 0.6)) / 3);
    close(value(Metric.calibrationError(1), p, classes(0, 1, 0)), Math.abs(2 - 2.2) / 3);
  }

  @Test
  void theBatchesDoNotMatter() {
    Rng rng = new Rng(1);
    Tensor p = rng.normal(0, 1, 101, 2);
    Tensor t = rng.bernoulli(0.3, 101).to(io.cotangent.DType.I64);
    List<Metric> all =
        List.of(
            Metric.accuracy(),
            Metric.precision(),
            Metric.recall(),
            Metric.f1(),
            Metric.rocAuc(),
            Metric.averagePrecision(),
            Metric.perplexity(),
            Metric.calibrationError(10),
            Metric.f1(2, Average.MACRO),
            Metric.f1(2, Average.WEIGHTED),
            Metric.confusion(2));
    for (Metric m : all) {
      m.add(p, t);
      double whole = m.value();
      for (int size : new int[] {1, 7, 100}) {
        m.reset();
        for (int from = 0; from < 101; from += size) {
          Slice s = Slice.of(from, Math.min(101, from + size));
          m.add(p.slice(0, s), t.slice(0, s));
        }
        assertThat(m.value())
            .as("%s in batches of %d", m.name(), size)
            .isCloseTo(whole, within(1e-12));
      }
    }
  }

  @Test
  void nothingAndWhatDoesNotFitAreErrors() {
    List<Metric> all =
        List.of(
            Metric.accuracy(),
            Metric.topK(2),
            Metric.precision(),
            Metric.f1(3, Average.MACRO),
            Metric.confusion(2),
            Metric.rocAuc(),
            Metric.averagePrecision(),
            Metric.perplexity(),
            Metric.mae(),
            Metric.rmse(),
            Metric.r2(),
            Metric.calibrationError(3));
    for (Metric m : all) {
      assertThatThrownBy(m::value)
          .as(m.name())
          .isInstanceOf(ArgumentException.class)
          .hasMessage(m.name() + ": no example was added");
      m.add(Tensor.zeros(0), Tensor.zeros(0));
      assertThatThrownBy(m::value).as(m.name()).isInstanceOf(ArgumentException.class);
    }
    Metric ignored = Metric.accuracy();
    ignored.add(scores(), classes(-1, -100, -1, -1, -1, -1));
    assertThatThrownBy(ignored::value).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Metric.accuracy().add(scores(), classes(0, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("scores [6, 3] and classes [2] do not fit");
    assertThatThrownBy(() -> Metric.accuracy().add(scores(), classes(0, 1, 2, 3, 0, 0)))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("accuracy: class 3.0 of example 3 is not from 0 to 2");
    assertThatThrownBy(() -> Metric.confusion(2).add(scores(), classes(CLASSES)))
        .hasMessageContaining("scores of 3 classes, made for 2");
  }
}
