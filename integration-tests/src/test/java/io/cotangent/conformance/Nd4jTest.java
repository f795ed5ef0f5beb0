package io.cotangent.conformance;

import io.cotangent.Backends;
import io.cotangent.kit.BackendConformance;
import io.cotangent.spi.Backend;

/** The ND4J backend. */
class Nd4jTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return Backends.get("nd4j");
  }
}
