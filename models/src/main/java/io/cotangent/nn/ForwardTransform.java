package io.cotangent.nn;

import io.cotangent.Tensor;

/** Replaces what a module gives. */
@FunctionalInterface
public interface ForwardTransform {
  /** The output to go on with. */
  Tensor transformed(Module module, Tensor input, Tensor output);
}
