package io.cotangent.trace;

import io.cotangent.Tensor;
import io.cotangent.autograd.Context;
import io.cotangent.autograd.Frame;
import io.cotangent.autograd.Listener;
import io.cotangent.autograd.Rule;
import io.cotangent.autograd.Tape;
import io.cotangent.op.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Every operation that ran in a piece of code, in order, with all its inputs.
 *
 * <pre>{@code
 * Trace trace = Trace.of(() -> loss(model, batch).backward());
 * for (Trace.Call c : trace.calls()) {
 *   System.out.println(c.path() + " " + c.op().label() + " " + c.output().shape());
 * }
 * }</pre>
 *
 * @param calls the outermost calls; what a decomposition did is inside its call
 */
public record Trace(List<Call> calls) {
  /** Copies the list. */
  public Trace {
    calls = List.copyOf(calls);
  }

  /**
   * One operation.
   *
   * @param path of the module in whose code it ran, dotted; empty outside of modules. In a backward
   *     pass, of the module whose operation is differentiated
   * @param op the operation, with its attributes
   * @param inputs all of them, constants too
   * @param outputs what it made: one, the states of an update, or none where it threw
   * @param backward whether it is part of a backward pass
   * @param inside the calls of its decomposition, empty where a kernel ran
   */
  public record Call(
      String path,
      Rule op,
      List<Tensor> inputs,
      List<Tensor> outputs,
      boolean backward,
      List<Call> inside) {

    /** Its output; the first state of an update. */
    public Tensor output() {
      return outputs.get(0);
    }

    /** Whether a kernel ran rather than a decomposition. */
    public boolean isKernel() {
      return inside.isEmpty();
    }

    /** The multiplications that it adds up, of those that count: products and convolutions. */
    public long multiplyAdds() {
      if (!inside.isEmpty()) {
        return inside.stream().mapToLong(Call::multiplyAdds).sum();
      }
      return op instanceof Op o && !outputs.isEmpty()
          ? o.multiplyAdds(inputs.toArray(new Tensor[0]), output())
          : 0;
    }
  }

  /** Runs code and notes what runs in this thread. */
  public static Trace of(Runnable work) {
    Recorder r = new Recorder();
    Tape.listened(
        r,
        () -> {
          work.run();
          return r;
        });
    return new Trace(r.calls);
  }

  /** A value, and what ran for it. */
  public record Result<T>(T value, Trace trace) {}

  /** Runs code and notes what runs in this thread, and what the code gives. */
  public static <T> Result<T> ofResult(Supplier<T> work) {
    Recorder r = new Recorder();
    T value = Tape.listened(r, work);
    return new Result<>(value, new Trace(r.calls));
  }

  /** All calls, those of decompositions behind the call that they belong to. */
  public List<Call> flat() {
    List<Call> all = new ArrayList<>();
    flatten(calls, all);
    return all;
  }

  private static void flatten(List<Call> calls, List<Call> to) {
    for (Call c : calls) {
      to.add(c);
      flatten(c.inside, to);
    }
  }

  /** The multiply-adds of all calls. */
  public long multiplyAdds() {
    return calls.stream().mapToLong(Call::multiplyAdds).sum();
  }

  /** A line for each call: path, operation, shapes; decompositions indented. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    print(calls, "", s);
    return s.toString();
  }

  private static void print(List<Call> calls, String indent, StringBuilder s) {
    for (Call c : calls) {
      s.append(indent).append(c.path.isEmpty() ? "" : c.path + ": ").append(c.op.label());
      c.inputs.forEach(x -> s.append(' ').append(x.shape()));
      c.outputs.forEach(y -> s.append(" → ").append(y.shape()));
      s.append(c.backward ? " (backward)" : "").append('\n');
      print(c.inside, indent + "  ", s);
    }
  }

  private static final class Recorder implements Listener {
    private record Open(Rule op, Tensor[] inputs, List<Call> inside) {}

    private final List<Call> calls = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();

    @Override
    public void starts(Rule rule, Tensor[] inputs) {
      open.push(new Open(rule, inputs.clone(), new ArrayList<>()));
    }

    @Override
    public void ends(Tensor... outputs) {
      Open o = open.pop();
      Context c = Context.get();
      Frame frame = c.frame();
      Call call =
          new Call(
              frame == null ? "" : frame.path(),
              o.op,
              List.of(o.inputs),
              List.of(outputs),
              c.isBackward(),
              Collections.unmodifiableList(o.inside));
      Open outer = open.peek();
      (outer == null ? calls : outer.inside).add(call);
    }
  }
}
