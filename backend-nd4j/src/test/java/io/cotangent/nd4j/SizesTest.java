package io.cotangent.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.BackendException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Convolution;
import io.cotangent.spi.Backend;
import org.junit.jupiter.api.Test;

/** Tensors of 2 GiB and more, and fills and copies around the lengths of their blocks. */
class SizesTest {
  private static final Backend BACKEND = new Nd4jProvider().create();

  @Test
  void moreThanABufferHoldsIsRefusedWithItsLimit() {
    assertThatThrownBy(() -> BACKEND.allocate(DType.F32, 600_000_000))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("600000000 elements of F32 take 2400000000 bytes")
        .hasMessageContaining("536870911 elements");
    assertThatThrownBy(
            () -> Tensor.zeros(BACKEND, DType.F64, Shape.of(1)).expand(300_000_000).exp())
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("268435455 elements");
  }

  @Test
  void aConvolutionWhoseColumnsAreTooManyIsRefused() {
    Tensor x = Tensor.zeros(BACKEND, DType.F32, Shape.of(1, 1, 1100, 1100));
    Tensor w = Tensor.zeros(BACKEND, DType.F32, Shape.of(1, 1, 550, 550));
    assertThatThrownBy(() -> Convolution.DEFAULT.apply(x, w, null))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("the columns of one image have");
  }

  @Test
  void fillsAndCopiesReachEveryElement() {
    for (DType dtype : DType.values()) {
      for (int n : new int[] {1, 2047, 2048, 2049, 6000}) {
        Tensor x = Tensor.full(BACKEND, dtype, 1, Shape.of(n, 2));
        assertThat(x.toDoubles()).as("%s %d", dtype, n).hasSize(2 * n).containsOnly(1);
        assertThat(x.transpose(0, 1).copy().toDoubles()).containsOnly(1);
        assertThat(x.to(DType.F64).copy().toDoubles()).containsOnly(1);
      }
    }
  }
}
