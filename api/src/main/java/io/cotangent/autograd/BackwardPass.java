package io.cotangent.autograd;

import io.cotangent.DType;
import io.cotangent.GradientException;
import io.cotangent.Gradients;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.spi.Operand;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the tape, from the latest node to the earliest. Cotangents wait in the {@link
 * Frontier}; when a node is reached, all that will ever arrive there has arrived, because
 * everything that used it has a larger id. Its rule turns the sum into cotangents of its inputs.
 * The rules know nothing of what is done here: summing over broadcast axes, casting, adding up
 * branches, skipping what is not wanted, giving back memory.
 */
public final class BackwardPass {
  private static final Rule ACCUMULATE = Rule.named("accumulate");

  /**
   * Cotangents of one node that are added up one after the other. The sums of such blocks are added
   * up in F64, so that a weight that is used ten thousand times does not lose small terms to a
   * large sum.
   */
  private static final int BLOCK = 16;

  private final boolean retain;
  private final @Nullable Set<Node> wanted;
  private final @Nullable Set<Node> onTheWay;
  private final boolean cut;
  private final @Nullable Arena arena;
  private final Frontier frontier = new Frontier();
  private final Map<Node, Tensor> results = new LinkedHashMap<>();

  private BackwardPass(
      boolean retain,
      @Nullable Set<Node> wanted,
      @Nullable Set<Node> onTheWay,
      boolean cut,
      @Nullable Arena arena) {
    this.retain = retain;
    this.wanted = wanted;
    this.onTheWay = onTheWay;
    this.cut = cut;
    this.arena = arena;
  }

  /** Where a pass begins: a node and the cotangent of its tensor. */
  public record Root(Node node, Tensor cotangent) {}

  /** Gradients of all leaves. With {@code create}, the pass itself is recorded. */
  public static Gradients toLeaves(List<Root> roots, boolean retain, boolean create) {
    return Gradients.byNode(run(roots, retain || create, create, null, null, false));
  }

  /**
   * Gradients of the given nodes alone, leaving the graph as it is; the pass is recorded where this
   * thread records and anything else in the graph, or a cotangent, is tracked.
   *
   * @param recorded whether the pass was recorded, so that its results may be differentiated
   */
  public record Found(Map<Node, Tensor> byNode, boolean recorded) {}

  /** As {@link Found} tells, for a thread that records, or not. */
  public static Found toNodes(List<Root> roots, List<Node> nodes, boolean recording) {
    Set<Node> wanted = new HashSet<>(nodes);
    Set<Node> onTheWay = new HashSet<>();
    boolean create = Reach.explore(roots, wanted, onTheWay, false);
    for (Root r : roots) {
      create |= r.cotangent.isTracked();
    }
    create &= recording;
    return new Found(run(roots, true, create, wanted, onTheWay, false), create);
  }

  /** Gradients of the given nodes alone, leaving the graph as it is; recorded or not. */
  public static Map<Node, Tensor> toNodesOf(List<Root> roots, List<Node> nodes, boolean create) {
    Set<Node> wanted = new HashSet<>(nodes);
    Set<Node> onTheWay = new HashSet<>();
    Reach.explore(roots, wanted, onTheWay, false);
    return run(roots, true, create, wanted, onTheWay, false);
  }

  /** As {@link #toNodesOf}, but what flows into the given nodes does not flow on. */
  static Map<Node, Tensor> upTo(Node root, Tensor cotangent, List<Node> nodes, boolean create) {
    Set<Node> wanted = new HashSet<>(nodes);
    Set<Node> onTheWay = new HashSet<>();
    List<Root> roots = List.of(new Root(root, cotangent));
    Reach.explore(roots, wanted, onTheWay, true);
    return run(roots, true, create, wanted, onTheWay, true);
  }

