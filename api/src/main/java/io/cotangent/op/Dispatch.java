package io.cotangent.op;

import io.cotangent.BackendException;
import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.autograd.Arena;
import io.cotangent.autograd.Context;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Listener;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Tape;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The choke point: every operation runs here, by a kernel or by its decomposition. */
public final class Dispatch {
  private Dispatch() {}

  /** Runs an operation and, only if an input is tracked, records it. */
  public static Tensor apply(Op op, Tensor... in) {
    Context c = Context.get();
    Listener listener = c.listener();
    if (listener == null) {
      return run(c, op, in);
    }
    Tensor[] out = {};
    listener.starts(op, in);
    try {
      out = new Tensor[] {run(c, op, in)};
      return out[0];
    } finally {
      listener.ends(out);
    }
  }

  private static Tensor run(Context c, Op op, Tensor... in) {
    boolean tracked = false;
    for (Tensor t : in) {
      tracked |= t.isTracked();
    }
    boolean recorded = tracked && c.isRecording();
    if (recorded && op instanceof Composite composite && !(op instanceof Composite.WithVjp)) {
      return composite.decompose(in);
    }
    Tensor out = op.forward(in);
    if (c.isAnomaly()) {
      Tape.made(op, in, out);
    }
    return recorded && out.dtype().isFloat() ? Tape.record(c, op, in, out) : out;
  }

  /** The one backend of all inputs. */
  public static Backend backend(Fused op, Tensor... in) {
    return backend(op.label(), in);
  }

  /** The one backend of all inputs. */
  public static Backend backend(Op op, Tensor... in) {
    Backend b = in[0].backend();
    for (int i = 1; i < in.length; i++) {
      if (in[i].backend() != b) {
        return backend(op.label(), in);
      }
    }
    return b;
  }

  private static Backend backend(String op, Tensor... in) {
    Backend b = in[0].backend();
    for (Tensor t : in) {
      if (t.backend() != b) {
        throw new BackendException(
            op
                + ": tensors of two backends, "
                + b.name()
                + " and "
                + t.backend().name()
                + "; move one with tensor.to(backend)");
      }
    }
    return b;
  }

  /**
   * A composite's value: by the backend's kernel, or by its decomposition, whose temporaries are
   * released at once.
   */
  public static Tensor compute(Composite op, Tensor... in) {
    Kernel kernel = kernel(op, in);
    if (kernel != null) {
      Tensor out = Memory.allocate(in[0].backend(), op.dtype(in), op.shape(in));
      kernel.run(operands(in), new Operand[] {Handle.operand(out)});
      return out;
    }
    return Tape.untracked(() -> temporaries(op, () -> op.decompose(in)));
  }

  /** Whose temporary a tensor was; a sentence only where an error needs it. */
  private record Temporary(Fused op) {
    @Override
    public String toString() {
      return "a temporary of " + op.label();
    }
  }

  /** Why a tensor cannot be used any more; a sentence only where an error needs it. */
  private record Updated(InPlace op) {
    @Override
    public String toString() {
      return op.label() + " updated it in place; take the parameter's value anew";
    }
  }

  /**
   * Updates state: the results take over the memory of the first inputs, whose handles, and all
   * views of them, cannot be used afterwards. Inputs that share memory with a state are copied
   * first; a state that another thread reads is left to it, and the result gets memory of its own.
   *
   * @param in states, dense over a buffer of their own, then what is read
   * @return the new states, untracked
   */
  public static Tensor[] update(InPlace op, Tensor... in) {
    Listener listener = Context.get().listener();
    if (listener == null) {
      return updated(op, in);
    }
    Tensor[] out = {};
    listener.starts(op, in);
    try {
      out = updated(op, in);
      return out;
    } finally {
      listener.ends(out);
    }
  }

  private static Tensor[] updated(InPlace op, Tensor... in) {
    Kernel kernel = kernel(op, in);
    int n = op.states();
    for (int i = n; i < in.length; i++) {
      for (int k = 0; k < n; k++) {
        if (Handle.storage(in[i]) == Handle.storage(in[k])) {
          in[i] = Memory.copy(in[i], in[i].dtype());
        }
      }
    }
    Arena temporaries = Arena.open(new Temporary(op));
    try {
      Updated by = new Updated(op);
      Tensor[] states = new Tensor[n];
      if (kernel != null) {
        Operand[] operands = operands(in);
        for (int i = 0; i < n; i++) {
          states[i] = Memory.takeOver(in[i], by);
          operands[i] = Handle.operand(states[i]);
        }
        kernel.run(operands, Arrays.copyOf(operands, n));
      } else {
        Tensor[] made = Tape.untracked(() -> op.decompose(in));
        for (int i = 0; i < n; i++) {
          made[i] = made[i].contiguous();
        }
        for (int i = 0; i < n; i++) {
          states[i] = Memory.takeOver(in[i], by);
          if (states[i].size() > 0) {
            states[i].backend().copy(Handle.operand(made[i]), Handle.operand(states[i]));
          }
        }
      }
      return states;
    } finally {
      temporaries.close();
    }
  }

  private static @Nullable Kernel kernel(Fused op, Tensor[] in) {
    DType t = in[0].dtype();
    if (!t.isFloat()) {
      return null;
    }
    for (Tensor x : in) {
      if (x.dtype() != t && x.dtype().isFloat()) {
        return null;
      }
    }
    return backend(op, in).kernel(op, t);
  }

  private static Operand[] operands(Tensor[] in) {
    Operand[] r = new Operand[in.length];
    for (int i = 0; i < in.length; i++) {
      r[i] = Memory.operand(in[i]);
    }
    return r;
  }

  private static Tensor temporaries(Fused op, Supplier<Tensor> work) {
    Arena arena = Arena.open(new Temporary(op));
    try {
      Tensor result = work.get();
      arena.keep(result);
      return result;
    } finally {
      arena.close();
    }
  }
}
