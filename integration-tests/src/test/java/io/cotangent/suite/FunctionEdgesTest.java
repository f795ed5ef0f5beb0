package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.CotangentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.GridSampling;
import io.cotangent.op.Lookup;
import io.cotangent.op.Normalization;
import io.cotangent.op.Pooling;
import io.cotangent.op.Resampling;
import io.cotangent.random.Rng;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Functions at the edges of what they take: the least, the empty, and one beyond. */
class FunctionEdgesTest extends EveryBackend {
  private static void refused(
      Class<? extends CotangentException> type, String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(type).hasMessageContaining(message);
  }

  @Test
  void searchesGoThroughRowsOfTheirOwnOrOneForAll() {
    Tensor sorted = Tensor.of(new double[] {1, 3, 5, 2, 4, 6}, 2, 3);
    Tensor values = Tensor.of(new double[] {3, 4, 3, 4}, 2, 2);
    holds(sorted.searchSorted(values, false), 1, 2, 1, 1);
    holds(sorted.searchSorted(values, true), 2, 2, 1, 2);
    holds(sorted.get(0).searchSorted(values, false), 1, 2, 1, 2);
    holds(sorted.get(0).searchSorted(Tensor.scalar(4), false), 2);
    holds(sorted.get(0).searchSorted(Tensor.of(9.0, 0.0, Double.NaN), false), 3, 0, 3);
    String rows = "must have the same rows, or sorted be one row";
    refused(ShapeException.class, rows, () -> sorted.searchSorted(values.get(0), false));
    refused(ShapeException.class, rows, () -> sorted.searchSorted(values.reshape(2, 1, 2), false));
    refused(ShapeException.class, rows, () -> sorted.searchSorted(Tensor.zeros(3, 2), false));
    refused(
        ShapeException.class,
        "sorted must have rows, got a scalar",
        () -> Tensor.scalar(1).searchSorted(values, false));
  }

  @Test
  void weightNormTakesTheNormOfEachRow() {
    Tensor v = Tensor.of(new double[] {3, 4, 0, 5, 0, 12}, 3, 2);
    Tensor g = Tensor.of(10.0, 1.0, 2.0);
    holds(Normalization.weightNorm(v, g), 6, 8, 0, 1, 0, 2);
    holds(Normalization.weightNorm(v, g.reshape(3, 1)), 6, 8, 0, 1, 0, 2);
    holds(Normalization.weightNorm(v.reshape(3, 1, 2), g), 6, 8, 0, 1, 0, 2);
  }

  @Test
  void parametersOfNormsHaveTheChannels() {
    Tensor x = new Rng(1).normal(0, 1, 4, 3, 2);
    Tensor two = Tensor.ones(2);
    Tensor three = Tensor.ones(3);
    refused(
        ShapeException.class,
        "weight [2] must be [3]",
        () -> Normalization.batchNorm(x, two, three, 1e-5));
    refused(
        ShapeException.class,
        "bias [2] must be [3]",
        () -> Normalization.instanceNorm(x, three, two, 1e-5));
    refused(
        ShapeException.class,
        "weight [2] must be [3]",
        () -> Normalization.groupNorm(x, 3, two, three, 1e-5));
    refused(
        ShapeException.class,
        "weight [3] must be [2]",
        () -> Normalization.layerNorm(x, new int[] {2}, three, null, 1e-5));
    refused(
        ShapeException.class,
        "do not form 2 groups",
        () -> Normalization.groupNorm(x, 2, null, null, 1e-5));
    refused(
        ShapeException.class,
        "do not form 0 groups",
        () -> Normalization.groupNorm(x, 0, null, null, 1e-5));
  }

