package io.cotangent;

import io.cotangent.autograd.Handle;

/** The elements as Java numbers and arrays. */
public sealed interface TensorValues permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The value of a tensor of one element. */
  default double item() {
    Tensor x = self();
    if (x.size() != 1) {
      throw new ShapeException("item: the tensor has shape " + x.shape() + ", not one element");
    }
    return toDoubles()[0];
  }

  /** The values in row-major order as F32. */
  default float[] toFloats() {
    return (float[]) self().to(DType.F32).toArray();
  }

  /** The values in row-major order as F64. */
  default double[] toDoubles() {
    return (double[]) self().to(DType.F64).toArray();
  }

  /** The values in row-major order as I64. */
  default long[] toLongs() {
    return (long[]) self().to(DType.I64).toArray();
  }

  /** The values in row-major order in an array of this tensor's type. */
  default Object toArray() {
    Tensor x = self();
    Tensor dense = x.contiguous();
    return x.backend().download(Handle.storage(dense).buffer(), x.size());
  }
}
