package io.cotangent.nd4j;

import io.cotangent.BackendException;
import io.cotangent.spi.Backend;
import io.cotangent.spi.BackendProvider;
import io.cotangent.spi.Threads;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;

/** Makes the ND4J backend. */
public final class Nd4jProvider implements BackendProvider {
  private static final System.Logger LOG = System.getLogger("io.cotangent");

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
      warn();
      return new Nd4jBackend(threads);
    } catch (BackendException e) {
      throw e;
    } catch (LinkageError | RuntimeException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new BackendException(
          "ND4J's native library cannot be loaded ("
              + root
              + "); add the artifact for this platform, such as"
              + " org.nd4j:nd4j-native:1.0.0-M2.1:linux-x86_64"
              + (isOnModulePath()
                  ? ", and leave it, and what it brings, on the class path: ND4J cannot start from"
                      + " a module path"
                  : ""),
          e);
    }
  }

  private static boolean isOnModulePath() {
    return Nd4jProvider.class.getModule().isNamed() || Loader.class.getModule().isNamed();
  }

  /** Tells where others can have this process run their code. */
  private static void warn() {
    String danger;
    try {
      danger = LibraryFolder.danger(Loader.getCacheDir().toPath());
    } catch (IOException e) {
      throw new BackendException(
          "nd4j: no folder for its native libraries can be written; name one by"
              + " -Dorg.bytedeco.javacpp.cachedir=FOLDER",
          e);
    }
    if (danger != null) {
      LOG.log(System.Logger.Level.WARNING, danger);
    }
  }
}