  @Test
  void poolsCheckTheirWindows() {
    String least = "pool: kernel, stride and dilation must be 1 or more";
    refused(ArgumentException.class, least, () -> Pooling.of(0));
    refused(ArgumentException.class, least, () -> Pooling.of(2).stride(0));
    refused(ArgumentException.class, least, () -> Pooling.of(2).dilation(0));
    refused(ArgumentException.class, least, () -> Pooling.of(2, 0));
    Tensor x = Tensor.ones(1, 4, 4);
    for (Pooling p :
        new Pooling[] {Pooling.of(2, 2).dilation(2, 1), Pooling.of(2, 2).dilation(1, 2)}) {
      refused(ArgumentException.class, "dilation 2 is for maxima alone", () -> p.average(x));
      refused(ArgumentException.class, "dilation 2 is for maxima alone", () -> p.lp(x, 2));
      assertThat(p.max(x).shape().rank()).isEqualTo(3);
    }
    holds(Pooling.of(1).max(Tensor.of(1.0, 2.0).reshape(1, 1, 2)), 1, 2);
  }

  @Test
  void channelsAreShuffledFromTheLeastShapeOn() {
    Tensor x = Tensor.range(0, 6, 1).reshape(1, 6);
    holds(Resampling.channelShuffle(x, 2), 0, 3, 1, 4, 2, 5);
    holds(Resampling.channelShuffle(x, 1), 0, 1, 2, 3, 4, 5);
    holds(Resampling.channelShuffle(x, 6), 0, 1, 2, 3, 4, 5);
    refused(ShapeException.class, "4 groups", () -> Resampling.channelShuffle(x, 4));
    refused(ShapeException.class, "0 groups", () -> Resampling.channelShuffle(x, 0));
    refused(ShapeException.class, "1 groups", () -> Resampling.channelShuffle(x.get(0), 1));
  }

  @Test
  void interpolationKeepsALengthAndReadsASinglePixel() {
    Tensor x = Tensor.of(1.0, 5.0, 2.0).reshape(1, 1, 3);
    for (Resampling.Mode mode : Resampling.Mode.values()) {
      holds(Resampling.interpolate(x, mode, false, 3), 1, 5, 2);
    }
    holds(Resampling.interpolate(x, Resampling.Mode.NEAREST, false, 6), 1, 1, 5, 5, 2, 2);
    holds(Resampling.interpolate(x, Resampling.Mode.NEAREST, false, 2), 1, 5);
    holds(Resampling.interpolate(x, Resampling.Mode.NEAREST_EXACT, false, 2), 1, 2);
    holds(Resampling.interpolate(x, Resampling.Mode.LINEAR, true, 1), 1);
    holds(Resampling.interpolate(x, Resampling.Mode.LINEAR, true, 5), 1, 3, 5, 3.5, 2);
    Tensor one = Tensor.of(7.0).reshape(1, 1, 1);
    holds(Resampling.interpolate(one, Resampling.Mode.LINEAR, false, 3), 7, 7, 7);
    Tensor pixel = Tensor.of(7.0).reshape(1, 1, 1, 1);
    Tensor grid = Tensor.of(new double[] {0.5, -3, 0, 0}, 1, 1, 2, 2);
    GridSampling.Outside reflection = GridSampling.Outside.REFLECTION;
    for (boolean align : new boolean[] {false, true}) {
      holds(GridSampling.gridSample(pixel, grid, Resampling.Mode.LINEAR, reflection, align), 7, 7);
      holds(GridSampling.gridSample(pixel, grid, Resampling.Mode.CUBIC, reflection, align), 7, 7);
    }
  }

  @Test
  void cubicWeightsAtAQuarter() {
    // Keys' kernel with a = −¾ at distances 1.25, 0.25, 0.75, 1.75.
    Tensor image = Tensor.of(new double[] {1, 0, 0, 0}, 1, 1, 1, 4).expand(1, 1, 4, 4).copy();
    double[] weights = new double[4];
    for (int i = 0; i < 4; i++) {
      Tensor x = image.roll(new int[] {i}, 3);
      Tensor grid = Tensor.of(new double[] {-1 + 2 * 1.25 / 3, -1 / 3.0}, 1, 1, 1, 2);
      weights[i] =
          GridSampling.gridSample(x, grid, Resampling.Mode.CUBIC, GridSampling.Outside.BORDER, true)
              .item();
    }
    near(1e-6, Tensor.of(weights), -0.10546875, 0.87890625, 0.26171875, -0.03515625);
  }

