package io.cotangent.autograd;

import io.cotangent.Tensor;
import io.cotangent.spi.Layout;
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

  /** A rule that is but a name: of what the tape does itself. */
  static Rule named(String label) {
    return new Rule() {
      @Override
      public String label() {
        return label;
      }

      @Override
      public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
        return null;
      }
    };
  }

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

  /**
   * The pullback of a view: the cotangent belongs to a region of the input's, and the backward pass
   * adds it there. {@link #pull} gives it within a tensor of zeros.
   */
  abstract class Region implements Vjp {
    /** Where the view lies in a tensor of the input's shape and this layout. */
    public abstract Layout within(Layout input);
  }
}
