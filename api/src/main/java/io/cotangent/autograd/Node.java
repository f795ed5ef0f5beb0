package io.cotangent.autograd;

import io.cotangent.DType;
import io.cotangent.GradientException;
import io.cotangent.Hook;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the tape: what made a tensor, and from what. Nodes hang on tensors and on later
 * nodes; there is no registry, so a dropped graph is garbage. A node's id is larger than those of
 * its inputs: going backward by id is a topological order.
 */
public final class Node {
  private static final AtomicLong IDS = new AtomicLong();

  private final long id = IDS.incrementAndGet();
  private final @Nullable Rule rule;
  private final Shape shape;
  private final DType dtype;
  private final @Nullable Node[] inputs;
  Rule.@Nullable Vjp vjp;

  /** What sees, and may change, the cotangent on its way; null where nothing does. */
  @Nullable List<UnaryOperator<Tensor>> hooks;

  /** The forward call, in anomaly mode. */
  @Nullable Throwable origin;

  /** A leaf, where gradients are collected. */
  Node(Shape shape, DType dtype) {
    this(null, shape, dtype, new Node[0]);
  }

  Node(@Nullable Rule rule, Shape shape, DType dtype, @Nullable Node[] inputs) {
    this.rule = rule;
    this.shape = shape;
    this.dtype = dtype;
    this.inputs = inputs;
  }

  /** The id of the latest node of all. */
  static long latest() {
    return IDS.get();
  }

  /** Lets a function see every cotangent that this node passes on; the last one added runs last. */
  public Hook hook(UnaryOperator<Tensor> f) {
    List<UnaryOperator<Tensor>> all = hooks;
    if (all == null) {
      all = new CopyOnWriteArrayList<>();
      hooks = all;
    }
    List<UnaryOperator<Tensor>> list = all;
    list.add(f);
    return () -> list.remove(f);
  }

  /** Position on the tape. */
  public long id() {
    return id;
  }

  /** The operation's name, {@code leaf} for a leaf. */
  public String label() {
    return rule == null ? "leaf" : rule.label();
  }

  /** Whether gradients are collected here. */
  public boolean isLeaf() {
    return rule == null;
  }

  /** Shape of the tensor that this node stands for. */
  public Shape shape() {
    return shape;
  }

  /** Type of the tensor that this node stands for. */
  public DType dtype() {
    return dtype;
  }

  /** Number of the operation's inputs. */
  public int inputCount() {
    return inputs.length;
  }

  /** The node of an input, null where none is tracked. */
  public @Nullable Node input(int i) {
    return inputs[i];
  }

  Rule.Vjp pullback() {
    Rule.Vjp pullback = vjp;
    if (pullback == null) {
      throw new GradientException(
          "backward: the graph behind "
              + label()
              + " "
              + shape
              + " was freed by an earlier backward(); pass GraphOption.RETAIN to that one to run it again");
    }
    return pullback;
  }

  @Override
  public String toString() {
    return "#" + id + " " + label() + " " + shape + " " + dtype;
  }
}
