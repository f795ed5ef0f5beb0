package io.cotangent.trace;

import io.cotangent.Tensor;
import io.cotangent.autograd.Context;
import io.cotangent.autograd.Frame;
import io.cotangent.autograd.Listener;
import io.cotangent.autograd.Rule;
import io.cotangent.autograd.Tape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the time of a piece of code goes: by operation, and by module and operation. While it runs,
 * every operation is also an event {@code io.cotangent.Operation} of JDK Flight Recorder, for its
 * tools.
 *
 * <pre>{@code
 * System.out.println(Profile.of(() -> step(batch)));
 * }</pre>
 *
 * @param rows one for each module, operation and direction, most time first
 * @param nanos wall time of the whole, of which the operations are a part
 */
public record Profile(List<Row> rows, long nanos) {
  /** Copies the rows. */
  public Profile {
    rows = List.copyOf(rows);
  }

  /**
   * What one operation cost in one module.
   *
   * @param path of the module, dotted; empty outside of modules
   * @param operation its name
   * @param backward whether in a backward pass
   * @param calls how often it ran
   * @param nanos time in it, less the time in the operations of its decomposition
   * @param bytes of its outputs
   */
  public record Row(
      String path, String operation, boolean backward, long calls, long nanos, long bytes) {
    private Row plus(Row o) {
      return new Row(path, operation, backward, calls + o.calls, nanos + o.nanos, bytes + o.bytes);
    }
  }

  /** Runs code once and takes the time of every operation of this thread. */
  public static Profile of(Runnable work) {
    Timer timer = new Timer();
    long start = System.nanoTime();
    Tape.listened(
        timer,
        () -> {
          work.run();
          return timer;
        });
    return new Profile(sorted(timer.rows.values()), System.nanoTime() - start);
  }

  /** The rows of all modules together, most time first. */
  public List<Row> byOperation() {
    return grouped(
        r -> r.operation, r -> new Row("", r.operation, false, r.calls, r.nanos, r.bytes));
  }

  /** The rows of all operations together, by module, most time first. */
  public List<Row> byModule() {
    return grouped(r -> r.path, r -> new Row(r.path, "", false, r.calls, r.nanos, r.bytes));
  }

  private List<Row> grouped(Function<Row, String> key, Function<Row, Row> reduced) {
    Map<String, Row> groups = new LinkedHashMap<>();
    for (Row r : rows) {
      groups.merge(key.apply(r), reduced.apply(r), Row::plus);
    }
    return sorted(groups.values());
  }

  private static List<Row> sorted(Iterable<Row> rows) {
    List<Row> all = new ArrayList<>();
    rows.forEach(all::add);
    all.sort(Comparator.comparingLong(Row::nanos).reversed());
    return all;
  }

  /** Two tables: by operation, and by module and operation. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    s.append(String.format(Locale.ROOT, "%.3f ms in all%n%n", nanos / 1e6));
    table("operation", byOperation(), r -> r.operation, s);
    s.append('\n');
    table(
        "module: operation",
        rows,
        r ->
            (r.path.isEmpty() ? "" : r.path + ": ")
                + r.operation
                + (r.backward ? ", backward" : ""),
        s);
    return s.toString();
  }

  private static void table(
      String title, List<Row> rows, Function<Row, String> name, StringBuilder s) {
    int width = title.length();
    for (Row r : rows) {
      width = Math.max(width, name.apply(r).length());
    }
    s.append(String.format("%-" + width + "s %8s %12s %14s%n", title, "calls", "ms", "bytes"));
    for (Row r : rows) {
      s.append(
          String.format(
              Locale.ROOT,
              "%-" + width + "s %8d %12.3f %,14d%n",
              name.apply(r),
              r.calls,
              r.nanos / 1e6,
              r.bytes));
    }
  }

  /** Takes times; an operation of a decomposition is taken off the composite around it. */
  private static final class Timer implements Listener {
    private static final class Open {
      final Rule rule;
      final OperationEvent event = new OperationEvent();
      final long start = System.nanoTime();
      long inside;

      Open(Rule rule) {
        this.rule = rule;
        event.begin();
      }
    }

    private record Key(String path, String operation, boolean backward) {}

    final Map<Key, Row> rows = new LinkedHashMap<>();
    private final List<Open> open = new ArrayList<>();

    @Override
    public void starts(Rule rule, Tensor[] inputs) {
      open.add(new Open(rule));
    }

    @Override
    public void ends(Tensor... outputs) {
      Open o = open.remove(open.size() - 1);
      long nanos = System.nanoTime() - o.start;
      if (!open.isEmpty()) {
        open.get(open.size() - 1).inside += nanos;
      }
      Context c = Context.get();
      Frame frame = c.frame();
      String path = frame == null ? "" : frame.path();
      long bytes = 0;
      for (Tensor t : outputs) {
        bytes += (long) t.size() * t.dtype().bytes();
      }
      Row row = new Row(path, o.rule.label(), c.isBackward(), 1, nanos - o.inside, bytes);
      rows.merge(new Key(path, row.operation, row.backward), row, Row::plus);
      o.event.operation = row.operation;
      o.event.module = path;
      o.event.backward = row.backward;
      o.event.bytes = bytes;
      o.event.commit();
    }
  }
}
