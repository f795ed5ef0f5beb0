package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.GradientException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation defined by other operations: its decomposition is its meaning, and gradients flow
 * through it unless the composite is {@link WithVjp}. A backend may have one kernel for it.
 */
public interface Composite extends Op, Fused {
  /** The meaning, in terms of other operations. */
  Tensor decompose(Tensor... in);

  /** Shape of the output; asked only where a backend has a kernel. */
  default Shape shape(Tensor... in) {
    throw new ArgumentException(
        label() + ": a composite with a kernel must tell the shape of its output");
  }

  /** Type of the output; asked only where a backend has a kernel. */
  default DType dtype(Tensor... in) {
    return in[0].dtype();
  }

  @Override
  default Tensor forward(Tensor... in) {
    return Dispatch.compute(this, in);
  }

  /** Null: gradients flow through the decomposition. */
  @Override
  default @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return null;
  }

  /** The least number of inputs. */
  default int inputs() {
    return 1;
  }

  /**
   * Applies this composite.
   *
   * @throws ArgumentException if there are too few inputs
   */
  default Tensor of(Tensor... in) {
    if (in.length < inputs()) {
      throw new ArgumentException(
          label() + ": takes " + inputs() + " inputs or more, got " + in.length);
    }
    return Dispatch.apply(this, in);
  }

  /** A composite with a VJP of its own; only what that VJP mentions is kept. */
  interface WithVjp extends Composite {
    @Override
    Vjp vjp(Tensor[] in, Tensor out, boolean[] needs);
  }

  /** A user's own operation, differentiated through its decomposition. */
  static Composite define(String label, Function<Tensor[], Tensor> meaning) {
    return new Defined(label, meaning);
  }

  /** A user's own operation with a VJP of its own. */
  static Composite define(String label, Function<Tensor[], Tensor> meaning, OwnVjp vjp) {
    return new DefinedWithVjp(label, meaning, vjp);
  }

  /** What {@link #define(String, Function)} makes. */
  record Defined(String label, Function<Tensor[], Tensor> meaning) implements Composite {
    @Override
    public Tensor decompose(Tensor... in) {
      return meant(label, meaning, in);
    }
  }

  /** A user's formula, which may ask for more inputs than there are. */
  private static Tensor meant(String label, Function<Tensor[], Tensor> meaning, Tensor[] in) {
    try {
      return meaning.apply(in);
    } catch (ArrayIndexOutOfBoundsException e) {
      ArgumentException named =
          new ArgumentException(
              label + ": its formula reads an input that was not given: got " + in.length);
      named.initCause(e);
      throw named;
    }
  }

  /** What {@link #define(String, Function, OwnVjp)} makes. */
  record DefinedWithVjp(String label, Function<Tensor[], Tensor> meaning, OwnVjp rule)
      implements WithVjp {
    @Override
    public Tensor decompose(Tensor... in) {
      return meant(label, meaning, in);
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return g -> exact(in, rule.pull(in, out, g));
    }

    /**
     * A rule of a user's own says what it means: no cotangent of another shape is summed to fit.
     */
    private @Nullable Tensor[] exact(Tensor[] in, @Nullable Tensor[] cotangents) {
      for (int i = 0; cotangents != null && i < Math.min(in.length, cotangents.length); i++) {
        Tensor g = cotangents[i];
        if (g != null && !g.shape().equals(in[i].shape())) {
          throw new GradientException(
              label
                  + ": its rule gave a cotangent "
                  + g.shape()
                  + " for input "
                  + i
                  + ", which has shape "
                  + in[i].shape()
                  + "; the two must agree (sum over broadcast axes with sumTo)");
        }
      }
      return cotangents;
    }
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
