package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Padding, windows as columns, and pools at random places; expected figures are PyTorch's. */
class PaddingAndWindowsTest {
  private final Rng rng = new Rng(4);

  private static Tensor ramp(int factor, int modulus, double divisor, int... shape) {
    double[] v = new double[Shape.of(shape).size()];
    Arrays.setAll(v, i -> (i * factor) % modulus / divisor);
    return Tensor.of(v, shape);
  }

  /** The gradient of Σ i·yᵢ, i counting from 1. */
  private static double[] gradient(Tensor x, Function<Tensor, Tensor> f) {
    Tensor leaf = x.requiresGrad();
    Tensor y = f.apply(leaf);
    Tensor weights = Tensor.range(1, y.size() + 1, 1).to(DType.F64).reshape(y.shape());
    return y.times(weights).sum().backward().get(leaf).toDoubles();
  }

  private static void check(Layer layer, Shape shape, double[] values, double[] gradient) {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 1, 2, 3);
    assertThat(layer.apply(x).shape()).as(layer.toString()).isEqualTo(shape);
    assertThat(layer.apply(x).toDoubles()).as(layer.toString()).containsExactly(values);
    assertThat(gradient(x, layer)).as(layer.toString()).containsExactly(gradient);
    assertThat(layer.apply(x.squeeze(0)).toDoubles()).containsExactly(values);
  }

  @Test
  void paddingLayersHaveValuesAndGradients() {
    Shape wide = Shape.of(1, 1, 3, 6);
    check(
        new ReflectionPad2d(1, 2, 0, 1),
        wide,
        new double[] {2, 1, 2, 3, 2, 1, 5, 4, 5, 6, 5, 4, 2, 1, 2, 3, 2, 1},
        new double[] {40, 54, 20, 20, 27, 10});
    check(
        new ReplicationPad2d(1, 2, 0, 1),
        wide,
        new double[] {1, 1, 2, 3, 3, 3, 4, 4, 5, 6, 6, 6, 4, 4, 5, 6, 6, 6},
        new double[] {3, 3, 15, 42, 24, 84});
    check(
        new CircularPad2d(1, 2, 0, 1),
        wide,
        new double[] {3, 1, 2, 3, 1, 2, 6, 4, 5, 6, 4, 5, 3, 1, 2, 3, 1, 2},
        new double[] {38, 42, 34, 19, 21, 17});
    check(
        new ZeroPad2d(1, -1, 0, 1),
        Shape.of(1, 1, 3, 3),
        new double[] {0, 1, 2, 0, 4, 5, 0, 0, 0},
        new double[] {2, 3, 0, 5, 6, 0});
    check(
        new ConstantPad2d(new int[] {0, 1, 1, 0}, 3.5),
        Shape.of(1, 1, 3, 4),
        new double[] {3.5, 3.5, 3.5, 3.5, 1, 2, 3, 3.5, 4, 5, 6, 3.5},
        new double[] {5, 6, 7, 9, 10, 11});
  }

  @Test
  void paddingLayersOfEveryRankTakeOneWidthForAllSides() {
    Tensor line = Tensor.of(new double[] {1, 2, 3}, 1, 1, 3);
    Map<Layer, double[]> lines = new LinkedHashMap<>();
    lines.put(new ReflectionPad1d(1), new double[] {2, 1, 2, 3, 2});
    lines.put(new ReplicationPad1d(1), new double[] {1, 1, 2, 3, 3});
    lines.put(new CircularPad1d(1), new double[] {3, 1, 2, 3, 1});
    lines.put(new ZeroPad1d(1), new double[] {0, 1, 2, 3, 0});
    lines.put(new ConstantPad1d(1, 9), new double[] {9, 1, 2, 3, 9});
    lines.forEach((l, v) -> assertThat(l.apply(line).toDoubles()).as("" + l).containsExactly(v));
    Tensor cube = rng.normal(0, 1, 2, 3, 4, 5, 6);
    for (Layer l :
        List.of(
            new ReflectionPad3d(1),
            new ReplicationPad3d(1),
            new CircularPad3d(1),
            new ZeroPad3d(1),
            new ConstantPad3d(1, 2))) {
      assertThat(l.apply(cube).shape()).as("" + l).isEqualTo(Shape.of(2, 3, 6, 7, 8));
      Tensor inner = new ZeroPad3d(-1).apply(l.apply(cube));
      assertThat(inner.toFloats()).as("" + l).isEqualTo(cube.toFloats());
    }
    assertThat(new ZeroPad3d(0, 0, 0, 0, 2, 0).apply(cube).shape())
        .as("the last pair is the first axis")
        .isEqualTo(Shape.of(2, 3, 6, 5, 6));
  }

  @Test
  void paddingThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new ReflectionPad2d(1, 2))
        .isInstanceOf(ArgumentException.class)
        .hasMessage(
            "ReflectionPad2d: widths [1, 2] must be one number, or 2 pairs (before, after), last"
                + " axis first");
    assertThatThrownBy(() -> new ZeroPad2d(1).apply(Tensor.ones(3, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("ZeroPad2d [1, 1, 1, 1]: x must be [N, C, H, W] or [C, H, W]");
    assertThatThrownBy(() -> new ReflectionPad1d(3).apply(Tensor.ones(1, 1, 3)))
        .isInstanceOf(ShapeException.class);
  }

  private static final int[] WINDOW = {2, 3};

  private static UnfoldSettings spaced(UnfoldSettings u) {
    return u.dilation(2, 1).padding(1, 0).stride(1, 2);
  }

  @Test
  void unfoldMakesColumnsOfWindows() {
    Layer unfold = new Unfold(WINDOW, PaddingAndWindowsTest::spaced);
    Tensor x = ramp(7, 13, 1, 1, 2, 4, 5);
    Tensor y = unfold.apply(x);
    assertThat(y.shape()).isEqualTo(Shape.of(1, 12, 8));
    assertThat(y.get(0).get(0).toDoubles()).containsExactly(0, 0, 0, 1, 9, 10, 5, 6);
    assertThat(y.get(0).get(4).toDoubles()).containsExactly(3, 4, 12, 0, 8, 9, 0, 0);
    assertThat(y.get(0).get(11).toDoubles()).containsExactly(7, 8, 3, 4, 12, 0, 0, 0);
    assertThat(gradient(x, unfold))
        .containsExactly(
            3, 11, 23, 12, 20, 30, 46, 94, 48, 64, 34, 50, 102, 52, 68, 29, 37, 75, 38, 46, 51, 59,
            119, 60, 68, 126, 142, 286, 144, 160, 130, 146, 294, 148, 164, 77, 85, 171, 86, 94);
    assertThat(unfold.apply(x.squeeze(0)).toDoubles()).isEqualTo(y.toDoubles());
    assertThatThrownBy(() -> new Unfold(5).apply(x))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Unfold [5, 5]: a window spans 5 elements, axis H has 4 with padding");
    assertThatThrownBy(() -> new Unfold(2, u -> u.stride(0)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("must be 1 or more");
  }

  @Test
  void foldAddsUpWhatOverlaps() {
    Layer fold = new Fold(new int[] {4, 5}, WINDOW, PaddingAndWindowsTest::spaced);
    Tensor columns = ramp(5, 17, 1, 1, 12, 8);
    Tensor y = fold.apply(columns);
    assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 4, 5));
    assertThat(y.toDoubles())
        .containsExactly(
            10, 16, 20, 4, 10, 4, 16, 42, 26, 4, 24, 2, 31, 12, 24, 4, 10, 25, 15, 4, 12, 1, 7, 6,
            12, 8, 20, 33, 30, 8, 28, 6, 22, 16, 28, 6, 12, 12, 0, 6);
    double[] g = gradient(columns, fold);
    assertThat(Arrays.copyOf(g, 24))
        .containsExactly(
            0, 0, 1, 3, 6, 8, 11, 13, 0, 0, 2, 4, 7, 9, 12, 14, 0, 0, 3, 5, 8, 10, 13, 15);
    assertThat(Arrays.copyOfRange(g, 72, 96))
        .containsExactly(
            26, 28, 31, 33, 36, 38, 0, 0, 27, 29, 32, 34, 37, 39, 0, 0, 28, 30, 33, 35, 38, 40, 0,
            0);
    assertThat(fold.apply(columns.squeeze(0)).toDoubles()).isEqualTo(y.toDoubles());
    assertThatThrownBy(() -> fold.apply(Tensor.zeros(1, 12, 7)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("x must be [N, C·6, 8] for images of [4, 5], got [1, 12, 7]");
  }

  @Test
  void fractionalPoolsStandWhereTheRandomNumbersSay() {
    Tensor x = ramp(37, 101, 10, 2, 2, 5, 6);
    FractionalMaxPool2d pool =
        new FractionalMaxPool2d(new int[] {2, 3}, new int[] {3, 2}, new Rng(1));
    // PyTorch's samples are (W, H) in two dimensions.
    double[] u = {.5, .25, .125, .75, .875, 0, .625, .375};
    ValuesAndIndices top = pool.pool(x, u);
    assertThat(top.values().toDoubles())
        .containsExactly(
            9.4, 8.4, 9.7, 8.7, 9.7, 9.0, 10.0, 8.3, 9.3, 8.6, 9.6, 8.9, 9.9, 8.2, 9.2, 8.5, 9.5,
            8.8, 9.8, 8.1, 9.4, 8.4, 9.4, 8.7);
    assertThat(top.indices().toLongs())
        .containsExactly(
            8, 5, 19, 16, 19, 27, 0, 5, 8, 16, 19, 27, 0, 5, 8, 16, 19, 27, 0, 5, 19, 16, 19, 27);
    double[] g = gradient(x, t -> pool.pool(t, u).values());
    assertThat(Arrays.stream(g).sum()).isEqualTo(24 * 25 / 2.0);
    assertThat(new double[] {g[8], g[19], g[109], g[112]}).containsExactly(1, 8, 44, 0);

    Tensor volume = ramp(37, 101, 10, 1, 2, 4, 5, 6);
    FractionalMaxPool3d three =
        new FractionalMaxPool3d(new int[] {2}, new int[] {2, 3, 4}, new Rng(1));
    assertThat(three.pool(volume, new double[] {.25, .5, .75, .625, .125, 0}).indices().toLongs())
        .containsExactly(
            30, 8, 8, 5, 19, 19, 21, 16, 19, 19, 27, 29, 60, 68, 68, 65, 79, 79, 81, 76, 79, 79, 87,
            89, 0, 8, 8, 11, 13, 8, 8, 11, 19, 19, 27, 29, 60, 68, 68, 71, 73, 68, 68, 71, 79, 79,
            87, 112);
  }

  @Test
  void fractionalPoolsDrawFromTheirStream() {
    Tensor x = rng.normal(0, 1, 3, 2, 12, 9);
    FractionalMaxPool2d pool = FractionalMaxPool2d.ratio(2, 0.7, new Rng(3));
    ValuesAndIndices first = pool.withIndices(x);
    assertThat(first.values().shape()).isEqualTo(Shape.of(3, 2, 8, 6));
    Tensor flat = x.reshape(6, 108).gather(1, first.indices().reshape(6, 48));
    assertThat(flat.toFloats()).isEqualTo(first.values().toFloats());
    assertThat(pool.withIndices(x).indices().toLongs()).isNotEqualTo(first.indices().toLongs());
    assertThat(FractionalMaxPool2d.ratio(2, 0.7, new Rng(3)).apply(x).toFloats())
        .isEqualTo(first.values().toFloats());
    assertThat(new FractionalMaxPool2d(12, 1, rng).apply(x.pad(-99, 0, 3)).flatten().toFloats())
        .as("a single window is the whole plane")
        .isEqualTo(new GlobalMaxPool().apply(x).flatten().toFloats());
    assertThatThrownBy(() -> new FractionalMaxPool2d(3, 11, rng).apply(x))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("11 windows of 3 need an axis of 13 elements");
    assertThatThrownBy(() -> FractionalMaxPool3d.ratio(2, 1, rng))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("between 0 and 1");
  }

  @Test
  void featureAlphaDropoutTakesWholeChannels() {
    FeatureAlphaDropout d = new FeatureAlphaDropout(0.4, rng);
    Tensor x = rng.normal(0, 1, 200, 100, 2, 3);
    Tensor y = d.apply(x);
    assertThat(y.mean().item()).isCloseTo(0, within(0.02));
    assertThat(y.square().mean().item()).isCloseTo(1, within(0.03));
    Tensor spread = y.flatten(2, -1).max(2).minus(y.flatten(2, -1).min(2));
    Tensor dropped = spread.eq(0).to(DType.F32);
    assertThat(dropped.mean().item()).isCloseTo(0.4, within(0.015));
    assertThat(dropped.mean(1).max().item()).as("some channel of each example stays").isLessThan(1);
    assertThat(dropped.mean(1).min().item()).as("some channel goes").isGreaterThan(0);
    d.eval();
    assertThat(d.apply(x).toFloats()).isEqualTo(x.toFloats());
    assertThatThrownBy(() -> d.apply(Tensor.ones(3))).isInstanceOf(ShapeException.class);
  }

  @Test
  void softmaxOverChannels() {
    Tensor x = Tensor.of(new double[] {0, 7, 10, 4}, 1, 2, 1, 2);
    assertThat(new Softmax2d().apply(x).toDoubles())
        .containsExactly(new double[] {4.54e-05, 0.9525741, 0.9999546, 0.0474259}, within(1e-7));
    assertThat(new Softmax2d().apply(x.squeeze(0)).sum(0).toDoubles())
        .containsExactly(new double[] {1, 1}, within(1e-12));
    assertThatThrownBy(() -> new Softmax2d().apply(Tensor.ones(2, 2)))
        .isInstanceOf(ShapeException.class);
  }

  @Test
  void distancesAsModules() {
    Tensor a = Tensor.of(new double[] {1, 2, 3, 0, 0, 0}, 2, 3);
    Tensor b = Tensor.of(new double[] {3, 2, -1, 1, 1, 1}, 2, 3);
    assertThat(new PairwiseDistance().apply(a, b).toDoubles())
        .containsExactly(new double[] {4.4721364, 1.7320491}, within(1e-7));
    Tensor kept = new PairwiseDistance(1, 1e-6, true).apply(a, b);
    assertThat(kept.shape()).isEqualTo(Shape.of(2, 1));
    assertThat(kept.toDoubles()).containsExactly(new double[] {6.000001, 2.999997}, within(1e-9));
    assertThat(new CosineSimilarity().apply(a, b).toDoubles())
        .containsExactly(new double[] {0.2857143, 0}, within(1e-7));
  }

  @Test
  void modulesUnderNames() {
    Map<String, Layer> heads = new LinkedHashMap<>();
    heads.put("digit", new Linear(3, 10, rng));
    heads.put("parity", new Linear(3, 2, rng));
    ModuleDict<Layer> d = new ModuleDict<>(heads);
    assertThat(d.stateDict().keySet())
        .containsExactly("digit.weight", "digit.bias", "parity.weight", "parity.bias");
    assertThat(d.names()).containsExactly("digit", "parity");
    assertThat(d.module("parity").apply(Tensor.ones(1, 3)).shape()).isEqualTo(Shape.of(1, 2));
    assertThatThrownBy(() -> d.module("colour"))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("ModuleDict: there is no module 'colour', there are [digit, parity]");
  }
}
