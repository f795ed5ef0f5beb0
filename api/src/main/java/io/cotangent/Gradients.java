package io.cotangent;

import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of one backward pass, by leaf: a value that is added, scaled and clipped. Nothing
 * is stored on the tensors themselves.
 *
 * <pre>{@code
 * Gradients both = first.backward().plus(second.backward()).times(0.5);
 * optimizer.step(both.clipNorm(1.0));
 * }</pre>
 */
public final class Gradients {
  private static final double CLIP_EPSILON = 1e-6;

  private final Map<Node, Tensor> byNode;

  private Gradients(Map<Node, Tensor> byNode) {
    this.byNode = byNode;
  }

  /** For the backward pass: gradients by node of the tape. */
  public static Gradients byNode(Map<Node, Tensor> byNode) {
    return new Gradients(byNode);
  }

  /**
   * Given gradients of some leaves, as an exchange between workers or a rule of one's own makes
   * them.
   *
   * @throws GradientException if a key is no leaf
   * @throws ShapeException if a gradient is not of its leaf's shape
   */
  public static Gradients of(Map<? extends Leaf, Tensor> gradients) {
    Map<Node, Tensor> r = new LinkedHashMap<>();
    gradients.forEach((leaf, g) -> r.put(node(leaf.leaf()), fitting(leaf.leaf(), g)));
    return new Gradients(r);
  }

  private static Tensor fitting(Tensor leaf, Tensor g) {
    if (!g.shape().equals(leaf.shape()) || g.dtype() != leaf.dtype()) {
      throw new ShapeException(
          "gradients: a gradient "
              + g.dtype()
              + g.shape()
              + " does not fit its leaf "
              + leaf.dtype()
              + leaf.shape());
    }
    return g;
  }

  /**
   * The gradient with respect to a leaf, of its shape and type.
   *
   * @throws GradientException if the tensor is no leaf, or the output did not depend on it
   */
  public Tensor get(Tensor leaf) {
    Node node = node(leaf);
    Tensor g = byNode.get(node);
    if (g == null) {
      throw new GradientException(
          "gradients: the output did not depend on "
              + node.describe()
              + ", so it has no gradient; ask with contains() first");
    }
    return g;
  }

  /** The gradient with respect to a parameter; see {@link #get(Tensor)}. */
  public Tensor get(Leaf leaf) {
    return get(leaf.leaf());
  }

  /** Whether the output depended on the leaf. */
  public boolean contains(Tensor leaf) {
    return byNode.containsKey(node(leaf));
  }

  /** Whether the output depended on the parameter. */
  public boolean contains(Leaf leaf) {
    return contains(leaf.leaf());
  }

  /** How many leaves have a gradient. */
  public int size() {
    return byNode.size();
  }

  /** What the leaves that have a gradient are called, with their shapes, for messages. */
  public List<String> names() {
    return byNode.keySet().stream().map(Node::describe).toList();
  }

  /** Those of a model's parameters that have one, by dotted name, in the model's order. */
  public Map<String, Tensor> named(Leaves model) {
    Map<String, Tensor> r = new LinkedHashMap<>();
    model
        .leaves()
        .forEach(
            (name, leaf) -> {
              Tensor g = byNode.get(node(leaf.leaf()));
              if (g != null) {
                r.put(name, g);
              }
            });
    return r;
  }

  /** The sum: of micro-batches, or of several losses. A leaf that one side lacks counts as 0. */
  public Gradients plus(Gradients other) {
    Map<Node, Tensor> r = new LinkedHashMap<>(byNode);
    other.byNode.forEach((node, g) -> r.merge(node, g, Tensor::plus));
    return new Gradients(r);
  }

  /** Each times a number. */
  public Gradients times(double factor) {
    return map(g -> g.times(factor));
  }

  /**
   * Each through a function.
   *
   * @throws ShapeException if it changes a shape or type
   */
  public Gradients map(UnaryOperator<Tensor> f) {
    Map<Node, Tensor> r = new LinkedHashMap<>();
    byNode.forEach((node, g) -> r.put(node, fitting(g, f.apply(g))));
    return new Gradients(r);
  }

  /** √Σg² over all elements of all gradients. */
  public double norm() {
    return norm(2);
  }

  /** (Σ|g|ᵖ)^(1/p) over all elements of all gradients; p may be ∞. */
  public double norm(double p) {
    double total = 0;
    for (Tensor g : byNode.values()) {
      double n = g.size() == 0 ? 0 : g.norm(p).item();
      if (Double.isInfinite(p)) {
        total = Double.isNaN(n) ? n : Math.max(total, n);
      } else {
        total += StrictMath.pow(n, p);
      }
    }
    return Double.isInfinite(p) ? total : StrictMath.pow(total, 1 / p);
  }

