package io.cotangent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void broadcastStretchesOnes() {
    assertThat(Shape.broadcast("plus", Shape.of(4, 1, 3), Shape.of(5, 1)))
        .isEqualTo(Shape.of(4, 5, 3));
    assertThat(Shape.broadcast("plus", Shape.SCALAR, Shape.of(0, 2))).isEqualTo(Shape.of(0, 2));
  }

  @Test
  void broadcastErrorNamesBothShapesAndTheAxis() {
    assertThatThrownBy(() -> Shape.broadcast("times", Shape.of(2, 3), Shape.of(2, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "times: shapes do not broadcast: [2, 3] and [2, 4] (axis -1: 3 vs 4; lengths must be equal or 1)");
  }

  @Test
  void axesCountFromTheEndAndAreChecked() {
    assertThat(Shape.of(2, 3).axes("sum", -1)).containsExactly(1);
    assertThat(Shape.of(2, 3).axes("sum")).containsExactly(0, 1);
    assertThatThrownBy(() -> Shape.of(2, 3).axis("sum", 2))
        .hasMessage("sum: axis 2 is out of range for [2, 3] (-2 to 1)");
    assertThatThrownBy(() -> Shape.of(2, 3).axes("sum", 1, -1))
        .hasMessageContaining("axis 1 is given twice");
  }

  @Test
  void negativeAndHugeLengthsAreErrors() {
    assertThatThrownBy(() -> Shape.of(2, -1)).hasMessage("shape: negative length -1 in [2, -1]");
    assertThatThrownBy(() -> Shape.of(1 << 20, 1 << 20))
        .hasMessageContaining("more than 2^31-9 elements");
    assertThat(Shape.of(0, 1 << 20, 1 << 20).size()).isZero();
  }

  @Test
  void slicesFollowPython() {
    assertThat(Slice.of(-2, 100).start(5)).isEqualTo(3);
    assertThat(Slice.of(-2, 100).count(5)).isEqualTo(2);
    assertThat(Slice.of(null, null, -2).start(5)).isEqualTo(4);
    assertThat(Slice.of(null, null, -2).count(5)).isEqualTo(3);
    assertThat(Slice.of(3, 1).count(5)).isZero();
    assertThat(Slice.of(-10, null, -1).count(5)).isZero();
    assertThatThrownBy(() -> Slice.at(5).start(5))
        .hasMessage("slice: index 5 is out of range for an axis of length 5 (-5 to 4)");
    assertThatThrownBy(() -> Slice.of(0, 1, 0))
        .hasMessage("slice: step is 0; it must be positive or negative");
  }

  @Test
  void promotionFollowsTheLattice() {
    assertThat(DType.promote(DType.I64, DType.F32)).isEqualTo(DType.F32);
    assertThat(DType.promote(DType.BOOL, DType.I32)).isEqualTo(DType.I32);
    assertThat(DType.promote(DType.F64, DType.F32)).isEqualTo(DType.F64);
  }

  @Test
  void withoutABackendTheErrorNamesTheArtifacts() {
    assertThatThrownBy(() -> Tensor.zeros(2))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "backend: none can run; add io.cotangent:cotangent-backend-jvm or io.cotangent:cotangent-backend-nd4j to the class path");
  }
}
