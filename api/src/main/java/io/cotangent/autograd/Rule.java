package io.cotangent.autograd;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/** What the tape knows of an operation: its name, and how a cotangent flows back through it. */
public interface Rule {
  /** The name in error messages and on the tape. */
  String label();

  /**
   * The vector-Jacobian product of one call, or null if the output does not depend smoothly on any
   * input. What the returned function mentions is what stays in memory until backward; nothing else
   * is kept.
   *
   * @param in the inputs of the call
   * @param out its output
   * @param needs which inputs need a cotangent
   */
  @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs);

  /** From the cotangent of an output to those of all inputs, null where none is needed. */
  @FunctionalInterface
  interface Vjp {
    /**
     * Written in differentiable {@link Tensor} operations, so that gradients have gradients. A
     * result may be broadcast against its input or of another floating-point type: the backward
     * pass sums and casts it.
     */
    @Nullable Tensor[] pull(Tensor cotangent);
  }
}
