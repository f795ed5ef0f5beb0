package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.random.RngTrace;
import io.cotangent.trace.Trace;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What a training step will take, before it runs: estimated from the operations of a step with one
 * example and of one with two, in a straight line from there.
 *
 * @param parameters bytes of all parameters and buffers
 * @param gradients bytes of the gradients of those that are trained
 * @param optimizer bytes of the optimizer's state
 * @param activations bytes that the forward pass makes, of which backward keeps a part: an upper
 *     bound
 * @param forward multiply-adds of the forward pass
 * @param backward multiply-adds of the backward pass
 */
public record StepEstimate(
    long parameters,
    long gradients,
    long optimizer,
    long activations,
    long forward,
    long backward) {

  /**
   * The estimate for a batch. The model's buffers and random streams are as before afterwards.
   *
   * @param loss the loss of a batch of some examples, one or two of which it is asked for
   * @param batch how many examples a step will have
   * @param slots tensors that the optimizer keeps for each parameter: 2 for Adam, 1 for SGD with
   *     momentum, 0 without
   */
  public static StepEstimate of(Module model, IntFunction<Tensor> loss, int batch, int slots) {
    long held = 0;
    long trained = 0;
    for (Parameter p : model.parameters()) {
      long bytes = bytes(p.leaf());
      held += bytes;
      trained += p.isTrainable() ? bytes : 0;
    }
    for (State b : model.buffers().values()) {
      held += bytes(b.value());
    }
    Cost one = cost(model, loss, 1);
    Cost two = cost(model, loss, 2);
    return new StepEstimate(
        held,
        trained,
        slots * trained,
        line(one.bytes, two.bytes, batch),
        line(one.forward, two.forward, batch),
        line(one.backward, two.backward, batch));
  }

  private record Cost(long bytes, long forward, long backward) {}

  private static long line(long one, long two, int batch) {
    return one + (two - one) * (batch - 1);
  }

  private static Cost cost(Module model, IntFunction<Tensor> loss, int examples) {
    Map<State, Tensor> buffers = new LinkedHashMap<>();
    model.buffers().values().forEach(b -> buffers.put(b, b.value()));
    RngTrace streams = new RngTrace();
    try {
      return streams.record(
          () -> {
            Trace.Result<Tensor> forward = Trace.ofResult(() -> loss.apply(examples));
            Trace backward = Trace.of(() -> forward.value().backward());
            return new Cost(
                bytes(forward.trace()), forward.trace().multiplyAdds(), backward.multiplyAdds());
          });
    } finally {
      streams.rewind();
      buffers.forEach(State::set);
    }
  }

  /** Bytes of all buffers that operations made, each once; views make none. */
  private static long bytes(Trace trace) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    long sum = 0;
    for (Trace.Call c : trace.flat()) {
      c.inputs().forEach(x -> seen.add(Handle.storage(x)));
      for (Tensor y : c.outputs()) {
        sum += seen.add(Handle.storage(y)) ? bytes(y) : 0;
      }
    }
    return sum;
  }

  private static long bytes(Tensor t) {
    return (long) t.size() * t.dtype().bytes();
  }

  /** Bytes of all together. */
  public long bytes() {
    return parameters + gradients + optimizer + activations;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d bytes: parameters %,d, gradients %,d, optimizer %,d, activations up to %,d; %,d"
            + " multiply-adds forward, %,d backward",
        bytes(),
        parameters,
        gradients,
        optimizer,
        activations,
        forward,
        backward);
  }
}
