package io.cotangent.autograd;

import io.cotangent.Tensor;
import io.cotangent.random.RngTrace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function as one entry of the tape that keeps its inputs alone: backward runs it again, on the
 * same random numbers, and differentiates that (Chen et al., "Training deep nets with sublinear
 * memory cost", 2016). Tracked tensors that the function captures, such as parameters, are inputs
 * of the entry as well.
 */
public final class Checkpoint implements Rule {
  private final Function<Tensor[], Tensor> f;
  private final RngTrace random = new RngTrace();

  private Checkpoint(Function<Tensor[], Tensor> f) {
    this.f = f;
  }

  /** f(in…), recorded as one entry. */
  public static Tensor run(Function<Tensor[], Tensor> f, Tensor... in) {
    if (!Context.get().recording) {
      return f.apply(in);
    }
    Checkpoint op = new Checkpoint(f);
    long start = Node.latest();
    Arena arena = Arena.open("a temporary of a checkpoint, which is computed again when needed");
    try {
      Tensor y = op.random.record(() -> f.apply(leaves(in)));
      Node root = y.node();
      if (root == null) {
        arena.keep(y);
        return y;
      }
      List<Node> captured = captured(root, start);
      Tensor out = root.id() <= start ? y : op.record(in, captured, y);
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

  /** The nodes from before the function to which its graph leads. */
  private static List<Node> captured(Node root, long start) {
    Set<Node> found = new LinkedHashSet<>();
    Set<Node> seen = new HashSet<>(List.of(root));
    Deque<Node> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Node n = open.pop();
      if (n.id() <= start) {
        found.add(n);
        continue;
      }
      for (int i = 0; i < n.inputCount(); i++) {
        Node input = n.input(i);
        if (input != null && seen.add(input)) {
          open.push(input);
        }
      }
    }
    return List.copyOf(found);
  }

  private Tensor record(Tensor[] in, List<Node> captured, Tensor y) {
    @Nullable Node[] inputs = new @Nullable Node[in.length + captured.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i < in.length ? in[i].node() : captured.get(i - in.length);
    }
    Node node = Tape.node(this, y, inputs);
    node.vjp = g -> again(in, captured, g);
    return new Tensor(y.storage(), y.layout(), node);
  }

  private @Nullable Tensor[] again(Tensor[] in, List<Node> captured, Tensor g) {
    boolean create = Tape.isRecording();
    Tensor[] variables =
        Tape.recorded(
            () ->
                Arrays.stream(in)
                    .map(x -> !x.isTracked() ? x : create ? Tape.alias(x) : Tape.leaf(x.detach()))
                    .toArray(Tensor[]::new));
    Tensor y = Tape.recorded(() -> random.replay(() -> f.apply(variables)));
    List<Node> wanted = new ArrayList<>(captured);
    for (Tensor v : variables) {
      Node n = v.node();
      if (n != null) {
        wanted.add(n);
      }
    }
    @Nullable Tensor[] r = new @Nullable Tensor[in.length + captured.size()];
    Node root = y.node();
    if (root == null) {
      return r;
    }
    Map<Node, Tensor> found = BackwardPass.upTo(root, g, wanted, create).all();
    for (int i = 0; i < r.length; i++) {
      Node n = i < in.length ? variables[i].node() : captured.get(i - in.length);
      r[i] = n == null ? null : found.get(n);
    }
    return r;
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
