package io.cotangent.autograd;

import io.cotangent.GradientException;
import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.spi.Operand;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the tape, from the latest node to the earliest. Cotangents wait in the {@link
 * Frontier}; when a node is reached, all that will ever arrive there has arrived, because
 * everything that used it has a larger id. Its rule turns the sum into cotangents of its inputs.
 * The rules know nothing of what is done here: summing over broadcast axes, casting, adding up
 * branches, skipping what is not wanted, giving back memory.
 */
public final class BackwardPass {
  private final boolean retain;
  private final @Nullable Set<Node> wanted;
  private final @Nullable Set<Node> onTheWay;
  private final boolean cut;
  private final @Nullable Arena arena;
  private final Frontier frontier = new Frontier();
  private final Map<Node, Tensor> results = new IdentityHashMap<>();

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
    return run(roots, retain || create, create, null, null, false);
  }

  /**
   * Gradients of the given nodes alone, leaving the graph as it is; the pass is recorded if
   * anything else in it, or a cotangent, is tracked.
   */
  public static Gradients toNodes(List<Root> roots, List<Node> nodes) {
    Set<Node> wanted = new HashSet<>(nodes);
    Set<Node> onTheWay = new HashSet<>();
    boolean record = explore(roots, wanted, onTheWay, false);
    for (Root r : roots) {
      record |= r.cotangent.isTracked();
    }
    return run(roots, true, record, wanted, onTheWay, false);
  }

  /** As {@link #toNodes(List, List)}, recorded or not. */
  public static Gradients toNodes(List<Root> roots, List<Node> nodes, boolean create) {
    Set<Node> wanted = new HashSet<>(nodes);
    Set<Node> onTheWay = new HashSet<>();
    explore(roots, wanted, onTheWay, false);
    return run(roots, true, create, wanted, onTheWay, false);
  }

  /** As {@link #toNodes}, but what flows into the given nodes does not flow on. */
  static Gradients upTo(Node root, Tensor cotangent, List<Node> nodes, boolean create) {
    Set<Node> wanted = new HashSet<>(nodes);
    Set<Node> onTheWay = new HashSet<>();
    List<Root> roots = List.of(new Root(root, cotangent));
    explore(roots, wanted, onTheWay, true);
    return run(roots, true, create, wanted, onTheWay, true);
  }

  private static Gradients run(
      List<Root> roots,
      boolean retain,
      boolean create,
      @Nullable Set<Node> wanted,
      @Nullable Set<Node> onTheWay,
      boolean cut) {
    if (create) {
      return new BackwardPass(retain, wanted, onTheWay, cut, null).walk(roots);
    }
    Arena arena = Arena.open("a temporary of backward(); copy() it inside the rule to keep it");
    try {
      return Tape.untracked(
          () -> new BackwardPass(retain, wanted, onTheWay, cut, arena).walk(roots));
    } finally {
      arena.close();
    }
  }

  private Gradients walk(List<Root> roots) {
    for (Root r : roots) {
      flow(r.node, r.cotangent);
    }
    boolean watched = Context.get().anomaly;
    int step = 0;
    for (Frontier.Entry e = frontier.poll(); e != null; e = frontier.poll()) {
      Node node = e.node;
      Tensor g = e.cotangent;
      if (node.hooks != null) {
        g = hooked(node, g);
        letGo(e.cotangent);
      }
      if (wanted == null ? node.isLeaf() : wanted.contains(node)) {
        results.put(node, g);
      }
      if (!node.isLeaf() && leadsOn(node)) {
        Rule.Vjp pullback = node.pullback();
        if (!retain) {
          node.vjp = null;
        }
        @Nullable Tensor[] cotangents = pullback.pull(g);
        step++;
        if (watched) {
          Anomaly.check(node, step, g, cotangents);
        }
        pass(node, cotangents);
      }
      if (arena != null) {
        if (!results.containsKey(node)) {
          letGo(g);
        }
        arena.sweep();
      }
    }
    if (arena != null) {
      results.values().forEach(arena::keep);
    }
    return new Gradients(results);
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

  /**
   * The cotangent as the node's hooks leave it. They get a copy that outlives the pass, so that
   * they may keep it.
   */
  private Tensor hooked(Node node, Tensor cotangent) {
    return Memory.outsideArenas(
        () -> {
          Tensor seen = arena == null ? cotangent : cotangent.copy();
          Tensor g = seen;
          for (UnaryOperator<Tensor> hook : Objects.requireNonNull(node.hooks)) {
            g = hook.apply(g);
            if (!g.shape().equals(seen.shape()) || g.dtype() != seen.dtype()) {
              throw new GradientException(
                  "hook: gave "
                      + g.dtype()
                      + g.shape()
                      + " for a cotangent "
                      + seen.dtype()
                      + seen.shape()
                      + " of "
                      + node.label());
            }
          }
          return g;
        });
  }

  private void pass(Node node, @Nullable Tensor[] cotangents) {
    for (int i = 0; i < cotangents.length; i++) {
      Node input = node.input(i);
      Tensor g = cotangents[i];
      if (input != null && g != null && (onTheWay == null || onTheWay.contains(input))) {
        flow(input, g);
      }
    }
  }

  /** A cotangent arrives at a node. */
  private void flow(Node node, Tensor cotangent) {
    Tensor g = fit(node, cotangent);
    Frontier.Entry e = frontier.find(node);
    if (e == null) {
      hold(g);
      frontier.add(node, g);
    } else if (isMine(e.cotangent)) {
      Operand sum = e.cotangent.operand();
      e.cotangent.backend().accumulate(sum, Memory.operand(g));
    } else {
      Tensor sum = e.cotangent.plus(g);
      hold(sum);
      letGo(e.cotangent);
      e.cotangent = sum;
    }
  }

  /** The cotangent in the node's shape and type. */
  private static Tensor fit(Node node, Tensor cotangent) {
    Tensor g = cotangent;
    if (g.shape() != node.shape() && !g.shape().equals(node.shape())) {
      g = g.sumTo(node.shape());
    }
    return g.dtype() == node.dtype() ? g : g.to(node.dtype());
  }

  /**
   * Whether this pass is the only owner of the cotangent's memory, so that it may be overwritten.
   */
  private boolean isMine(Tensor g) {
    return arena != null
        && g.storage().arena == arena
        && g.storage().holds == 1
        && g.layout().isDense()
        && g.layout().offset() == 0;
  }

  private void hold(Tensor g) {
    if (arena != null && g.storage().arena == arena) {
      g.storage().holds++;
    }
  }

  private void letGo(Tensor g) {
    Storage s = g.storage();
    if (arena != null && s.arena == arena && --s.holds == 0) {
      s.release("a temporary of backward()");
    }
  }

  /**
   * Collects the nodes from which a wanted one can be reached; tells whether the graph has a leaf
   * that is not wanted.
   */
  private static boolean explore(
      List<Root> roots, Set<Node> wanted, Set<Node> onTheWay, boolean cut) {
    boolean others = false;
    Set<Node> seen = new HashSet<>();
    Deque<Node> order = new ArrayDeque<>();
    Deque<Node> open = new ArrayDeque<>();
    for (Root r : roots) {
      if (seen.add(r.node)) {
        open.push(r.node);
      }
    }
    while (!open.isEmpty()) {
      Node n = open.pop();
      order.push(n);
      others |= n.isLeaf() && !wanted.contains(n);
      if (cut && wanted.contains(n)) {
        continue;
      }
      for (int i = 0; i < n.inputCount(); i++) {
        Node in = n.input(i);
        if (in != null && seen.add(in)) {
          open.push(in);
        }
      }
    }
    order.stream()
        .sorted((a, b) -> Long.compare(a.id(), b.id()))
        .forEach(
            n -> {
              boolean on = wanted.contains(n);
              for (int i = 0; i < n.inputCount() && !on; i++) {
                Node in = n.input(i);
                on = in != null && onTheWay.contains(in);
              }
              if (on) {
                onTheWay.add(n);
              }
            });
    return others;
  }
}
