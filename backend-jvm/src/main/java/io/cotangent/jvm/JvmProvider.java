package io.cotangent.jvm;

import io.cotangent.spi.Backend;
import io.cotangent.spi.BackendProvider;

/** Makes the pure-Java backend. */
public final class JvmProvider implements BackendProvider {
  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Backend create() {
    return new JvmBackend(Settings.fromSystemProperties());
  }
}
