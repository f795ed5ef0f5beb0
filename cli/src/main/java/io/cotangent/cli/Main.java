package io.cotangent.cli;

import io.cotangent.CotangentException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code cotangent} command. */
@CommandLine.Command(
    name = "cotangent",
    description = "Trains, explains and compares neural networks on the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @CommandLine.Spec private CommandSpec spec = CommandSpec.create();

  /** The project's version, which the build writes beside this class. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties p = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
        p.load(Objects.requireNonNull(in, "version.properties"));
      }
      return new String[] {"cotangent " + p.getProperty("version") + ", Java " + Runtime.version()};
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /** Runs a command line and gives the exit status. */
  public static int run(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new DigitsCommand());
    line.addSubcommand(new CharGptCommand());
    line.addSubcommand(new CharLstmCommand());
    line.addSubcommand(new TabularCommand());
    line.addSubcommand(new SentimentCommand());
    line.addSubcommand(new ReproduceCommand());
    ServiceLoader.load(Command.class, Main.class.getClassLoader()).forEach(line::addSubcommand);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof CotangentException) {
            command.getErr().println("error: " + e.getMessage());
            return 1;
          }
          throw e;
        });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    int status;
    try {
      ConfigFile config = ConfigFile.of(line, args);
      if (config != null) {
        line.setDefaultValueProvider(config);
      }
      status = line.execute(args);
    } catch (CotangentException e) {
      System.err.println("error: " + e.getMessage());
      status = 1;
    }
    if (System.out.checkError()) {
      System.err.println(
          "error: standard output cannot be written; what was to be printed is lost");
      return status == 0 ? 1 : status;
    }
    return status;
  }

  /** Runs the command line and exits. */
  public static void main(String[] args) {
    System.exit(run(args));
  }
}
