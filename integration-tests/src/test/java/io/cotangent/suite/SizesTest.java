package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Attention;
import io.cotangent.op.Convolution;
import io.cotangent.op.PadMode;
import io.cotangent.op.Pooling;
import io.cotangent.op.Resampling;
import io.cotangent.random.Rng;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Sizes and counts at the ends of what an int holds: a result, or an error that names the call. */
class SizesTest {
  private static final int MAX = Integer.MAX_VALUE;
  private static final int MIN = Integer.MIN_VALUE;

  private final Tensor row = Tensor.of(1f, 2f, 3f);
  private final Tensor image = Tensor.ones(1, 1, 3);
  private final Tensor kernel = Tensor.ones(1, 1, 2);

  private static Tensor wide(int... shape) {
    return Tensor.ones(1).expand(Shape.of(shape));
  }

  private static void fails(String named, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfAny(ShapeException.class, ArgumentException.class)
        .hasMessageStartingWith(named);
  }

  @Test
  void lengthsThatNoAxisHas() {
    int half = 1 << 30;
    fails("concat: axis 0", () -> Tensor.concat(0, wide(half), wide(half)));
    fails("pad: axis 0", () -> row.pad(0, MAX, 1));
    fails("pad: axis 0", () -> row.pad(0, MAX, MAX));
    fails("pad: axis 0", () -> row.pad(PadMode.REPLICATE, MAX, MAX));
    fails("pad: CIRCULAR", () -> row.pad(PadMode.CIRCULAR, MAX, MAX));
    fails("pad: REFLECT", () -> row.pad(PadMode.REFLECT, MAX, MIN));
    fails("pad: crops 4294967296 of axis 0", () -> row.pad(0, MIN, MIN));
    fails("repeat: axis 0", () -> row.repeat(half));
    fails("repeat: axis 1", () -> row.reshape(1, 3).tile(MAX));
    fails("repeatInterleave", () -> row.repeatInterleave(half, 0));
    fails(
        "repeatInterleave: times", () -> row.repeatInterleave(Tensor.of(new long[] {1L << 32}), 0));
    fails(
        "repeatInterleave",
        () -> row.repeatInterleave(Tensor.of(new long[] {1L << 62, 1L << 62, 1}), 0));
    fails("diagEmbed", () -> row.diagEmbed(MAX, 0, 1));
    fails("diagEmbed", () -> row.diagEmbed(MIN, 0, 1));
    fails("kron: axis 0", () -> wide(1 << 16).kron(wide(1 << 16)));
    fails("binCount", () -> Tensor.of(new long[] {Long.MAX_VALUE}).binCount(0));
    fails("binCount", () -> Tensor.of(new long[] {1L << 32}).binCount(0));
    fails("pixelShuffle", () -> Resampling.pixelShuffle(Tensor.ones(4, 2, 2), 1 << 16));
    fails("pixelShuffle", () -> Resampling.pixelShuffle(Tensor.zeros(0, 1 << 16, 1), 1 << 15));
    fails("interpolate", () -> Resampling.scale(image, Resampling.Mode.NEAREST, false, 1e10));
    fails("shape", () -> Pooling.adaptiveAverage(image, MAX));
    fails("shape", () -> Pooling.adaptiveMax(image, half));
    fails("range", () -> Tensor.range(0, 3e9, 1));
  }

  @Test
  void shiftsAndStepsAsFarAsAnIntGoes() {
    Tensor square = Tensor.ones(3, 3);
    for (int far : new int[] {MAX, MIN, MIN + 1}) {
      assertThat(square.diagonal(far, 0, 1).shape()).isEqualTo(Shape.of(0));
      assertThat(row.roll(new int[] {far}, 0).sum().item()).isEqualTo(6);
    }
    assertThat(square.tril(MAX).sum().item()).isEqualTo(9);
    assertThat(square.tril(MIN).sum().item()).isEqualTo(0);
    assertThat(square.triu(MAX).sum().item()).isEqualTo(0);
    assertThat(row.unfold(0, 2, MAX).shape()).isEqualTo(Shape.of(1, 2));
    assertThat(row.split(MAX, 0)).hasSize(1);
    assertThat(row.chunk(MAX, 0)).hasSize(3);
    assertThat(row.pad(0, MIN + 5, MAX).shape()).isEqualTo(Shape.of(7));
    assertThat(row.pad(0, MIN + 5, MAX).sum().item()).isEqualTo(0);
    assertThat(Pooling.of(2).stride(MAX).max(image).shape()).isEqualTo(Shape.of(1, 1, 1));
    assertThat(Pooling.of(2).stride(MAX).ceil(true).max(image).shape())
        .isEqualTo(Shape.of(1, 1, 1));
    assertThat(Pooling.of(1).dilation(MAX).max(image).shape()).isEqualTo(Shape.of(1, 1, 3));
    assertThat(Convolution.DEFAULT.stride(MAX).apply(image, kernel, null).shape())
        .isEqualTo(Shape.of(1, 1, 1));
    Tensor point = Tensor.ones(1, 1, 1);
    assertThat(Convolution.DEFAULT.dilation(MAX).apply(image, point, null).toFloats())
        .containsExactly(1, 1, 1);
  }

