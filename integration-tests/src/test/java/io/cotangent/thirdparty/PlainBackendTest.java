package io.cotangent.thirdparty;

import io.cotangent.kit.BackendConformance;
import io.cotangent.spi.Backend;

/** A third party's backend passes the kit with a test of five lines. */
class PlainBackendTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new PlainBackend();
  }
}
