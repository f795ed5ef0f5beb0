package io.cotangent;

import io.cotangent.autograd.BackwardPass;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Node;
import io.cotangent.autograd.Tape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What concerns gradients: leaves, what is cut off, hooks, and the backward pass. */
public sealed interface TensorGradients permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * This tensor as a leaf: operations on the result are recorded, and {@link #backward()} gives its
   * gradient.
   */
  default Tensor requiresGrad() {
    return Tape.leaf(self());
  }

  /** This tensor without its history; no gradient flows through the result. */
  default Tensor detach() {
    Tensor x = self();
    return Handle.node(x) == null ? x : Handle.tensor(Handle.storage(x), x.layout(), null);
  }

  /** As {@link #detach}: the value, through which no gradient flows. */
  default Tensor stopGradient() {
    return detach();
  }

  /**
   * Lets a function see the cotangent of this tensor in every backward pass that reaches it, all
   * branches added up; what it returns flows on in its place.
   *
   * @throws GradientException if this tensor is not tracked
   */
  default Hook hook(UnaryOperator<Tensor> f) {
    Tensor x = self();
    Node n = Handle.node(x);
    if (n == null) {
      throw new GradientException(
          "hook: this tensor "
              + x.shape()
              + " is not tracked, so no cotangent reaches it; make an input a leaf with requiresGrad()");
    }
    return n.hook(f);
  }

  /**
   * The gradients of this scalar with respect to all leaves it depends on. Frees the graph.
   *
   * @throws GradientException if this has more than one element, is not tracked, or its graph was
   *     freed
   */
  default Gradients backward() {
    return backward(null, new GraphOption[0]);
  }

  /** As {@link #backward()} with options. */
  default Gradients backward(GraphOption... options) {
    return backward(null, options);
  }

  /**
   * The vector-Jacobian products: the gradients of {@code Σ cotangent·this}.
   *
   * @param cotangent of this tensor's shape; null stands for 1, for a tensor of one element
   */
  default Gradients backward(@Nullable Tensor cotangent, GraphOption... options) {
    Tensor x = self();
    Node root = Handle.node(x);
    if (root == null) {
      throw new GradientException(
          "backward: this tensor "
              + x.shape()
              + " is not tracked; make an input a leaf with requiresGrad(), outside noGrad");
    }
    boolean retain = false;
    boolean create = false;
    for (GraphOption o : options) {
      retain |= o == GraphOption.RETAIN;
      create |= o == GraphOption.CREATE;
    }
    List<BackwardPass.Root> roots =
        List.of(new BackwardPass.Root(root, Autograd.seed(x, cotangent)));
    return BackwardPass.toLeaves(roots, retain, create);
  }
}
