package io.cotangent.bench;

import io.cotangent.cli.BackendOption;
import io.cotangent.cli.Checks;
import io.cotangent.cli.Command;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a network of each kind and prints checksums of what it has learnt. */
@CommandLine.Command(
    name = "trainings",
    description = {
      "Trains small networks on random examples and prints the last loss of each, and a checksum of",
      "the bits of its weights: on the jvm backend the same on every run, every JDK, with scalar and",
      "with vector kernels, interpreted or compiled, and for any number of threads."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class TrainingsCommand implements Command {
  @Parameters(
      arity = "0..*",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES}; all of them by default.")
  private List<Trainings> kinds = List.of();

  @Mixin private BackendOption backend = new BackendOption();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "Steps of each training.")
  private int steps;

  @Override
  public Integer call() {
    Checks.atLeast("--steps", 1, steps);
    backend.use();
    for (Trainings t : kinds.isEmpty() ? List.of(Trainings.values()) : kinds) {
      Trainings.Result r = t.run(steps);
      System.out.printf(
          Locale.ROOT, "%s %d steps, loss %s, weights %s%n", t, steps, r.loss(), r.checksum());
    }
    return 0;
  }
}
