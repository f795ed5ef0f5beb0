package io.cotangent;

import io.cotangent.autograd.BackwardPass;
import io.cotangent.autograd.GradientCheck;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Node;
import io.cotangent.autograd.Recomputation;
import io.cotangent.autograd.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Differentiation of functions. */
public final class Autograd {
  private Autograd() {}

  /** Runs code without recording: nothing it makes is tracked. */
  public static <T> T noGrad(Supplier<T> work) {
    return Tape.untracked(work);
  }

  /** Runs code without recording. */
  public static void noGrad(Runnable work) {
    Tape.untracked(
        () -> {
          work.run();
          return "";
        });
  }

  /** A value, and the gradient with respect to each argument. */
  public record ValueAndGrad(Tensor value, List<Tensor> gradients) {
    /** The gradient with respect to the first argument. */
    public Tensor gradient() {
      return gradients.get(0);
    }
  }

  /**
   * ∇f(x) of a scalar function. Can be nested for higher orders, and differentiated by what {@code
   * f} captures: parameters of a model, say. Inside {@link #noGrad} it cannot, and then takes less
   * time and memory.
   */
  public static Tensor grad(Function<Tensor, Tensor> f, Tensor x) {
    return valueAndGrad(f, x).gradient();
  }

  /** f(x) and ∇f(x) of a scalar function. */
  public static ValueAndGrad valueAndGrad(Function<Tensor, Tensor> f, Tensor x) {
    return valueAndGrad(in -> f.apply(in[0]), x, new Tensor[0]);
  }

  /** f(x, …) and the gradient with respect to each argument, of a scalar function. */
  public static ValueAndGrad valueAndGrad(Function<Tensor[], Tensor> f, Tensor x, Tensor... more) {
    return vjp(f, null, inputs(x, more));
  }

  /** f(x) and uᵀ·J, J the Jacobian of f at x, for a cotangent u of f(x)'s shape. */
  public static ValueAndGrad vjp(Function<Tensor, Tensor> f, Tensor x, Tensor cotangent) {
    return vjp(in -> f.apply(in[0]), cotangent, new Tensor[] {x});
  }

  /** f(x, …) and uᵀ·J for each argument, for a cotangent u of f's shape. */
  public static ValueAndGrad vjp(
      Function<Tensor[], Tensor> f, Tensor cotangent, Tensor x, Tensor... more) {
    return vjp(f, cotangent, inputs(x, more));
  }

  /** f(x) and J·v for a tangent v of x's shape: how f changes when x moves along v. */
  public record ValueAndTangent(Tensor value, Tensor tangent) {}

  /**
   * f(x) and J·v, J the Jacobian of f at x. Forward mode by two reverse passes: u ↦ uᵀ·J is linear
   * in u, and its own pullback takes v to J·v (Townsend 2017).
   */
  public static ValueAndTangent jvp(Function<Tensor, Tensor> f, Tensor x, Tensor tangent) {
    if (!tangent.shape().equals(x.shape())) {
      throw new ShapeException(
          "jvp: tangent " + tangent.shape() + " must have the shape of x, " + x.shape());
    }
    Tensor y = f.apply(x);
    Tensor jv = vjp(u -> vjp(f, x, u).gradient(), y.zerosLike(), tangent).gradient();
    return new ValueAndTangent(y, jv);
  }

  /**
   * The Jacobian of f at x, of shape f(x).shape + x.shape: row by row with {@link #vjp}, or where
   * there are more rows than columns, column by column with {@link #jvp}.
   */
  public static Tensor jacobian(Function<Tensor, Tensor> f, Tensor x) {
    Tensor y = noGrad(() -> f.apply(x));
    Shape shape = y.shape().concat(x.shape());
    if (y.size() == 0 || x.size() == 0) {
      return Tensor.zeros(x.backend(), x.dtype(), shape);
    }
    boolean byRows = y.size() <= x.size();
    Tensor like = byRows ? y : x;
    Tensor[] lines = new Tensor[like.size()];
    for (int i = 0; i < lines.length; i++) {
      Tensor unit =
          Tensor.arange(x.backend(), DType.I64, like.size())
              .eq(i)
              .to(x.dtype())
              .reshape(like.shape());
      lines[i] = byRows ? vjp(f, x, unit).gradient() : jvp(f, x, unit).tangent();
    }
    Tensor stacked = Tensor.stack(0, lines).reshape(lines.length, -1);
    return (byRows ? stacked : stacked.transpose(0, 1)).reshape(shape);
  }

  /** The matrix of second derivatives of a scalar function, of shape x.shape + x.shape. */
  public static Tensor hessian(Function<Tensor, Tensor> f, Tensor x) {
    return jacobian(t -> grad(f, t), x);
  }

