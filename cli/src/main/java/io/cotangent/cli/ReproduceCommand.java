package io.cotangent.cli;

import io.cotangent.CotangentException;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Durable;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.train.Reproduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a recorded run again and compares. */
@CommandLine.Command(
    name = "reproduce",
    description = {
      "Trains a run of another command again and compares: digits, chargpt, charlstm, tabular, sentiment.",
      "Ends with status 0 if all steps and the weights at the end are the same to the last bit;"
          + " else says at which step the first difference arose and what of settings, data,"
          + " seeds, versions, JDK, processor and kernels differs, with status 1."
    },
    mixinStandardHelpOptions = true)
public final class ReproduceCommand implements Command {
  /** In a run's folder, which command made it. */
  static final String FILE = "command.json";

  @CommandLine.Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "Folder of the run.")
  private Path run = Path.of("");

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Keeps the second run in this folder; it is removed if none is given.")
  private @Nullable Path into;

  @Override
  public Integer call() {
    Path kept = into;
    if (kept != null) {
      Checks.writableFolder("--into", kept);
      return reproduced(kept) ? 0 : 1;
    }
    Path aside;
    try {
      aside = Files.createTempDirectory("reproduced");
    } catch (IOException e) {
      throw new CotangentException("there is no place for the second run: " + e, e);
    }
    try {
      return reproduced(aside) ? 0 : 1;
    } finally {
      Durable.remove(aside);
    }
  }

  private boolean reproduced(Path again) {
    String name = command();
    Reproduction r = Reproduction.of(run, again, folder -> train(name, folder));
    System.out.println("\n" + r);
    return r.isExact();
  }

  private void train(String name, Path folder) {
    String options = run.resolve(ConfigFile.OPTIONS).toString();
    int status = Main.run(name, "--config", options, "--out", folder.toString());
    if (status != 0) {
      throw new CotangentException(
          run + ": the command " + name + " ended with status " + status + "; nothing is compared");
    }
  }

  /** The command that made the run. */
  private String command() {
    Path file = run.resolve(FILE);
    if (!Files.exists(file)) {
      throw new DataFormatException(
          run
              + ": there is no "
              + FILE
              + "; commands that train write it, and for runs of other programs there is"
              + " Reproduction.of");
    }
    JsonObject o = Json.readObject(file);
    String name = o.getString("command");
    CommandLine command =
        Objects.requireNonNull(spec.commandLine().getParent()).getSubcommands().get(name);
    if (command == null || !command.getCommandSpec().optionsMap().containsKey("--config")) {
      throw o.error("command", "a command that trains");
    }
    return name;
  }
}
