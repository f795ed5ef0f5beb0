package io.cotangent.page;

import io.cotangent.cli.Command;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Prints the page of all operations. */
@CommandLine.Command(
    name = "ops",
    description = {
      "Prints a page with every operation: meaning, types, gradient, what is kept for backward, kernels.",
      "It is read out of the sources: './cotangent ops . > docs/ops.md' from the project's top folder."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class OpsCommand implements Command {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The project's top folder.")
  private Path directory = Path.of(".");

  @Override
  public Integer call() {
    System.out.print(OperationsPage.of(directory));
    return 0;
  }
}
