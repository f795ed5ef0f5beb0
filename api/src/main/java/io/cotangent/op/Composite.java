package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Engine;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation defined by other operations: its decomposition is its meaning. A backend may have
 * one kernel for it. Without a VJP of its own it is differentiated through the decomposition; with
 * one, only what that VJP mentions is kept.
 */
public interface Composite extends Op, Fused {
  /** The meaning, in terms of other operations. */
  Tensor decompose(Tensor... in);

  /** Shape of the output; asked only where a backend has a kernel. */
  default Shape shape(Tensor... in) {
    throw new ArgumentException(
        label() + ": a composite with a kernel must tell the shape of its output");
  }

  /**
   * Whether {@link #vjp} is this composite's own; if not, gradients flow through the decomposition.
   */
  default boolean ownsVjp() {
    return true;
  }

  @Override
  default Tensor forward(Tensor... in) {
    return Engine.compute(this, in);
  }

  /** Applies this composite. */
  default Tensor of(Tensor... in) {
    return Engine.apply(this, in);
  }

  /** A user's own operation, differentiated through its decomposition. */
  static Composite define(String label, Function<Tensor[], Tensor> meaning) {
    return new Composite() {
      @Override
      public String label() {
        return label;
      }

      @Override
      public Tensor decompose(Tensor... in) {
        return meaning.apply(in);
      }

      @Override
      public boolean ownsVjp() {
        return false;
      }

      @Override
      public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
        return null;
      }
    };
  }

  /** A user's own operation with a VJP of its own. */
  static Composite define(String label, Function<Tensor[], Tensor> meaning, OwnVjp vjp) {
    return new Composite() {
      @Override
      public String label() {
        return label;
      }

      @Override
      public Tensor decompose(Tensor... in) {
        return meaning.apply(in);
      }

      @Override
      public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
        return g -> vjp.pull(in, out, g);
      }
    };
  }

  /**
   * A user's VJP: from inputs, output and its cotangent to the cotangents of the inputs, null where
   * there is none.
   */
  @FunctionalInterface
  interface OwnVjp {
    @Nullable Tensor[] pull(Tensor[] in, Tensor out, Tensor cotangent);
  }
}
