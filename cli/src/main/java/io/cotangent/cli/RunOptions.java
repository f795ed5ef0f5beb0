package io.cotangent.cli;

import io.cotangent.ArgumentException;
import io.cotangent.CotangentException;
import io.cotangent.io.Json;
import io.cotangent.spi.Backend;
import io.cotangent.train.Callback;
import io.cotangent.train.History;
import io.cotangent.train.Interruption;
import io.cotangent.train.Keep;
import io.cotangent.train.Progress;
import io.cotangent.train.Run;
import io.cotangent.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands that train have in common: a picocli mixin. */
public final class RunOptions {
  /** The exit status of a run that Ctrl-C ended. */
  public static final int INTERRUPTED = 130;

  private static final Path RUNS = Path.of("out");

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Mixin private BackendOption backend = new BackendOption();

  @Option(names = "--seed", paramLabel = "N", description = "Decides everything random.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The run's folder, with its checkpoints, losses and pictures; otherwise a new one in out/.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description =
          "Go on with the run in the folder, or with the latest one in out/, with its options.")
  private boolean resume;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Options as a JSON object, as options.json in a run's folder; the command line goes before.")
  private @Nullable Path config;

  @Option(names = "--json", description = "End standard output with one line of JSON.")
  private boolean json;

  private @Nullable Path folder;
  private long start;

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("the options are those of no command");
    }
    return command;
  }

  /** Decides everything random. */
  public long seed() {
    return seed;
  }

  /**
   * Finds the run's folder, puts the backend in use and prints backend and options.
   *
   * @throws CotangentException if the folder has a run that is not to be resumed, has none that is,
   *     or cannot be written
   */
  public Path begin(PrintStream to) {
    start = System.nanoTime();
    String name = command().name();
    Path run = out != null ? out : resume ? latest(name) : next(name);
    Checks.writableFolder("--out", run);
    boolean there = Files.exists(run.resolve("checkpoints"));
    if (resume && !there) {
      throw new ArgumentException("--resume: there is no run in " + run);
    }
    if (there && !resume) {
      throw new ArgumentException(
          "--out: " + run + " holds a run; --resume goes on with it, another folder begins one");
    }
    Backend b = backend.use();
    folder = run;
    to.printf("backend   %s: %s%n", b.name(), b.description());
    to.printf("options   %s%n", Json.text(ConfigFile.options(command())));
    return run;
  }

  private void record() {
    Json.write(folder().resolve(ConfigFile.OPTIONS), ConfigFile.options(command()));
    Json.write(folder().resolve(ReproduceCommand.FILE), Map.of("command", command().name()));
  }

  /** The run's folder. */
  public Path folder() {
    Path f = folder;
    if (f == null) {
      throw new IllegalStateException("the run has not begun");
    }
    return f;
  }

  /**
   * A trainer with the run's folder, a bar, and an end by Ctrl-C. Options and model are put into
   * the folder when the run begins, not before: a run that is refused changes nothing there.
   *
   * @param model saves what the model is in a folder
   */
  public <T extends Trainer<?, ?>> T prepared(
      T trainer, Keep keep, Interruption interruption, Consumer<Path> model) {
    trainer
        .run(folder(), keep)
        .with(new Recording(this, model), Progress.auto().withoutLines(), interruption);
    if (resume) {
      trainer.goOn();
    }
    return trainer;
  }

  /**
   * Says how the run goes on where Ctrl-C has ended it.
   *
   * @return whether it has
   */
  public boolean isInterrupted(History history, PrintStream to) {
    String reason = history.stopped();
    if (reason == null || !reason.equals(Interruption.REASON)) {
      return false;
    }
    String again = "cotangent " + command().name() + " --resume --out " + folder();
    to.printf("%n%s; a checkpoint is in %s, and%n  %s%ngoes on from it%n", reason, folder(), again);
    return true;
  }

  /** With {@code --json}, prints what came out, the backend and the seconds too, as one line. */
  public void report(Map<String, ?> result, PrintStream to) {
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("command", command().name());
      all.put("backend", io.cotangent.Backends.current().name());
      all.putAll(result);
      all.put("folder", folder().toString());
      all.put("seconds", Math.round((System.nanoTime() - start) / 1e6) / 1000.0);
      to.println(Json.text(all));
    }
  }

  private record Recording(RunOptions options, Consumer<Path> model) implements Callback {
    @Override
    public void fitStarts(Run run) {
      options.record();
      model.accept(options.folder());
    }
  }

  // ---- folders of runs ----

  private static List<Integer> numbers(String name) {
    Pattern pattern = Pattern.compile(Pattern.quote(name) + "-([0-9]{1,6})");
    if (!Files.isDirectory(RUNS)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(RUNS)) {
      return all.filter(Files::isDirectory)
          .map(p -> pattern.matcher(String.valueOf(p.getFileName())))
          .filter(Matcher::matches)
          .map(m -> Integer.parseInt(m.group(1)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CotangentException(RUNS + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path next(String name) {
    List<Integer> all = numbers(name);
    int last = all.isEmpty() ? 0 : all.get(all.size() - 1);
    return RUNS.resolve(name + "-" + (last + 1));
  }

  /**
   * The folder of a command's latest run.
   *
   * @throws ArgumentException if there is none
   */
  static Path latest(String name) {
    List<Integer> all = numbers(name);
    if (all.isEmpty()) {
      throw new ArgumentException(
          "there is no run of "
              + name
              + " in "
              + RUNS.toAbsolutePath()
              + "; cotangent "
              + name
              + " makes one");
    }
    return RUNS.resolve(name + "-" + all.get(all.size() - 1));
  }
}
