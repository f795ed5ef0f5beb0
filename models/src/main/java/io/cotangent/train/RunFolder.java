package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Durable;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.io.WriteException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run: {@code config.json}, {@code checkpoints/STEP/}, {@code metrics.jsonl}, and a
 * lock that one process at a time holds.
 */
final class RunFolder implements AutoCloseable {
  static final String CONFIG = "config.json";
  static final String ENVIRONMENT = "environment";
  private static final String CHECKPOINTS = "checkpoints";
  private static final Pattern NAME = Pattern.compile("([0-9]{8,18})(?:\\.([0-9]{1,4}))?");

  private final Path folder;
  private final FileChannel lock;

  private RunFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** A checkpoint's place; {@code again} counts those of one step. */
  record Entry(long step, int again, Path path) {}

  /** The checkpoints of a run, in the order in which they were written. */
  static List<Entry> entries(Path run) {
    Path folder = run.resolve(CHECKPOINTS);
    List<Entry> r = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        all.forEach(
            p -> {
              Matcher m = NAME.matcher(String.valueOf(p.getFileName()));
              if (m.matches()) {
                String again = m.group(2);
                r.add(
                    new Entry(
                        Long.parseLong(m.group(1)),
                        again == null ? 0 : Integer.parseInt(again),
                        p));
              }
            });
      } catch (IOException e) {
        throw new DataFormatException(folder + ": cannot be read: " + e.getMessage(), e);
      }
    }
    r.sort(Comparator.comparingLong(Entry::step).thenComparingInt(Entry::again));
    return r;
  }

  /**
   * Opens a folder for a run, which it has been before or becomes.
   *
   * @param config settings; those under {@code settings} must be those of before
   * @throws WriteException if it cannot be written, or another process trains in it
   * @throws ArgumentException if the run was begun with other settings
   */
  static RunFolder open(Path folder, Map<String, ?> config) {
    try {
      Files.createDirectories(folder.resolve(CHECKPOINTS));
    } catch (IOException e) {
      throw new WriteException(folder + ": cannot be made: " + e, e);
    }
    FileChannel lock = lock(folder);
    try {
      Durable.sweep(folder);
      Durable.sweep(folder.resolve(CHECKPOINTS));
      Path file = folder.resolve(CONFIG);
      if (Files.exists(file)) {
        requireSame(folder, Json.readObject(file).getObject("settings"), config);
      } else {
        Json.write(file, config);
      }
      return new RunFolder(folder, lock);
    } catch (RuntimeException | Error e) {
      release(lock);
      throw e;
    }
  }

  private static FileChannel lock(Path folder) {
    Path file = folder.resolve("lock");
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean free;
      try {
        free = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        free = false;
      }
      if (!free) {
        ByteBuffer b = ByteBuffer.allocate(64);
        channel.read(b, 0);
        String pid = new String(b.array(), 0, b.position(), StandardCharsets.UTF_8).strip();
        channel.close();
        throw new WriteException(
            folder + ": process " + pid + " trains here; give this run a folder of its own");
      }
      String pid = String.valueOf(ProcessHandle.current().pid());
      channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException e) {
      if (channel != null) {
        release(channel);
      }
      throw new WriteException(file + ": cannot be written: " + e, e);
    }
  }

  private static void release(FileChannel lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new WriteException("the lock of the run cannot be released: " + e.getMessage(), e);
    }
  }

  private static void requireSame(Path folder, JsonObject before, Map<String, ?> config) {
    JsonObject now = JsonObject.of(Json.parse(Json.text(config), "settings"), "settings");
    JsonObject own = now.getObject("settings");
    Map<String, @Nullable Object> differences = new LinkedHashMap<>();
    for (String name : before.names()) {
      differ(name, before.find(name), own.find(name), differences);
    }
    for (String name : own.names()) {
      if (!before.has(name)) {
        differ(name, null, own.find(name), differences);
      }
    }
    if (!differences.isEmpty()) {
      StringBuilder s = new StringBuilder();
      differences.forEach((n, d) -> s.append("; ").append(n).append(' ').append(d));
      throw new ArgumentException(
          folder
              + ": the run was begun with other settings"
              + s
              + ". Go on with those of before, or in another folder");
    }
  }

  static void differ(
      String name,
      @Nullable Object before,
      @Nullable Object now,
      Map<String, @Nullable Object> into) {
    if (before instanceof Map<?, ?> a && now instanceof Map<?, ?> b) {
      a.forEach((k, v) -> differ(name + "." + k, v, b.get(k), into));
      b.forEach(
          (k, v) -> {
            if (!a.containsKey(k)) {
              differ(name + "." + k, null, v, into);
            }
          });
    } else if (!Objects.equals(before, now)) {
      into.put(name, "was " + before + ", is " + now);
    }
  }

  /**
   * Records what the run runs on from a step on, if that is another machine or JVM than before, and
   * gives what the saved weights say of their origin.
   */
  Map<String, String> origin(long step, Map<String, Object> environment) {
    Path file = folder.resolve(CONFIG);
    Map<String, @Nullable Object> config = Json.readObject(file).asMap();
    Object latest = null;
    for (Map.Entry<String, @Nullable Object> e : config.entrySet()) {
      latest = e.getKey().startsWith(ENVIRONMENT) ? e.getValue() : latest;
    }
    Object own = Json.parse(Json.text(environment), ENVIRONMENT);
    if (!Objects.equals(latest, own)) {
      config.put(latest == null ? ENVIRONMENT : ENVIRONMENT + " from step " + step, own);
      Json.write(file, config);
    }
    Map<String, String> r = new LinkedHashMap<>();
    config.forEach(
        (k, v) -> {
          if (k.equals("settings") || k.equals("start") || k.startsWith(ENVIRONMENT)) {
            r.put("cotangent." + k, Json.text(v));
          }
        });
    return r;
  }

  /** The latest checkpoint, null before the first. */
  @Nullable Checkpoint latest() {
    List<Entry> all = entries(folder);
    return all.isEmpty() ? null : Checkpoint.open(all.get(all.size() - 1).path());
  }

  /** Where the next checkpoint of a step goes. */
  Path place(long step) {
    int again = 0;
    for (Entry e : entries(folder)) {
      again = e.step == step ? e.again + 1 : again;
    }
    String name = String.format("%08d", step) + (again == 0 ? "" : "." + again);
    return folder.resolve(CHECKPOINTS).resolve(name);
  }

  /** Removes the checkpoints that need not stay. */
  void prune(Keep keep, Map<String, Boolean> larger) {
    List<Entry> all = entries(folder);
    Map<Long, Entry> latest = new LinkedHashMap<>();
    all.forEach(e -> latest.put(e.step, e));
    List<Keep.Candidate> candidates = new ArrayList<>();
    for (Entry e : latest.values()) {
      JsonObject state = Json.readObject(e.path().resolve(Checkpoint.STATE));
      JsonObject values = state.getObject("values");
      Map<String, Double> own = new LinkedHashMap<>();
      values.names().forEach(n -> own.put(n, values.getDouble(n)));
      candidates.add(new Keep.Candidate(e.step, own));
    }
    Set<Long> kept = keep.kept(candidates, larger);
    for (Entry e : all) {
      if (!kept.contains(e.step) || latest.get(e.step) != e) {
        Durable.remove(e.path());
      }
    }
  }

  @Override
  public void close() {
    release(lock);
  }
}
