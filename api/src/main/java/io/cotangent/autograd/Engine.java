package io.cotangent.autograd;

import io.cotangent.BackendException;
import io.cotangent.DType;
import io.cotangent.GradientException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Composite;
import io.cotangent.op.Fused;
import io.cotangent.op.InPlace;
import io.cotangent.op.Movement;
import io.cotangent.op.Op;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The choke point: every operation runs and is recorded here. */
public final class Engine {
  private Engine() {}

  /** Runs an operation and, only if an input is tracked, records it. */
  public static Tensor apply(Op op, Tensor... in) {
    boolean tracked = false;
    for (Tensor t : in) {
      tracked |= t.isTracked();
    }
    if (!tracked || !Context.get().recording) {
      return op.forward(in);
    }
    if (op instanceof Composite c && !(op instanceof Composite.WithVjp)) {
      return c.decompose(in);
    }
    Tensor out = op.forward(in);
    return out.dtype().isFloat() ? record(op, in, out) : out;
  }

  private static Tensor record(Op op, Tensor[] in, Tensor out) {
    @Nullable Node[] inputs = new @Nullable Node[in.length];
    boolean[] needs = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      inputs[i] = in[i].node();
      needs[i] = inputs[i] != null;
    }
    Node node = node(op, out, inputs);
    Tensor tracked = new Tensor(out.storage(), out.layout(), node);
    node.vjp = op.vjp(in, tracked, needs);
    return node.vjp == null ? out : tracked;
  }

  /** A new entry of the tape for an operation's output. */
  static Node node(Op op, Tensor out, @Nullable Node[] inputs) {
    Node node = new Node(op, out.shape(), out.dtype(), inputs);
    if (Context.get().anomaly) {
      node.origin = new Throwable("forward call of " + op.label());
    }
    return node;
  }

  /** The same tensor with an entry of its own, through which gradients flow on. */
  public static Tensor alias(Tensor x) {
    return apply(new Movement.Expand(x.shape()), x);
  }

  /** Runs code in anomaly mode: forward calls are remembered, cotangents checked for NaN. */
  public static <T> T watched(Supplier<T> work) {
    Context c = Context.get();
    boolean before = c.anomaly;
    c.anomaly = true;
    try {
      return work.get();
    } finally {
      c.anomaly = before;
    }
  }

  /** The same tensor as a leaf, where {@code backward} collects a gradient. */
  public static Tensor leaf(Tensor x) {
    if (!x.dtype().isFloat()) {
      throw new GradientException(
          "requiresGrad: " + x.dtype() + " carries no gradient; only F32 and F64 do, cast first");
    }
    return new Tensor(x.storage(), x.layout(), new Node(x.shape(), x.dtype()));
  }

  /** A new dense tensor with arbitrary content, untracked. */
  public static Tensor allocate(Backend backend, DType dtype, Shape shape) {
    return wrap(backend, backend.allocate(dtype, shape.size()), shape);
  }

  /** A tensor over a backend's own new buffer. */
  public static Tensor wrap(Backend backend, io.cotangent.spi.Buffer buffer, Shape shape) {
    Storage storage = new Storage(backend, buffer);
    Arena arena = Context.get().arena;
    if (arena != null) {
      arena.add(storage, buffer.recyclable());
    }
    return new Tensor(storage, Layout.dense(shape), null);
  }

  /** What a kernel reads of a tensor: made dense first where the backend takes nothing else. */
  public static Operand operand(Tensor x) {
    boolean fits = x.backend().takesStrides() || (x.layout().isDense() && x.layout().offset() == 0);
    return fits ? x.operand() : copy(x, x.dtype()).operand();
  }

  /** What a kernel reads of a tensor stretched to a shape. */
  public static Operand operand(Tensor x, Shape shape) {
    return x.shape() == shape ? operand(x) : operand(x.view(x.layout().expand(shape)));
  }

  /** A dense copy in a type, untracked. */
  public static Tensor copy(Tensor x, DType dtype) {
    Tensor y = allocate(x.backend(), dtype, x.shape());
    if (x.size() > 0) {
      x.backend().copy(x.operand(), y.operand());
    }
    return y;
  }

  /** The tensor itself, or an untracked copy in another type. */
  public static Tensor cast(Tensor x, DType dtype) {
    return x.dtype() == dtype ? x : copy(x, dtype);
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
      Tensor out = allocate(in[0].backend(), op.dtype(in), op.shape(in));
      kernel.run(operands(in), new Operand[] {out.operand()});
      return out;
    }
    return untracked(() -> temporaries(op.label(), () -> op.decompose(in)));
  }

  /** What became of a tensor that an update took; a sentence only where an error needs it. */
  private record Updated(InPlace op) {
    @Override
    public String toString() {
      return op.label() + " updated it in place; take the parameter's value anew";
    }
  }

  /**
   * Updates state: the results take over the memory of the first inputs, whose handles, and all
   * views of them, are dead afterwards.
   *
   * @return the new states, untracked
   */
  public static Tensor[] update(InPlace op, Tensor... in) {
    int n = op.states();
    Kernel kernel = kernel(op, in);
    for (int i = 0; i < n && kernel != null; i++) {
      Layout l = in[i].layout();
      if (!l.isDense() || l.offset() != 0 || l.shape().size() != in[i].storage().buffer().size()) {
        kernel = null;
      }
    }
    Tensor[] out = new Tensor[n];
    if (kernel == null) {
      Tensor[] made = untracked(() -> op.decompose(in));
      Set<Storage> taken = new HashSet<>();
      for (Tensor x : in) {
        taken.add(x.storage());
      }
      for (int i = 0; i < n; i++) {
        out[i] = made[i].contiguous();
        if (!taken.add(out[i].storage())) {
          out[i] = out[i].copy();
        }
      }
      for (int i = 0; i < n; i++) {
        in[i].storage().release(new Updated(op));
      }
      return out;
    }
    Operand[] operands = operands(in);
    kernel.run(operands, java.util.Arrays.copyOf(operands, n));
    for (int i = 0; i < n; i++) {
      Storage s = new Storage(in[i].backend(), in[i].storage().take(new Updated(op)));
      out[i] = new Tensor(s, in[i].layout(), null);
    }
    return out;
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
      r[i] = operand(in[i]);
    }
    return r;
  }

  private static Tensor temporaries(String label, Supplier<Tensor> work) {
    Arena arena = Arena.open("a temporary of " + label);
    try {
      Tensor result = work.get();
      arena.keep(result);
      return result;
    } finally {
      arena.close();
    }
  }

  /** Whether this thread records. */
  public static boolean isRecording() {
    return Context.get().recording;
  }

  /** Runs code without recording. */
  public static <T> T untracked(Supplier<T> work) {
    return recording(false, work);
  }

  /** Runs code with recording, also inside {@link #untracked}. */
  public static <T> T recorded(Supplier<T> work) {
    return recording(true, work);
  }

  private static <T> T recording(boolean on, Supplier<T> work) {
    Context c = Context.get();
    boolean before = c.recording;
    c.recording = on;
    try {
      return work.get();
    } finally {
      c.recording = before;
    }
  }

  /** Runs code whose tensors belong to no scope: state that outlives a training step. */
  public static <T> T outsideArenas(Supplier<T> work) {
    Context c = Context.get();
    Arena before = c.arena;
    c.arena = null;
    try {
      return work.get();
    } finally {
      c.arena = before;
    }
  }
}
