package io.cotangent.conformance;

import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.kit.BackendConformance;
import io.cotangent.spi.Backend;

/** The pure-Java backend, vector kernels, as wide as the machine's. */
class JvmVectorTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new JvmBackend(new Settings("vector", 2));
  }
}
