package io.cotangent.conform;

import io.cotangent.Tensor;
import io.cotangent.nn.Load;
import io.cotangent.nn.Module;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Runs a case's tensors through a module, which the case's names are the state names of. */
final class CaseModule {
  private CaseModule() {}

  /**
   * Loads the buffers, puts the inputs in the place of the parameters, so that gradients flow to
   * them, and runs a call.
   */
  static <T> T with(Module module, Call c, Supplier<T> call) {
    return with(module, c.inputs(), call);
  }

  /** As {@link #with(Module, Call, Supplier)}, of tensors by state name. */
  static <T> T with(Module module, Map<String, Tensor> tensors, Supplier<T> call) {
    for (Tensor t : tensors.values()) {
      if (t.dtype().isFloat()) {
        module.to(t.dtype());
        break;
      }
    }
    Map<String, Tensor> weights = new LinkedHashMap<>(tensors);
    weights.keySet().retainAll(module.leaves().keySet());
    Map<String, Tensor> buffers = new LinkedHashMap<>(tensors);
    buffers.keySet().retainAll(module.buffers().keySet());
    module.load(buffers, Load.lenient());
    return module.with(weights, call);
  }
}
