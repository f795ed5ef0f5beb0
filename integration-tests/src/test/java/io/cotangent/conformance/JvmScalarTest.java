package io.cotangent.conformance;

import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.kit.BackendConformance;
import io.cotangent.spi.Backend;

/** The pure-Java backend, scalar kernels. */
class JvmScalarTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new JvmBackend(new Settings("scalar", 1));
  }
}
