package io.cotangent.autograd;

import io.cotangent.GradientException;
import io.cotangent.Tensor;
import io.cotangent.random.RngTrace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function as one entry of the tape that keeps its inputs alone: backward runs it again, on the
 * same random numbers, and differentiates that (Chen et al., "Training deep nets with sublinear
 * memory cost", 2016). Tracked tensors that the function captures, such as parameters, are inputs
 * of the entry as well.
 */
public final class Recomputation implements Rule {
  private final Function<Tensor[], Tensor> f;
  private final RngTrace random = new RngTrace();
  private Graph graph = Graph.NONE;

  private Recomputation(Function<Tensor[], Tensor> f) {
    this.f = f;
  }

  /**
   * What the function recorded: its steps in order, and the tracked tensors from outside that it
   * used, with how often each had been updated by then.
   */
  private record Graph(List<String> steps, List<Node> captured, List<Integer> versions) {
    static final Graph NONE = new Graph(List.of(), List.of(), List.of());

    /** Compares this with what running the function again recorded. */
    void requireSame(Graph again) {
      for (int i = 0; i < captured.size(); i++) {
        Node n = captured.get(i);
        if (n.version != versions.get(i)) {
          throw new GradientException(
              "checkpoint: "
                  + n.describe()
                  + " was updated between the forward and the backward pass, so that the function"
                  + " cannot be run again as it was; call backward() before the optimizer's step");
        }
      }
      int n = Math.min(steps.size(), again.steps.size());
      int i = 0;
      while (i < n && steps.get(i).equals(again.steps.get(i))) {
        i++;
      }
      if (i < Math.max(steps.size(), again.steps.size()) || !captured.equals(again.captured)) {
        throw new GradientException(
            "checkpoint: running the function again recorded something else than the first time: "
                + (i < steps.size() || i < again.steps.size()
                    ? "step " + i + " was " + step(i) + " and is " + again.step(i)
                    : "it used other tracked tensors")
                + "; it must do the same each time, with the same parameters frozen and in the same"
                + " mode");
      }
    }

    private String step(int i) {
      return i < steps.size() ? steps.get(i) : "missing";
    }
  }

  /** f(in…), recorded as one entry. */
  public static Tensor run(Function<Tensor[], Tensor> f, Tensor... in) {
    if (!Context.get().recording) {
      return f.apply(in);
    }
    Recomputation op = new Recomputation(f);
    long start = Node.latest();
    Arena arena = Arena.open("a temporary of a checkpoint, which is computed again when needed");
    try {
      Tensor[] leaves = leaves(in);
      Set<Node> inside = nodes(leaves);
      Tensor y = op.random.record(() -> f.apply(leaves));
      Node root = Handle.node(y);
      if (root == null) {
        arena.keep(y);
        return y;
      }
      op.graph = graph(root, start, inside);
      Tensor out = isOutside(root, start, inside) ? y : op.record(in, op.graph.captured, y);
      arena.keep(y);
      return out;
    } finally {
      arena.close();
    }
  }

  /** The inputs as leaves, so that the graph inside ends there. */
  private static Tensor[] leaves(Tensor[] in) {
    return Arrays.stream(in)
        .map(x -> x.isTracked() ? Tape.leaf(x.detach()) : x)
        .toArray(Tensor[]::new);
  }

  private static Set<Node> nodes(Tensor[] tensors) {
    Set<Node> r = new HashSet<>();
    for (Tensor t : tensors) {
      Node n = Handle.node(t);
      if (n != null) {
        r.add(n);
      }
    }
    return r;
  }

  /**
   * Whether a node was there before the function ran, or is a leaf that it did not get as input.
   */
  private static boolean isOutside(Node n, long start, Set<Node> inputs) {
    return !inputs.contains(n) && (n.id() <= start || n.isLeaf());
  }

  private static Graph graph(Node root, long start, Set<Node> inputs) {
    List<Node> captured = new ArrayList<>();
    List<Node> inside = new ArrayList<>();
    Set<Node> seen = new HashSet<>(List.of(root));
    Deque<Node> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Node n = open.pop();
      if (isOutside(n, start, inputs)) {
        captured.add(n);
        continue;
      }
      inside.add(n);
      for (int i = 0; i < n.inputCount(); i++) {
        Node input = n.input(i);
        if (input != null && !inputs.contains(n) && seen.add(input)) {
          open.push(input);
        }
      }
    }
    captured.sort(Comparator.comparingLong(Node::id));
    inside.sort(Comparator.comparingLong(Node::id));
    return new Graph(
        inside.stream()
            .filter(n -> !inputs.contains(n))
            .map(n -> n.label() + " " + n.dtype() + n.shape())
            .toList(),
        captured,
        captured.stream().map(n -> n.version).toList());
  }

  private Tensor record(Tensor[] in, List<Node> captured, Tensor y) {
    @Nullable Node[] inputs = new @Nullable Node[in.length + captured.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i < in.length ? Handle.node(in[i]) : captured.get(i - in.length);
    }
    Node node = Tape.node(Context.get(), this, y, inputs);
    node.vjp = g -> again(in, captured, g);
    return Handle.tensor(Handle.storage(y), y.layout(), node);
  }

  private @Nullable Tensor[] again(Tensor[] in, List<Node> captured, Tensor g) {
    boolean create = Tape.isRecording();
    Tensor[] variables =
        Tape.recorded(
            () ->
                Arrays.stream(in)
                    .map(x -> !x.isTracked() ? x : create ? Tape.alias(x) : Tape.leaf(x.detach()))
                    .toArray(Tensor[]::new));
    long start = Node.latest();
    Tensor y = Tape.recorded(() -> random.replay(() -> recomputing(() -> f.apply(variables))));
    Node root = Handle.node(y);
    graph.requireSame(root == null ? Graph.NONE : graph(root, start, nodes(variables)));
    List<Node> wanted = new ArrayList<>(captured);
    for (Tensor v : variables) {
      Node n = Handle.node(v);
      if (n != null) {
        wanted.add(n);
      }
    }
    @Nullable Tensor[] r = new @Nullable Tensor[in.length + captured.size()];
    if (root == null) {
      return r;
    }
    Map<Node, Tensor> found = BackwardPass.upTo(root, g, wanted, create);
    for (int i = 0; i < r.length; i++) {
      Node n = i < in.length ? Handle.node(variables[i]) : captured.get(i - in.length);
      r[i] = n == null ? null : found.get(n);
    }
    return r;
  }

  private static Tensor recomputing(Supplier<Tensor> work) {
    Context c = Context.get();
    boolean before = c.recomputing;
    boolean backward = c.backward;
    c.recomputing = true;
    c.backward = false;
    try {
      return work.get();
    } finally {
      c.recomputing = before;
      c.backward = backward;
    }
  }

  @Override
  public String label() {
    return "checkpoint";
  }

  @Override
  public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return null;
  }
}
