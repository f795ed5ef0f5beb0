package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Index;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.loss.Averaging;
import io.cotangent.loss.CrossEntropyLoss;
import io.cotangent.loss.CtcLoss;
import io.cotangent.loss.Losses;
import io.cotangent.op.Affine;
import io.cotangent.op.Composite;
import io.cotangent.op.Convolution;
import io.cotangent.op.Epilogue;
import io.cotangent.op.Lookup;
import io.cotangent.op.Normalization;
import io.cotangent.op.Pooling;
import io.cotangent.op.Resampling;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.SoftmaxCrossEntropy;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Mistakes in calls of the catalogue name operation, argument, value and what is allowed. */
class CatalogueErrorsTest {
  private final Tensor m = Tensor.ones(2, 3);
  private final Tensor ints = Tensor.of(new long[] {0, 1}, 2);

  private static void shape(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
  }

  private static void argument(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ArgumentException.class).hasMessage(message);
  }

  private static void dtype(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(DTypeException.class).hasMessage(message);
  }

  @Test
  void axes() {
    shape("cumsum: axis 2 is out of range for [2, 3] (-2 to 1)", () -> m.cumsum(2));
    shape("sort: axis -3 is out of range for [2, 3] (-2 to 1)", () -> m.sort(-3, false));
    shape("norm: axis 5 is out of range for [2, 3] (-2 to 1)", () -> m.norm(2, 5));
    shape("diagonal: takes two axes of [2, 3], got 1 twice", () -> m.diagonal(0, 1, -1));
    shape(
        "movedim: [0, 1] to [1, 1] names an axis twice",
        () -> m.movedim(new int[] {0, 1}, new int[] {1, 1}));
  }

  @Test
  void arguments() {
    argument("topk: k = 4 of an axis of length 3", () -> m.topk(4, 1, true));
    argument(
        "kthValue: k = 0 is outside 1 … 3, the length of axis 1", () -> m.kthValue(0, 1, false));
    argument("unfold: windows of 4 in steps of 1 of an axis of length 3", () -> m.unfold(1, 4, 1));
    argument("conv: stride 0 must be 1 or more", () -> Convolution.DEFAULT.stride(0));
    argument(
        "pool: padding 2 must be between 0 and half the kernel, which has 3",
        () -> Pooling.of(3).padding(2));
    argument(
        "range: no finite number of steps of 0.0 from 0.0 to 1.0", () -> Tensor.range(0, 1, 0));
    argument(
        "crossEntropy: labelSmoothing 1.5 is outside [0, 1]",
        () -> new CrossEntropyLoss().labelSmoothing(1.5));
    argument("huber: delta 0.0 must be positive", () -> Losses.huber(m, m, 0, Averaging.MEAN));
  }

  @Test
  void shapes() {
    shape("trace: takes a matrix, got [2]", () -> Tensor.ones(2).trace());
    shape("outer: takes two vectors, got [2, 3] and [2]", () -> m.outer(Tensor.ones(2)));
    shape(
        "conv: x [1, 3, 8] has 3 channels, weight [4, 2, 3] with 1 group takes 2",
        () -> Convolution.DEFAULT.apply(Tensor.ones(1, 3, 8), Tensor.ones(4, 2, 3), null));
    shape(
        "conv: the kernel spans 5 on spatial axis 0, the input with its padding has 4: [1, 1, 4]"
            + " and weight [1, 1, 5]",
        () -> Convolution.DEFAULT.apply(Tensor.ones(1, 1, 4), Tensor.ones(1, 1, 5), null));
    shape(
        "conv: bias [3] must be [4]",
        () ->
            Convolution.DEFAULT.apply(Tensor.ones(1, 2, 8), Tensor.ones(4, 2, 3), Tensor.ones(3)));
    shape(
        "layerNorm: x [2, 3] must end in the normalized shape [4]",
        () -> Normalization.layerNorm(m, new int[] {4}, null, null, 1e-5));
    shape(
        "batchNorm: training takes more than one value a channel, got [1, 3]",
        () -> Normalization.batchNorm(Tensor.ones(1, 3), null, null, 1e-5));
    shape(
        "groupNorm: the channels of [2, 3] do not form 2 groups",
        () -> Normalization.groupNorm(m, 2, null, null, 1e-5));
    shape(
        "pixelShuffle: 3 channels of [3, 2, 2] do not make squares of 2",
        () -> Resampling.pixelShuffle(Tensor.ones(3, 2, 2), 2));
    shape(
        "maskedScatter: [1] has fewer elements than the mask is true, 6",
        () -> m.maskedScatter(m.gt(0), Tensor.ones(1)));
    shape(
        "ctc: log-probabilities [5, 2] and labels [2, 2] must be [T, N, C] and [N, S]",
        () ->
            new CtcLoss()
                .apply(Tensor.ones(5, 2), Tensor.of(new long[4], 2, 2), new long[2], new long[2]));
  }

  @Test
  void indices() {
    shape(
        "index: index 2 is out of range (-2 to 1)",
        () -> m.index(Index.of(Tensor.of(new long[] {2}, 1))));
    shape(
        "index: 3 indices for [2, 3], which has 2 axes",
        () -> m.index(Index.at(0), Index.at(0), Index.at(0)));
    argument("index: more than one ellipsis", () -> m.index(Index.ellipsis(), Index.ellipsis()));
    shape(
        "index: mask [3] must have the lengths of the axes it stands for, from 0 on, of [2, 3]",
        () -> m.index(Index.of(Tensor.ones(3).gt(0))));
    shape(
        "gather: index -7 is out of range (-6 to 5)", () -> m.take(Tensor.of(new long[] {-7}, 1)));
    shape(
        "scatter: index 2 is out of range (-2 to 1)",
        () -> m.scatter(0, Tensor.of(new long[] {2}, 1, 1), 1));
    shape("oneHot: class 1 is out of range (0 to 0)", () -> ints.oneHot(1));
    argument("binCount: -1 is negative", () -> Tensor.of(new long[] {-1}, 1).binCount(0));
    shape(
        "embedding: index 9 is outside of the table, which has 2 rows",
        () -> Lookup.embedding(Tensor.of(new long[] {9}, 1), m, null));
  }

  @Test
  void types() {
    Tensor nan = Tensor.of(Float.NaN);
    dtype(
        "index: takes I32, I64 or BOOL tensors, got F32; cast first", () -> m.index(Index.of(nan)));
    dtype("gather: the index must be I32 or I64, got F32", () -> m.gather(0, Tensor.ones(1, 3)));
    dtype(
        "embedding: the index must be I32 or I64, got F32; cast to I64, as in index.to(DType.I64)",
        () -> Lookup.embedding(nan, m, null));
    dtype(
        "maskedSelect: the mask must be BOOL, got F32; compare first, as in x.gt(0)",
        () -> m.maskedSelect(m));
    dtype(
        "conv: takes F32 or F64, got I64 and I64",
        () ->
            Convolution.DEFAULT.apply(
                Tensor.of(new long[4], 1, 1, 4), Tensor.of(new long[2], 1, 1, 2), null));
    argument("rem: integer division by zero", () -> ints.rem(0));
    argument("floorDiv: integer division by zero", () -> ints.floorDiv(ints));
  }

  @Test
  void einsum() {
    argument(
        "einsum: 2 operands named, 1 given in 'ij,jk->ik'", () -> Tensor.einsum("ij,jk->ik", m));
    argument(
        "einsum: 'i' names 1 axes, the operand has shape [2, 3] in 'i->i'",
        () -> Tensor.einsum("i->i", m));
    argument(
        "einsum: the result has 'k', which no operand has in 'ij->k'",
        () -> Tensor.einsum("ij->k", m));
    argument("einsum: the result has 'i' twice in 'ij->ii'", () -> Tensor.einsum("ij->ii", m));
    argument(
        "einsum: '2' at position 1 of 'i2' is no name of an axis in 'i2->i'",
        () -> Tensor.einsum("i2->i", m));
    argument(
        "einsum: 'ijk...' names more axes than the operand's 2 in 'ijk...->i'",
        () -> Tensor.einsum("ijk...->i", m));
    shape("einsum: 'j' is 3 and 2 in 'ij,jk'", () -> Tensor.einsum("ij,jk", m, m));
    shape("einsum: 'i' is 2 and 3 in [2, 3], 'ii'", () -> Tensor.einsum("ii", m));
  }

  @Test
  void axesOfATensor() {
    shape("dim: axis 7 is out of range for [2, 3] (-2 to 1)", () -> m.dim(7));
    shape("dim: axis -3 is out of range for [2, 3] (-2 to 1)", () -> m.shape().dim(-3));
    shape("dim: axis 0 is out of range for [], which has no axes", () -> Tensor.scalar(1).dim(0));
  }

  @Test
  void inputsOfComposites() {
    argument("softmax: takes 1 inputs or more, got 0", () -> new SoftmaxAlong(0, false).of());
    argument("crossEntropy: takes 2 inputs or more, got 1", () -> new SoftmaxCrossEntropy().of(m));
    argument("linear: takes 2 inputs or more, got 1", () -> new Affine(Epilogue.NONE).of(m));
    Composite sum = Composite.define("mySum", in -> in[0].plus(in[1]));
    argument("mySum: its formula reads an input that was not given: got 1", () -> sum.of(m));
    Composite own =
        Composite.define("mySum", in -> in[0].plus(in[1]), (in, y, g) -> new Tensor[] {g, g});
    argument(
        "mySum: its formula reads an input that was not given: got 1",
        () -> own.of(m.requiresGrad()));
  }

  @Test
  void classesAreIntegers() {
    String cast = " must be I32 or I64, got F32[2]; cast to I64, as in classes.to(DType.I64)";
    Tensor floats = Tensor.of(0f, 1f);
    dtype("crossEntropy: classes" + cast, () -> Losses.crossEntropy(m, floats));
    dtype("crossEntropy: classes" + cast, () -> Losses.nll(m, floats, null, null, Averaging.MEAN));
    dtype(
        "multiMargin: classes" + cast,
        () -> Losses.multiMargin(m, floats, 1, 1, null, Averaging.MEAN));
    dtype("oneHot: classes" + cast, () -> floats.oneHot(2));
    shape("embedding: index -1 is outside of the table, which has 2 rows", () -> lookUp(-1));
    shape("embedding: index 100 is outside of the table, which has 2 rows", () -> lookUp(100));
  }

  private void lookUp(long row) {
    Lookup.embedding(Tensor.of(new long[] {0, row}), m, null);
  }

  @Test
  void anArrayIsAVector() {
    assertThat(Tensor.of(new int[] {1, 2, 3}).shape()).isEqualTo(Shape.of(3));
    assertThat(Tensor.of(new long[] {1}).shape()).isEqualTo(Shape.of(1));
    assertThat(Tensor.of(new boolean[] {}).shape()).isEqualTo(Shape.of(0));
    assertThat(Tensor.of(new boolean[] {true, false}).dtype()).isEqualTo(DType.BOOL);
    assertThat(Tensor.of(new int[] {1, 2, 3}).toLongs()).containsExactly(1, 2, 3);
  }
}
