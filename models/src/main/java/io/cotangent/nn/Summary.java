package io.cotangent.nn;

import io.cotangent.CotangentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Frame;
import io.cotangent.autograd.Listener;
import io.cotangent.autograd.Rule;
import io.cotangent.autograd.Tape;
import io.cotangent.op.Op;
import io.cotangent.random.RngTrace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model as a table: what each module gives, holds and costs.
 *
 * @param rows one for each module, parents before their children
 * @param parameters numbers in all parameters
 * @param trainable numbers in those that are not frozen
 * @param multiplyAdds of one call
 * @param failure why the call ended early; null if it did not
 */
public record Summary(
    List<Row> rows, long parameters, long trainable, long multiplyAdds, @Nullable String failure) {

  /** Copies the rows. */
  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * One module.
   *
   * @param path dotted, empty for the whole
   * @param layer what it is
   * @param output the shape that it gave last; null if it was not called, as an activation that the
   *     layer before it computes
   * @param parameters numbers in its parameters and in those inside
   * @param multiplyAdds of its calls and of those inside
   */
  public record Row(
      String path, String layer, @Nullable Shape output, long parameters, long multiplyAdds) {}

  static Summary of(Module model, Supplier<?> call) {
    Counter counter = new Counter();
    Map<State, Tensor> buffers = new LinkedHashMap<>();
    model.buffers().values().forEach(b -> buffers.put(b, b.value()));
    RngTrace streams = new RngTrace();
    String failure = null;
    try {
      streams.record(
          () ->
              model.evaluating(
                  () ->
                      Tape.untracked(
                          () -> Tape.listened(counter, () -> Optional.ofNullable(call.get())))));
    } catch (CotangentException e) {
      failure = String.valueOf(e.getMessage());
    } finally {
      streams.rewind();
      buffers.forEach(State::set);
    }
    List<Row> rows = new ArrayList<>();
    model
        .modules()
        .forEach(
            (path, m) ->
                rows.add(
                    new Row(
                        path,
                        m.describe(),
                        counter.outputs.get(m),
                        m.parameters().elements(),
                        counter.multiplyAdds.getOrDefault(m, 0L))));
    long trainable = 0;
    for (Parameter p : model.parameters()) {
      trainable += p.isTrainable() ? p.leaf().size() : 0;
    }
    return new Summary(rows, model.parameters().elements(), trainable, counter.total, failure);
  }

  /** Adds up what runs inside of each module. */
  private static final class Counter implements Listener {
    final Map<Object, Shape> outputs = new LinkedHashMap<>();
    final Map<Object, Long> multiplyAdds = new LinkedHashMap<>();
    long total;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();

    /** An operation that has not ended, and what those of its decomposition cost. */
    private static final class Call {
      final Rule rule;
      final Tensor[] inputs;
      boolean decomposed;

      Call(Rule rule, Tensor[] inputs) {
        this.rule = rule;
        this.inputs = inputs;
      }
    }

    @Override
    public void starts(Rule rule, Tensor[] inputs) {
      if (!calls.isEmpty()) {
        calls.get(calls.size() - 1).decomposed = true;
      }
      calls.add(new Call(rule, inputs));
    }

    @Override
    public void ends(Tensor... out) {
      Call c = calls.remove(calls.size() - 1);
      if (out.length == 0 || c.decomposed || !(c.rule instanceof Op op)) {
        return;
      }
      long n = op.multiplyAdds(c.inputs, out[0]);
      total += n;
      for (Frame f : frames) {
        multiplyAdds.merge(f.module(), n, Long::sum);
      }
    }

    @Override
    public void enters(Frame module) {
      frames.add(module);
    }

    @Override
    public void leaves(Frame module, @Nullable Object result) {
      frames.remove(frames.size() - 1);
      if (result instanceof Tensor t) {
        outputs.put(module.module(), t.shape());
      } else if (result instanceof Output o) {
        outputs.put(module.module(), o.output().shape());
      }
    }
  }

  /** The table. */
  @Override
  public String toString() {
    int width = "module".length();
    for (Row r : rows) {
      width = Math.max(width, name(r).length());
    }
    String format = "%-" + width + "s  %-18s %14s %16s%n";
    StringBuilder s = new StringBuilder();
    s.append(String.format(format, "module", "output", "parameters", "multiply-adds"));
    for (Row r : rows) {
      s.append(
          String.format(
              Locale.ROOT,
              format,
              name(r),
              r.output == null ? "-" : r.output,
              String.format(Locale.ROOT, "%,d", r.parameters),
              String.format(Locale.ROOT, "%,d", r.multiplyAdds)));
    }
    s.append(
        String.format(
            Locale.ROOT,
            "%,d parameters, %,d of them trainable; %,d multiply-adds",
            parameters,
            trainable,
            multiplyAdds));
    if (failure != null) {
      s.append(String.format("%nended early: %s", failure));
    }
    return s.toString();
  }

  private static String name(Row r) {
    int depth = r.path.isEmpty() ? 0 : (int) r.path.chars().filter(c -> c == '.').count() + 1;
    String last = r.path.substring(r.path.lastIndexOf('.') + 1);
    return "  ".repeat(depth) + (last.isEmpty() ? "" : last + ": ") + r.layer;
  }
}
