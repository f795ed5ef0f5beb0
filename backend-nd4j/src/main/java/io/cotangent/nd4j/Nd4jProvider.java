package io.cotangent.nd4j;

import io.cotangent.BackendException;
import io.cotangent.spi.Backend;
import io.cotangent.spi.BackendProvider;
import io.cotangent.spi.Threads;

/** Makes the ND4J backend. */
public final class Nd4jProvider implements BackendProvider {
  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public int priority() {
    return 50;
  }

  @Override
  public Backend create() {
    int threads = Threads.configured();
    try {
      return new Nd4jBackend(threads);
    } catch (LinkageError | RuntimeException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new BackendException(
          "ND4J's native library cannot be loaded ("
              + root
              + "); add the artifact for this platform, such as org.nd4j:nd4j-native:1.0.0-M2.1:linux-x86_64",
          e);
    }
  }
}
