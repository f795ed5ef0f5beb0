package io.cotangent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What all commands that ask a trained model have in common: a picocli mixin. */
public final class PredictOptions {
  @Mixin private BackendOption backend = new BackendOption();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description =
          "The folder of the run that trained the model; otherwise the latest one in out/.")
  private @Nullable Path run;

  /** Puts the backend in use and gives the run's folder, of the command that predict belongs to. */
  public Path begin(@Nullable CommandSpec predict) {
    CommandSpec parent = predict == null ? null : predict.parent();
    if (parent == null) {
      throw new IllegalStateException("predict is a command of another");
    }
    backend.use();
    return run != null ? run : RunOptions.latest(parent.name());
  }
}
