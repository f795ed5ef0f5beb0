package io.cotangent.cli;

import io.cotangent.Backends;
import io.cotangent.spi.Backend;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --backend}, for every command that computes: a picocli mixin. */
public final class BackendOption {
  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Backend to run on, instead of the best on the class path.")
  private @Nullable String name;

  /** Puts the chosen backend in use. */
  public Backend use() {
    if (name != null) {
      Backends.use(Backends.get(name));
    }
    return Backends.current();
  }
}
