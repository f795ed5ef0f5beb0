package io.cotangent.autograd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of the tape that a backward pass has to walk. */
final class Reach {
  private Reach() {}

  /**
   * Collects the nodes from which a wanted one can be reached; tells whether the graph has a leaf
   * that is not wanted.
   */
  static boolean explore(
      List<BackwardPass.Root> roots, Set<Node> wanted, Set<Node> onTheWay, boolean cut) {
    boolean others = false;
    Set<Node> seen = new HashSet<>();
    Deque<Node> order = new ArrayDeque<>();
    Deque<Node> open = new ArrayDeque<>();
    for (BackwardPass.Root r : roots) {
      if (seen.add(r.node())) {
        open.push(r.node());
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
