package io.cotangent.nn;

import io.cotangent.Tensor;

/** Sees what a module is called with and what it gives. */
@FunctionalInterface
public interface ForwardHook {
  /**
   * Called after the module ran.
   *
   * @param input the first of its inputs
   */
  void called(Module module, Tensor input, Tensor output);
}
