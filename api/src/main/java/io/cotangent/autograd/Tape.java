package io.cotangent.autograd;

import io.cotangent.GradientException;
import io.cotangent.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Recording: what becomes a {@link Node}, and whether this thread records at all. */
public final class Tape {
  private static final Rule ALIAS =
      new Rule() {
        @Override
        public String label() {
          return "alias";
        }

        @Override
        public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
          return g -> new Tensor[] {g};
        }
      };

  private Tape() {}

  /** Records a call, whose output came about untracked. */
  public static Tensor record(Context context, Rule rule, Tensor[] in, Tensor out) {
    @Nullable Node[] inputs = new @Nullable Node[in.length];
    boolean[] needs = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      inputs[i] = Handle.node(in[i]);
      needs[i] = inputs[i] != null;
    }
    Node node = node(context, rule, out, inputs);
    Tensor tracked = Handle.tensor(Handle.storage(out), out.layout(), node);
    node.vjp = rule.vjp(in, tracked, needs);
    return node.vjp == null ? out : tracked;
  }

  /** A new entry of the tape for an operation's output. */
  static Node node(Context context, Rule rule, Tensor out, @Nullable Node[] inputs) {
    Node node = new Node(rule, out.shape(), out.dtype(), inputs, context.frame);
    if (context.anomaly) {
      node.origin = new Throwable("forward call of " + rule.label());
    }
    return node;
  }

  /** The same tensor with an entry of its own, through which gradients flow on. */
  public static Tensor alias(Tensor x) {
    return x.isTracked() && isRecording()
        ? record(Context.get(), ALIAS, new Tensor[] {x}, x.detach())
        : x.detach();
  }

  /** Runs code in anomaly mode: forward calls are remembered, cotangents checked for NaN. */
  public static <T> T anomaly(Supplier<T> work) {
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
    return Handle.tensor(Handle.storage(x), x.layout(), new Node(x.shape(), x.dtype()));
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

  /** In anomaly mode, looks at what an operation made in a forward pass. */
  public static void made(Rule rule, Tensor[] in, Tensor out) {
    Context c = Context.get();
    if (c.anomaly && !c.backward) {
      Anomaly.check(rule.label(), in, out);
    }
  }

  /** Whether a checkpoint's function runs again, whose effects on state were had the first time. */
  public static boolean isRecomputing() {
    return Context.get().recomputing;
  }

  /** Runs code while a listener is told of every operation of this thread. */
  public static <T> T listened(Listener listener, Supplier<T> work) {
    Context c = Context.get();
    Listener before = c.listener;
    c.listener = listener;
    try {
      return work.get();
    } finally {
      c.listener = before;
    }
  }
}
