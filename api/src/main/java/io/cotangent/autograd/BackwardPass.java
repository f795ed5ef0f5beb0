package io.cotangent.autograd;

import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.op.Binary;
import io.cotangent.op.Op;
import io.cotangent.spi.Operand;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
  private final boolean retain;
  private final @Nullable Set<Node> wanted;
  private final @Nullable Set<Node> onTheWay;
  private final @Nullable Arena arena;
  private final Frontier frontier = new Frontier();
  private final Map<Node, Tensor> results = new IdentityHashMap<>();

  private BackwardPass(
      boolean retain,
      @Nullable Set<Node> wanted,
      @Nullable Set<Node> onTheWay,
      @Nullable Arena arena) {
    this.retain = retain;
    this.wanted = wanted;
    this.onTheWay = onTheWay;
    this.arena = arena;
  }

  /** Gradients of all leaves. With {@code create}, the pass itself is recorded. */
  public static Gradients toLeaves(Node root, Tensor cotangent, boolean retain, boolean create) {
    return run(root, cotangent, retain || create, create, null, null);
  }

  /**
   * Gradients of the given nodes alone, leaving the graph as it is; the pass is recorded if
   * anything else in it, or the cotangent, is tracked.
   */
  public static Gradients toNodes(Node root, Tensor cotangent, List<Node> nodes) {
    Set<Node> wanted = new HashSet<>(nodes);
    Set<Node> onTheWay = new HashSet<>();
    boolean record = explore(root, wanted, onTheWay) || cotangent.isTracked();
    return run(root, cotangent, true, record, wanted, onTheWay);
  }

  private static Gradients run(
      Node root,
      Tensor cotangent,
      boolean retain,
      boolean create,
      @Nullable Set<Node> wanted,
      @Nullable Set<Node> onTheWay) {
    if (create) {
      return new BackwardPass(retain, wanted, onTheWay, null).walk(root, cotangent);
    }
    Arena arena = Arena.open("a temporary of backward(); copy() it inside the rule to keep it");
    try {
      return Engine.untracked(
          () -> new BackwardPass(retain, wanted, onTheWay, arena).walk(root, cotangent));
    } finally {
      arena.close();
    }
  }

  private Gradients walk(Node root, Tensor cotangent) {
    flow(root, cotangent);
    for (Frontier.Entry e = frontier.poll(); e != null; e = frontier.poll()) {
      Node node = e.node;
      Tensor g = e.cotangent;
      if (wanted == null ? node.isLeaf() : wanted.contains(node)) {
        results.put(node, g);
      }
      if (!node.isLeaf()) {
        Op.Vjp rule = node.rule();
        if (!retain) {
          node.vjp = null;
        }
        pass(node, rule.pull(g));
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
      e.cotangent.backend().binary(Binary.ADD, sum, Engine.operand(g), sum);
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
  private static boolean explore(Node root, Set<Node> wanted, Set<Node> onTheWay) {
    boolean others = false;
    Set<Node> seen = new HashSet<>();
    Deque<Node> order = new ArrayDeque<>();
    Deque<Node> open = new ArrayDeque<>(List.of(root));
    seen.add(root);
    while (!open.isEmpty()) {
      Node n = open.pop();
      order.push(n);
      others |= n.isLeaf() && !wanted.contains(n);
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