  private static Map<Node, Tensor> run(
      List<Root> roots,
      boolean retain,
      boolean create,
      @Nullable Set<Node> wanted,
      @Nullable Set<Node> onTheWay,
      boolean cut) {
    if (create) {
      return Tape.recorded(() -> new BackwardPass(retain, wanted, onTheWay, cut, null).walk(roots));
    }
    Arena arena = Arena.open("a temporary of backward(); copy() it inside the rule to keep it");
    try {
      return Tape.untracked(
          () -> new BackwardPass(retain, wanted, onTheWay, cut, arena).walk(roots));
    } finally {
      arena.close();
    }
  }

  private Map<Node, Tensor> walk(List<Root> roots) {
    Context c = Context.get();
    Frame frame = c.frame;
    boolean backward = c.backward;
    c.backward = true;
    try {
      return walk(roots, c);
    } finally {
      c.frame = frame;
      c.backward = backward;
    }
  }

  private Map<Node, Tensor> walk(List<Root> roots, Context c) {
    for (Root r : roots) {
      flow(r.node, r.cotangent);
    }
    int step = 0;
    for (Frontier.Entry e = frontier.poll(); e != null; e = frontier.poll()) {
      Node node = e.node;
      Tensor arrived = arrived(e);
      Tensor g = arrived;
      if (node.hooks != null) {
        g = Hooks.run(node, g, arena != null);
        release(arrived);
      }
      boolean isResult = wanted == null ? node.isLeaf() : wanted.contains(node);
      if (isResult) {
        results.put(node, g);
      }
      if (!node.isLeaf() && leadsOn(node)) {
        Rule.Vjp pullback = node.pullback();
        if (!retain) {
          node.vjp = null;
        }
        c.frame = node.frame;
        pull(node, pullback, g, ++step, c.anomaly);
      }
      if (arena != null) {
        if (!isResult) {
          release(g);
        }
        arena.sweep();
      }
    }
    if (arena != null) {
      results.values().forEach(arena::keep);
    }
    return results;
  }

  /** Lets a node's rule turn its cotangent into those of its inputs, and passes them on. */
  private void pull(Node node, Rule.Vjp pullback, Tensor g, int step, boolean anomaly) {
    if (arena != null && pullback instanceof Rule.Region region) {
      flow(Objects.requireNonNull(node.input(0)), region, g);
      return;
    }
    @Nullable Tensor[] cotangents = pullback.pull(g);
    if (cotangents == null || cotangents.length != node.inputCount()) {
      throw new GradientException(
          "backward: the rule of "
              + node.describe()
              + " gave "
              + (cotangents == null ? "null" : cotangents.length + " cotangents")
              + " for "
              + node.inputCount()
              + " inputs; it must give an array with one for each, null where there is none");
    }
    if (anomaly) {
      Anomaly.check(node, step, g, cotangents);
    }
    pass(node, cotangents);
  }

  /** Whether anything behind a node is wanted. */
  private boolean leadsOn(Node node) {
    if (onTheWay == null) {
      return true;
    }
    for (int i = 0; i < node.inputCount(); i++) {
      Node input = node.input(i);
      if (input != null && onTheWay.contains(input)) {
        return !(cut && wanted != null && wanted.contains(node));
      }
    }
    return false;
  }

  private void pass(Node node, @Nullable Tensor[] cotangents) {
    for (int i = 0; i < cotangents.length; i++) {
      Node input = node.input(i);
      Tensor g = cotangents[i];
      if (input != null && g != null && isOnTheWay(input)) {
        flow(input, fit(node, i, input, g));
      }
    }
  }

  private boolean isOnTheWay(Node node) {
    return onTheWay == null || onTheWay.contains(node);
  }

  /** A cotangent of the node's shape and type arrives at it. */
  private void flow(Node node, Tensor g) {
    Frontier.Entry e = frontier.find(node);
    if (e == null) {
      hold(g);
      frontier.add(node, g);
    } else if (e.terms == BLOCK) {
      endBlock(e);
      e.terms = 1;
      hold(g);
      e.cotangent = g;
    } else {
      e.terms++;
      add(e, g);
    }
  }

  private void add(Frontier.Entry e, Tensor g) {
    if (isMine(e.cotangent)) {
      accumulate(e.cotangent, g);
    } else {
      replace(e, e.cotangent.plus(g));
    }
  }