  /** H·v, H the Hessian of a scalar function at x, without forming H: ∇(∇f·v). */
  public static Tensor hvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
    if (!v.shape().equals(x.shape())) {
      throw new ShapeException("hvp: v " + v.shape() + " must have the shape of x, " + x.shape());
    }
    return grad(t -> grad(f, t).times(v).sum(), x);
  }

  /**
   * H·v over all parameters of a model, H the Hessian of a scalar loss of them, without forming H.
   *
   * @param loss computes the loss from the model's parameters
   * @param direction v by dotted name; parameters that are not named count as 0
   * @return H·v for the parameters on which the loss depends in second order; 0 for the others it
   *     depends on
   */
  public static Gradients hvp(Supplier<Tensor> loss, Leaves model, Map<String, Tensor> direction) {
    Gradients first = loss.get().backward(GraphOption.CREATE);
    Map<String, ? extends Leaf> leaves = model.leaves();
    Tensor product = null;
    for (Map.Entry<String, Tensor> e : direction.entrySet()) {
      Leaf leaf = leaves.get(e.getKey());
      if (leaf == null) {
        throw new ArgumentException(
            "hvp: the model has no parameter '" + e.getKey() + "'; it has " + leaves.keySet());
      }
      if (!e.getValue().shape().equals(leaf.leaf().shape())) {
        throw new ShapeException(
            "hvp: the direction of "
                + e.getKey()
                + " is "
                + e.getValue().shape()
                + ", the parameter "
                + leaf.leaf().shape());
      }
      if (first.contains(leaf)) {
        Tensor term = first.get(leaf).times(e.getValue()).sum();
        product = product == null ? term : product.plus(term);
      }
    }
    Gradients zero = first.map(g -> g.detach().zerosLike());
    return product == null || !product.isTracked() ? zero : zero.plus(product.backward());
  }

  /**
   * The gradient of each example's loss by itself, of shape [examples] + p.shape.
   *
   * @param loss the scalar loss of parameters and one example, without the batch axis
   * @param p the parameters
   * @param batch examples along axis 0
   */
  public static Tensor perExampleGrad(BinaryOperator<Tensor> loss, Tensor p, Tensor batch) {
    if (batch.rank() == 0 || batch.dim(0) == 0) {
      throw new ShapeException(
          "perExampleGrad: batch " + batch.shape() + " needs an axis 0 with examples along it");
    }
    Tensor[] each = new Tensor[batch.dim(0)];
    for (int i = 0; i < each.length; i++) {
      Tensor example = batch.get(i);
      each[i] = grad(t -> loss.apply(t, example), p);
    }
    return Tensor.stack(0, each);
  }

  /**
   * The gradients of {@code Σᵢ Σ cotangentsᵢ·outputsᵢ} with respect to tracked tensors, leaves or
   * not; the graph stays as it is. {@link GraphOption#CREATE} makes them differentiable.
   *
   * @param cotangents one for each output, of its shape; null stands for 1, for outputs of one
   *     element
   * @param inputs what to differentiate by; the gradient is 0 where no output depends on one
   */
  public static List<Tensor> gradients(
      List<Tensor> outputs,
      @Nullable List<Tensor> cotangents,
      List<Tensor> inputs,
      GraphOption... options) {
    List<Node> nodes = new ArrayList<>();
    for (Tensor x : inputs) {
      Node n = Handle.node(x);
      if (n == null) {
        throw new GradientException(
            "gradients: input "
                + nodes.size()
                + " "
                + x.shape()
                + " is not tracked; make it a leaf with requiresGrad() before the forward pass");
      }
      nodes.add(n);
    }
    List<BackwardPass.Root> roots = roots(outputs, cotangents);
    boolean create = List.of(options).contains(GraphOption.CREATE);
    Map<Node, Tensor> found = BackwardPass.toNodesOf(roots, nodes, create);
    List<Tensor> r = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor g = found.get(nodes.get(i));
      r.add(g == null ? inputs.get(i).detach().zerosLike() : create ? g : g.detach());
    }
    return r;
  }

  /**
   * The gradients of {@code Σᵢ Σ cotangentsᵢ·outputsᵢ} with respect to all leaves, in one pass.
   * Frees the graphs unless told otherwise.
   *
   * @param cotangents one for each output, of its shape; null stands for 1, for outputs of one
   *     element
   */
  public static Gradients backward(
      List<Tensor> outputs, @Nullable List<Tensor> cotangents, GraphOption... options) {
    List<GraphOption> o = List.of(options);
    return BackwardPass.toLeaves(
        roots(outputs, cotangents), o.contains(GraphOption.RETAIN), o.contains(GraphOption.CREATE));
  }

  private static List<BackwardPass.Root> roots(
      List<Tensor> outputs, @Nullable List<Tensor> cotangents) {
    if (cotangents != null && cotangents.size() != outputs.size()) {
      throw new GradientException(
          "backward: " + cotangents.size() + " cotangents for " + outputs.size() + " outputs");
    }
    List<BackwardPass.Root> roots = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Tensor y = outputs.get(i);
      Node n = Handle.node(y);
      if (n != null) {
        roots.add(new BackwardPass.Root(n, seed(y, cotangents == null ? null : cotangents.get(i))));
      }
    }
    if (roots.isEmpty()) {
      throw new GradientException(
          "backward: none of the outputs is tracked; make an input a leaf with requiresGrad(), outside noGrad");
    }
    return roots;
  }

  /** A tensor's value, through which no gradient flows. */
  public static Tensor stopGradient(Tensor x) {
    return x.detach();
  }

  /**
   * f(x, …) of which backward keeps the inputs alone and computes the rest again: less memory for
   * one more forward pass. Values and gradients are the same to the bit; random numbers from an
   * {@link io.cotangent.random.Rng} are the same ones. A chain of n blocks in √n checkpoints needs
   * memory for about 2√n blocks.
   *
   * @param f without effects but for random numbers; it may use other tracked tensors, such as
   *     parameters
   */
  public static Tensor checkpoint(Function<Tensor[], Tensor> f, Tensor... in) {
    return Recomputation.run(f, in);
  }

  /**
   * Runs forward and backward passes and looks at every cotangent: the first rule that gives NaN is
   * an {@link AnomalyException} that names operation, step and shapes, and whose cause is a trace
   * of the forward call. Slow.
   */
  public static <T> T detectAnomaly(Supplier<T> work) {
    return Tape.anomaly(work);
  }

  private static Tensor[] inputs(Tensor x, Tensor[] more) {
    Tensor[] in = new Tensor[more.length + 1];
    in[0] = x;
    System.arraycopy(more, 0, in, 1, more.length);
    return in;
  }

  private static ValueAndGrad vjp(
      Function<Tensor[], Tensor> f, @Nullable Tensor cotangent, Tensor[] in) {
    boolean recording = Tape.isRecording();
    return Tape.recorded(() -> differentiate(f, cotangent, in, recording));
  }

  private static ValueAndGrad differentiate(
      Function<Tensor[], Tensor> f, @Nullable Tensor cotangent, Tensor[] in, boolean recording) {
    Tensor[] variables = new Tensor[in.length];
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < in.length; i++) {
      variables[i] = variable(in[i]);
      nodes.add(Objects.requireNonNull(Handle.node(variables[i])));
    }
    Tensor y = f.apply(variables);
    Tensor u = seed(y, cotangent);
    Node root = Handle.node(y);
    BackwardPass.Found found =
        root == null
            ? new BackwardPass.Found(Map.of(), false)
            : BackwardPass.toNodes(List.of(new BackwardPass.Root(root, u)), nodes, recording);
    List<Tensor> gradients = new ArrayList<>();
    for (int i = 0; i < in.length; i++) {
      Tensor g = found.byNode().get(nodes.get(i));
      gradients.add(g == null ? in[i].detach().zerosLike() : found.recorded() ? g : g.detach());
    }
    return new ValueAndGrad(found.recorded() ? y : y.detach(), gradients);
  }

  /**
   * A handle of its own on the tape: a leaf, or for a tracked tensor an alias through which outer
   * gradients still flow.
   */
  private static Tensor variable(Tensor x) {
    return x.isTracked() ? Tape.alias(x) : Tape.leaf(x);
  }

  /**
   * Compares gradients with central differences in F64, order 1 and 2, in random directions, and
   * where they differ names the worst element.
   *
   * @param f a function of tensors, smooth near the inputs
   * @param inputs of type F64, 0 or more of them with any layout
   * @return what was compared; {@link GradientCheck#orThrow} makes a failure an exception
   */
  public static GradientCheck checkGradients(Function<Tensor[], Tensor> f, Tensor... inputs) {
    return GradientCheck.run(f, 2, inputs);
  }

  /** As {@link #checkGradients(Function, Tensor...)} up to an order from 1 on. */
  public static GradientCheck checkGradients(
      int order, Function<Tensor[], Tensor> f, Tensor... inputs) {
    if (order < 1) {
      throw new ArgumentException("checkGradients: order " + order + " must be 1 or more");
    }
    return GradientCheck.run(f, order, inputs);
  }

  /** The cotangent with which a backward pass from y starts: as given, or 1 for one element. */
  static Tensor seed(Tensor y, @Nullable Tensor cotangent) {
    if (cotangent == null) {
      if (y.size() != 1) {
        throw new GradientException(
            "backward: this tensor has shape "
                + y.shape()
                + ", not one element; pass a cotangent of that shape, or reduce it first with sum() or mean()");
      }
      return y.onesLike();
    }
    if (!cotangent.shape().equals(y.shape())) {
      throw new GradientException(
          "backward: the cotangent has shape "
              + cotangent.shape()
              + ", the tensor "
              + y.shape()
              + "; they must be equal");
    }
    return cotangent;
  }
}
