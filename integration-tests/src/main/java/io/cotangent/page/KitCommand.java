package io.cotangent.page;

import io.cotangent.cli.BackendOption;
import io.cotangent.cli.Command;
import io.cotangent.kit.Conformance;
import io.cotangent.kit.Report;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the conformance kit and prints its report. */
@CommandLine.Command(
    name = "kit",
    description = {
      "Holds a backend to the meaning of every operation, and prints what is wrong: failures grouped",
      "by what they have in common, with examples, and a table of all operations.",
      "Takes a minute. Exit status 0 only if every check passes."
    },
    mixinStandardHelpOptions = true)
public final class KitCommand implements Command {
  @Mixin private BackendOption backend = new BackendOption();

  @Option(
      names = "--operation",
      paramLabel = "LABEL",
      description = "An operation as the table has it, as Matmul or Unary.COS; may be repeated.")
  private List<String> operations = List.of();

  @Override
  public Integer call() {
    Conformance kit = new Conformance(backend.use(), operations.toArray(String[]::new));
    System.err.println("running " + kit.checks().size() + " checks ...");
    Report report = kit.run();
    System.out.println(report);
    return report.passed() ? 0 : 1;
  }
}
