package io.cotangent.conform;

import io.cotangent.cli.BackendOption;
import io.cotangent.cli.Command;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs reference cases and tells which fail. */
@CommandLine.Command(
    name = "conform",
    description = {
      "Runs reference cases: values and gradients of operators, optimizers, schedules, derivatives.",
      "Prints each failing case with its largest error, and a line 'N passed, N failed, N skipped'; exit status 0 only if none failed."
    },
    mixinStandardHelpOptions = true)
public final class ConformCommand implements Command {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Directory with a folder for each family: manifest.json and arrays.npz.")
  private Path directory = Path.of("");

  @Mixin private BackendOption backend = new BackendOption();

  @Option(names = "--family", paramLabel = "NAME", description = "One family instead of all.")
  private @Nullable String family;

  @Override
  public Integer call() {
    backend.use();
    List<ReferenceRunner.Outcome> outcomes = ReferenceRunner.run(directory, family);
    long failed = outcomes.stream().filter(o -> !o.passed()).count();
    outcomes.stream()
        .filter(o -> !o.passed())
        .forEach(o -> System.out.println("FAIL " + o.name() + ": " + o.problem()));
    System.out.println((outcomes.size() - failed) + " passed, " + failed + " failed, 0 skipped");
    return failed == 0 ? 0 : 1;
  }
}
