package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.op.Fused;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Kernel;
import org.jspecify.annotations.Nullable;

/** A backend without its kernels for composites, so that all of them decompose. */
final class WithoutKernels extends ForwardingBackend {
  WithoutKernels(Backend backend) {
    super(backend);
  }

  @Override
  public @Nullable Kernel kernel(Fused op, DType dtype) {
    return null;
  }
}
