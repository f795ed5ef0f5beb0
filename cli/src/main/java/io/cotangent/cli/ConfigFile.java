package io.cotangent.cli;

import io.cotangent.ArgumentException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options from a file: a JSON object with names as on the command line, without the dashes. What
 * the command line says goes before; behind the file stand the options of a run that is resumed.
 */
final class ConfigFile implements CommandLine.IDefaultValueProvider {
  /** The options of a run in its folder. */
  static final String OPTIONS = "options.json";

  /** What says where and how to run, not what. */
  private static final Set<String> NOT_KEPT =
      Set.of("help", "version", "config", "resume", "out", "json");

  private final Map<String, String> values = new LinkedHashMap<>();

  private ConfigFile() {}

  /** The provider for a command line, before it is parsed; null where nothing is to be read. */
  static @Nullable ConfigFile of(CommandLine line, String... args) {
    CommandLine command = args.length == 0 ? null : line.getSubcommands().get(args[0]);
    if (command == null || !hasOption(command, "--config")) {
      return null;
    }
    ConfigFile r = new ConfigFile();
    if (List.of(args).contains("--resume")) {
      String out = value("--out", args);
      Path run = out == null ? RunOptions.latest(command.getCommandName()) : Path.of(out);
      if (Files.exists(run.resolve(OPTIONS))) {
        r.read(command, run.resolve(OPTIONS));
      }
    }
    String file = value("--config", args);
    if (file != null) {
      r.read(command, Path.of(file));
    }
    return r;
  }

  private static boolean hasOption(CommandLine command, String name) {
    return command.getCommandSpec().findOption(name) != null;
  }

  private static @Nullable String value(String option, String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(option + "=")) {
        return args[i].substring(option.length() + 1);
      }
      if (args[i].equals(option) && i + 1 < args.length) {
        return args[i + 1];
      }
    }
    return null;
  }

  private void read(CommandLine command, Path file) {
    JsonObject all = Json.readObject(file);
    for (String name : all.names()) {
      if (NOT_KEPT.contains(name) || !hasOption(command, "--" + name)) {
        throw new ArgumentException(
            file
                + ": '"
                + name
                + "' is no option that "
                + command.getCommandName()
                + " takes from a file; there are "
                + kept(command.getCommandSpec()).stream()
                    .map(ConfigFile::name)
                    .collect(Collectors.joining(", ")));
      }
      Object v = all.find(name);
      if (v instanceof Map || v instanceof List || v == null) {
        throw all.error(name, "a string, a number, true or false");
      }
      values.put(name, v.toString());
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    return arg instanceof OptionSpec o && isKept(o) ? values.get(name(o)) : null;
  }

  private static String name(OptionSpec o) {
    return o.longestName().substring(2);
  }

  private static boolean isKept(OptionSpec o) {
    return o.longestName().startsWith("--") && !NOT_KEPT.contains(name(o));
  }

  private static List<OptionSpec> kept(CommandSpec command) {
    return command.options().stream().filter(ConfigFile::isKept).toList();
  }

  /** The options of a command as they were parsed, those left out being at their defaults. */
  static Map<String, Object> options(CommandSpec command) {
    Map<String, Object> r = new LinkedHashMap<>();
    for (OptionSpec o : kept(command)) {
      Object v = o.getValue();
      if (v != null) {
        boolean plain = v instanceof Number || v instanceof Boolean;
        Object text = v instanceof Path p ? p.toAbsolutePath().toString() : v.toString();
        r.put(name(o), plain ? v : text);
      }
    }
    return r;
  }
}