  /** Adds the last block to those before it. */
  private void endBlock(Frontier.Entry e) {
    Tensor block = e.cotangent.to(DType.F64);
    Tensor before = e.blocks;
    if (before != null && isMine(before)) {
      accumulate(before, block);
    } else {
      Tensor sum = before == null ? block : before.plus(block);
      hold(sum);
      e.blocks = sum;
      if (before != null) {
        release(before);
      }
    }
    release(e.cotangent);
  }

  /** All that has arrived, in the node's type. */
  private Tensor arrived(Frontier.Entry e) {
    if (e.blocks == null) {
      return e.cotangent;
    }
    endBlock(e);
    Tensor blocks = Objects.requireNonNull(e.blocks);
    Tensor sum = blocks.to(e.node.dtype());
    hold(sum);
    release(blocks);
    return sum;
  }

  /** The cotangent of a view arrives in its region of the node's. */
  private void flow(Node node, Rule.Region region, Tensor g) {
    if (!isOnTheWay(node)) {
      return;
    }
    Frontier.Entry e = frontier.find(node);
    if (e == null) {
      Tensor whole = Memory.allocate(g.backend(), node.dtype(), node.shape());
      if (whole.size() > 0) {
        g.backend().fill(Handle.operand(whole), 0);
      }
      Tensor part = Handle.view(whole, region.within(whole.layout()));
      if (part.size() > 0) {
        g.backend().copy(Handle.operand(g), Handle.operand(part));
      }
      hold(whole);
      frontier.add(node, whole);
      return;
    }
    if (!isMine(e.cotangent)) {
      replace(e, Memory.copy(e.cotangent, node.dtype()));
    }
    accumulate(Handle.view(e.cotangent, region.within(e.cotangent.layout())), g);
  }

  private void replace(Frontier.Entry e, Tensor sum) {
    hold(sum);
    release(e.cotangent);
    e.cotangent = sum;
  }

  /** Adds to memory that this pass alone owns. */
  private static void accumulate(Tensor sum, Tensor term) {
    Listener listener = Context.get().listener;
    if (listener != null) {
      listener.starts(ACCUMULATE, new Tensor[] {sum, term});
    }
    if (sum.size() > 0) {
      boolean dense = sum.layout().isDense() && sum.layout().offset() == 0;
      Operand total = Handle.operand(dense ? sum : Memory.copy(sum, sum.dtype()));
      sum.backend().accumulate(total, Memory.operand(term));
      if (!dense) {
        sum.backend().copy(total, Handle.operand(sum));
      }
    }
    if (listener != null) {
      listener.ends(sum);
    }
  }

  /** The cotangent of a rule's input in that input's shape and type. */
  private static Tensor fit(Node node, int index, Node input, Tensor cotangent) {
    Tensor g = cotangent;
    Shape shape = input.shape();
    if (g.shape() != shape && !g.shape().equals(shape)) {
      if (!shape.broadcastsTo(g.shape())) {
        throw new GradientException(
            "backward: the rule of "
                + node.describe()
                + " gave a cotangent "
                + g.shape()
                + " for input "
                + index
                + ", which has shape "
                + shape
                + "; the two must agree");
      }
      g = g.sumTo(shape);
    }
    return g.dtype() == input.dtype() ? g : g.to(input.dtype());
  }

  /**
   * Whether this pass is the only owner of the cotangent's memory, so that it may be overwritten.
   */
  private boolean isMine(Tensor g) {
    return arena != null
        && Handle.storage(g).arena == arena
        && Handle.storage(g).holds == 1
        && g.layout().isDense()
        && g.layout().offset() == 0;
  }

  private void hold(Tensor g) {
    if (arena != null && Handle.storage(g).arena == arena) {
      Handle.storage(g).holds++;
    }
  }

  private void release(Tensor g) {
    Storage s = Handle.storage(g);
    if (arena != null && s.arena == arena && --s.holds == 0) {
      s.release("a temporary of backward()");
    }
  }
}
