package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.Autograd;
import io.cotangent.BackendException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.GradientException;
import io.cotangent.GraphOption;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every mistake gets a typed error that names what was wrong and what would be right. */
class ErrorsTest {
  private final Tensor m = Tensor.ones(2, 3);

  private static void shape(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
  }

  @Test
  void shapes() {
    shape(
        "matmul: inner sizes differ: [128, 784] x [512, 10] (784 vs 512)",
        () -> Tensor.ones(128, 784).matmul(Tensor.ones(512, 10)));
    shape(
        "matmul: takes vectors and matrices, got [] x [2, 3]; use times for scalars",
        () -> Tensor.scalar(1).matmul(m));
    shape(
        "add: shapes do not broadcast: [2, 3] and [2] (axis -1: 3 vs 2; lengths must be equal or 1)",
        () -> m.plus(Tensor.ones(2)));
    shape("reshape: [2, 3] has 6 elements, [4] has 4", () -> m.reshape(4));
    shape("reshape: length -2 in [-2]; at most one may be -1, none below", () -> m.reshape(-2));
    shape("permute: [0, 0] must name each axis of [2, 3] once", () -> m.permute(0, 0));
    shape("expand: [2, 3] does not broadcast to [2, 1]", () -> m.expand(2, 1));
    shape("slice: 3 slices for [2, 3], which has 2 axes", () -> m.get(0, 0, 0));
    shape(
        "concat: [2, 3] does not fit [2, 2] along axis 0; the other axes must be equal",
        () -> Tensor.concat(0, Tensor.ones(2, 2), m));
    shape(
        "split: lengths [1, 1] do not add up to 3, the length of axis 1 of [2, 3]",
        () -> m.split(new int[] {1, 1}, 1));
    shape(
        "argmax: nothing to choose from: [0] is empty along axis 0",
        () -> Tensor.zeros(0).argmax(0));
    shape(
        "max: nothing to choose from: shape [0] is empty along the folded axes",
        () -> Tensor.zeros(0).max());
    shape(
        "gather: index 3 is out of range (-3 to 2)",
        () -> m.gather(1, Tensor.of(new int[] {3, 0}, 2, 1)));
    shape(
        "crossEntropy: class 3 is out of range (0 to 2)",
        () -> Losses.crossEntropy(m, Tensor.of(new int[] {0, 3}, 2)));
    shape(
        "crossEntropy: classes [3] do not fit logits [2, 3]; they must be [2]",
        () -> Losses.crossEntropy(m, Tensor.of(new int[] {0, 1, 2}, 3)));
    shape("item: the tensor has shape [2, 3], not one element", m::item);
    shape(
        "of: 3 values do not fill shape [2, 2], which has 4 elements",
        () -> Tensor.of(new float[3], 2, 2));
  }

  @Test
  void types() {
    assertThatThrownBy(() -> m.gt(0).plus(m.gt(0)))
        .isInstanceOf(DTypeException.class)
        .hasMessage("add: not defined for BOOL; cast first, as in x.to(DType.I32)");
    assertThatThrownBy(() -> m.and(m))
        .hasMessage("and: takes BOOL, got F32; compare first, as in x.ne(0)");
    assertThatThrownBy(() -> m.where(m, m))
        .hasMessage("where: the condition must be BOOL, got F32; compare first, as in x.gt(0)");
    assertThatThrownBy(() -> Tensor.arange(3).requiresGrad())
        .isInstanceOf(GradientException.class)
        .hasMessage("requiresGrad: I64 carries no gradient; only F32 and F64 do, cast first");
    assertThatThrownBy(() -> Tensor.of(new int[4], 2, 2).matmul(Tensor.of(new int[4], 2, 2)))
        .hasMessageContaining("matmul: takes F32 or F64, got I32 and I32");
    assertThatThrownBy(() -> m.gather(1, m))
        .hasMessage("gather: the index must be I32 or I64, got F32");
  }

  @Test
  void gradients() {
    Tensor x = m.requiresGrad();
    assertThatThrownBy(() -> x.times(2).backward())
        .isInstanceOf(GradientException.class)
        .hasMessage(
            "backward: this tensor has shape [2, 3], not one element; pass a cotangent of that shape, or reduce it first with sum() or mean()");
    assertThatThrownBy(() -> x.times(2).backward(Tensor.ones(3)))
        .hasMessage("backward: the cotangent has shape [3], the tensor [2, 3]; they must be equal");
    assertThatThrownBy(() -> m.sum().backward())
        .hasMessage(
            "backward: this tensor [] is not tracked; make an input a leaf with requiresGrad(), outside noGrad");
    assertThatThrownBy(() -> Autograd.noGrad(() -> x.sum()).backward())
        .hasMessageContaining("is not tracked");
    Tensor y = x.square().sum();
    y.backward();
    assertThatThrownBy(y::backward)
        .hasMessage(
            "backward: the graph behind sum [] was freed by an earlier backward(); pass GraphOption.RETAIN to that one to run it again");
    Tensor z = x.square().sum();
    assertThat(z.backward(GraphOption.RETAIN).get(x).toFloats())
        .isEqualTo(z.backward().get(x).toFloats());
    assertThatThrownBy(() -> z.detach().backward()).hasMessageContaining("not tracked");
    assertThatThrownBy(() -> x.sum().backward().get(m))
        .hasMessageContaining("tensor [2, 3] is not tracked; make it a leaf");
    assertThatThrownBy(() -> x.sum().backward().get(Tensor.ones(2).requiresGrad()))
        .hasMessage(
            "gradients: the output did not depend on leaf [2], so it has no gradient; ask with contains() first");
  }

  @Test
  void backends() {
    CountingBackend other = new CountingBackend(Backends.current());
    Tensor there = Tensor.zeros(other, DType.F32, Shape.of(2, 3));
    assertThatThrownBy(() -> m.plus(there))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "add: tensors of two backends, jvm and counting; move one with tensor.to(backend)");
    assertThat(m.plus(there.to(m.backend())).toFloats()).isEqualTo(m.toFloats());
    assertThatThrownBy(() -> Backends.get("abacus"))
        .hasMessage("backend: none is named 'abacus'; on the class path: [jvm, nd4j]");
  }
}