  /** Whether no element is infinite or NaN. */
  public boolean isFinite() {
    return notFinite() == null;
  }

  private @Nullable Node notFinite() {
    for (Map.Entry<Node, Tensor> e : byNode.entrySet()) {
      if (!isFinite(e.getValue())) {
        return e.getKey();
      }
    }
    return null;
  }

  private static boolean isFinite(Tensor gradient) {
    Tensor g = gradient.detach();
    // A finite sum has finite terms; one that is not may still be of finite ones.
    return g.size() == 0 || Double.isFinite(g.sum().item()) || g.isFinite().all().toLongs()[0] != 0;
  }

  /** As {@link #clipNorm(double, double)} with the Euclidean norm. */
  public Gradients clipNorm(double maxNorm) {
    return clipNorm(maxNorm, 2);
  }

  /**
   * Gradient clipping by norm (Pascanu et al. 2013): all times min(1, maxNorm/(norm + 1e-6)), so
   * that their joint p-norm is at most {@code maxNorm}.
   *
   * @throws GradientException if the norm is infinite or NaN, naming a leaf to blame; no step
   *     should be made of such gradients
   */
  public Gradients clipNorm(double maxNorm, double p) {
    if (!(maxNorm >= 0)) {
      throw new ArgumentException("clipNorm: maxNorm " + maxNorm + " must not be negative");
    }
    double norm = norm(p);
    if (!(norm < Double.POSITIVE_INFINITY)) {
      Node blame = notFinite();
      throw new GradientException(
          "clipNorm: the norm of the gradients is "
              + norm
              + (blame == null
                  ? "; they are finite, but too large to add up"
                  : "; the gradient of " + blame.describe() + " is not finite")
              + ". Skip the step if isFinite() is false, or look for the cause with Autograd.detectAnomaly");
    }
    return withNormAtMost(maxNorm, norm);
  }

  /** What {@link #clipNorm(double, double)} makes of them where their norm is known and finite. */
  public Gradients withNormAtMost(double maxNorm, double norm) {
    double factor = maxNorm / (norm + CLIP_EPSILON);
    return factor < 1 ? times(factor) : this;
  }

  /** Gradient clipping by value: each element moved into [−limit, limit]. */
  public Gradients clipValue(double limit) {
    if (!(limit >= 0)) {
      throw new ArgumentException("clipValue: limit " + limit + " must not be negative");
    }
    return map(g -> g.clamp(-limit, limit));
  }

  /**
   * All gradients of a model as one vector, in the order of its parameters, for an exchange between
   * workers; {@link #ofFlat} is the way back.
   *
   * @throws GradientException if the output did not depend on one of the parameters, naming it
   */
  public Tensor flat(Leaves model) {
    List<Tensor> parts = new ArrayList<>();
    model.leaves().forEach((name, leaf) -> parts.add(get(leaf).reshape(-1)));
    return Tensor.concat(0, parts.toArray(new Tensor[0]));
  }

  /**
   * The gradients that a vector of {@link #flat} holds.
   *
   * @throws ShapeException if the vector has not as many elements as the model has parameters
   */
  public static Gradients ofFlat(Leaves model, Tensor vector) {
    Map<String, ? extends Leaf> leaves = model.leaves();
    long size = leaves.values().stream().mapToLong(l -> l.leaf().size()).sum();
    if (vector.rank() != 1 || vector.size() != size) {
      throw new ShapeException(
          "ofFlat: " + vector.shape() + " does not fit a model of " + size + " parameters");
    }
    Map<Node, Tensor> r = new LinkedHashMap<>();
    int from = 0;
    for (Leaf leaf : leaves.values()) {
      Tensor x = leaf.leaf();
      Tensor part = vector.slice(0, Slice.of(from, from + x.size()));
      r.put(node(x), fitting(x, part.reshape(x.shape())));
      from += x.size();
    }
    return new Gradients(r);
  }

  /** A line for each leaf: its name, shape and the norm of its gradient. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("Gradients of " + byNode.size() + " leaves");
    byNode.forEach(
        (node, g) ->
            s.append("\n  ")
                .append(node.describe())
                .append("  norm ")
                .append(g.size() == 0 ? 0 : (float) g.norm(2).item()));
    return s.toString();
  }

  private static Node node(Tensor leaf) {
    Node n = Handle.node(leaf);
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