  @Test
  void bagsMayBeEmpty() {
    Tensor table = Tensor.range(1, 7, 1).reshape(3, 2);
    Tensor none = Tensor.of(new long[0], 2, 0);
    for (Lookup.BagMode mode : Lookup.BagMode.values()) {
      holds(Lookup.bag(none, table, mode, null, null), 0, 0, 0, 0);
    }
    Tensor one = Tensor.of(new long[] {2, 1}, 2, 1);
    for (Lookup.BagMode mode : Lookup.BagMode.values()) {
      holds(Lookup.bag(one, table, mode, null, null), 5, 6, 3, 4);
    }
    Tensor two = Tensor.of(new long[] {0, 2}, 1, 2);
    holds(Lookup.bag(two, table, Lookup.BagMode.MEAN, null, null), 3, 4);
    holds(Lookup.bag(two, table, Lookup.BagMode.MEAN, null, 2), 1, 2);
    holds(Lookup.bag(two, table, Lookup.BagMode.MAX, null, -1), 1, 2);
    Tensor row = Tensor.of(new long[] {0, 1, 2}, 3);
    holds(
        Lookup.bag(row, new long[] {0, 2, 3}, table, Lookup.BagMode.SUM, null, null),
        4,
        6,
        5,
        6,
        0,
        0);
    refused(
        ArgumentException.class,
        "must ascend and stay within 3 indices",
        () -> Lookup.bag(row, new long[] {0, 2, 1}, table, Lookup.BagMode.SUM, null, null));
    refused(
        ArgumentException.class,
        "must ascend and stay within 3 indices",
        () -> Lookup.bag(row, new long[] {0, 4}, table, Lookup.BagMode.SUM, null, null));
    refused(
        ShapeException.class,
        "offsets begin with 0",
        () -> Lookup.bag(row, new long[] {1, 2}, table, Lookup.BagMode.SUM, null, null));
    for (int padding : new int[] {3, -4}) {
      refused(
          ArgumentException.class,
          "padding index " + padding + " is outside of a weight of 3 rows",
          () -> Lookup.embedding(row, table, padding));
    }
    assertThat(Lookup.embedding(row, table, -3).shape()).isEqualTo(Shape.of(3, 2));
  }

  @Test
  void integersStayIntegersWhereTheMathsIsClosed() {
    Tensor i = Tensor.of(new long[] {-3, 0, 4});
    assertThat(i.relu().toLongs()).containsExactly(0, 0, 4);
    assertThat(i.abs().toLongs()).containsExactly(3, 0, 4);
    assertThat(i.neg().toLongs()).containsExactly(3, 0, -4);
    assertThat(i.sign().toLongs()).containsExactly(-1, 0, 1);
    assertThat(i.square().toLongs()).containsExactly(9, 0, 16);
    assertThat(i.floor().toLongs()).containsExactly(-3, 0, 4);
    assertThat(i.trunc().toLongs()).containsExactly(-3, 0, 4);
    assertThat(i.clamp(-1, 2).toLongs()).containsExactly(-1, 0, 2);
    assertThat(i.maximum(Tensor.of(new long[] {1})).toLongs()).containsExactly(1, 1, 4);
    assertThat(i.minimum(Tensor.of(new long[] {1})).toLongs()).containsExactly(-3, 0, 1);
    assertThat(i.relu().dtype()).isEqualTo(DType.I64);
    Tensor b = Tensor.of(new long[] {2});
    assertThat(i.remainder(b).toLongs()).containsExactly(1, 0, 0);
    assertThat(i.rem(b).toLongs()).containsExactly(-1, 0, 0);
    assertThat(i.floorDiv(b).toLongs()).containsExactly(-2, 0, 2);
    assertThat(i.truncDiv(b).toLongs()).containsExactly(-1, 0, 2);
    assertThat(i.pow(b).toLongs()).containsExactly(9, 0, 16);
  }
}
