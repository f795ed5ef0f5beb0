package io.cotangent.op;

import io.cotangent.Tensor;
import io.cotangent.autograd.Rule;

/**
 * An operation: what it computes, and how a cotangent of its output becomes cotangents of its
 * inputs.
 */
public interface Op extends Rule {
  /** Runs the kernel. The result is untracked; recording is the tape's. */
  Tensor forward(Tensor... in);

  /**
   * How many products of two numbers one call adds up, 0 for operations that are not counted:
   * elementwise ones, movements, and composites, of which the decomposition is counted.
   */
  default long multiplyAdds(Tensor[] in, Tensor out) {
    return 0;
  }

  /** From the cotangent of an output to that of one input. */
  @FunctionalInterface
  interface Pullback {
    Tensor of(Tensor cotangent);
  }
}