  @Test
  void windowsThatReachTooFar() {
    fails(
        "conv: the kernel spans 2147483648",
        () -> Convolution.DEFAULT.dilation(MAX).apply(image, kernel, null));
    fails(
        "conv: axis with its padding",
        () -> Convolution.DEFAULT.padding(MAX).apply(image, kernel, null));
    fails(
        "conv: axis with its padding",
        () -> Convolution.DEFAULT.padding(1 << 30).apply(image, kernel, null));
    fails(
        "conv: same padding",
        () ->
            Convolution.DEFAULT
                .dilation(MAX)
                .samePadding()
                .apply(image, Tensor.ones(1, 1, 5), null));
    fails(
        "conv: x",
        () -> Convolution.DEFAULT.groups(1 << 16).apply(image, Tensor.ones(1, 1 << 16, 1), null));
    fails(
        "conv transposed: spatial axis 0",
        () -> Convolution.DEFAULT.stride(MAX).transposed(image, kernel, null));
    fails(
        "conv transposed: spatial axis 0",
        () -> Convolution.DEFAULT.dilation(MAX).transposed(image, kernel, null));
    fails(
        "conv transposed: padding",
        () -> Convolution.DEFAULT.padding(MAX).transposed(image, kernel, null));
    fails("pool: padding 2147483647", () -> Pooling.of(3).padding(MAX));
    fails("pool: padding 1073741824", () -> Pooling.of(3).padding(1 << 30));
    fails("maxPool: a window spans 2147483648", () -> Pooling.of(2).dilation(MAX).max(image));
    fails(
        "maxPool: all windows",
        () -> Pooling.of(2).dilation(MAX - 1).stride(MAX).ceil(true).max(image));
    fails("sumOfColumns: size", () -> Convolution.DEFAULT.sumOfColumns(image, new int[] {2, 2}, 3));
    fails("split: lengths", () -> row.split(new int[] {MAX, MAX, 5}, 0));
    fails("split: lengths", () -> row.split(new int[] {-1, 4}, 0));
    fails("unflatten", () -> row.unflatten(0, 1 << 16, 1 << 16, 3));
    fails("reshape", () -> row.reshape(-1, MAX, MAX, MAX));
  }

  @Test
  void negativeCounts() {
    fails("arange: -1 numbers", () -> Tensor.arange(-1));
    fails("linspace: -1 numbers", () -> Tensor.linspace(0, 1, -1));
    fails("eye: -1 rows", () -> Tensor.eye(-1));
    fails("shape: negative length -1", () -> Tensor.zeros(-1));
    fails("doubles: -1 numbers", () -> new Rng(1).doubles(-1));
    fails("normals: -1 numbers", () -> new Rng(1).normals(-1));
    fails("permutation: -1 numbers", () -> new Rng(1).permutation(-1));
    fails("multinomial: -1 numbers", () -> new Rng(1).multinomial(row, -1, true));
    fails("oneHot: -1 classes", () -> Tensor.arange(0).oneHot(-1));
    fails("binCount: minLength -1", () -> Tensor.arange(2).binCount(-1));
    fails("causalMask: -1", () -> Attention.causalMask(-1));
    fails("uniform: takes finite low <= high", () -> new Rng(1).uniform(1, 0, 3));
  }

  @Test
  void aLargeTensorIsPrintedWithoutItsSizeAgain() {
    Tensor large = wide(MAX - 8);
    assertThat(large.toString())
        .isEqualTo("[1.00000, 1.00000, 1.00000, ..., 1.00000, 1.00000, 1.00000] F32[2147483639]");
    Tensor matrix = Tensor.arange(40_000).reshape(2, 20_000);
    assertThat(matrix.toString())
        .isEqualTo(
            "[[0, 1, 2, ..., 19997, 19998, 19999],\n [20000, 20001, 20002, ..., 39997, 39998, 39999]] I64[2, 20000]");
    int[] most = new int[1];
    Tensor watched = row.to(SizeWatch.of(Backends.current(), most)).expand(2000, 3);
    assertThat(watched.toString()).endsWith("F32[2000, 3]");
    assertThat(most[0]).isLessThan(100);
  }
}
