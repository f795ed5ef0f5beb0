package io.cotangent;

import io.cotangent.autograd.Node;
import java.util.Map;

/** The gradients of one backward pass, by tensor. Nothing is stored on the tensors themselves. */
public final class Gradients {
  private final Map<Node, Tensor> byNode;

  /** For the engine. */
  public Gradients(Map<Node, Tensor> byNode) {
    this.byNode = byNode;
  }

  /**
   * The gradient with respect to a leaf, of its shape and type; zeros if the output did not depend
   * on it.
   *
   * @throws GradientException if the tensor is not tracked
   */
  public Tensor get(Tensor leaf) {
    Tensor g = byNode.get(node(leaf));
    return g == null ? Tensor.zeros(leaf.backend(), leaf.dtype(), leaf.shape()) : g;
  }

  /** Whether the output depended on the leaf. */
  public boolean contains(Tensor leaf) {
    return byNode.containsKey(node(leaf));
  }

  /** All gradients by node of the tape, for the engine. */
  public Map<Node, Tensor> all() {
    return byNode;
  }

  /** How many leaves have a gradient. */
  public int size() {
    return byNode.size();
  }

  private static Node node(Tensor leaf) {
    Node n = leaf.node();
    if (n == null) {
      throw new GradientException(
          "gradients: tensor "
              + leaf.shape()
              + " is not tracked; make it a leaf with requiresGrad() before the forward pass");
    }
    if (!n.isLeaf()) {
      throw new GradientException(
          "gradients: tensor "
              + leaf.shape()
              + " is the result of "
              + n.label()
              + ", not a leaf; ask with Autograd.gradients for it");
    }
    return n;
  }
}
