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

  private static final @Nullable Node[] NO_INPUTS = {};

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

  /** The module in whose code the operation ran, null outside of modules. */
  final @Nullable Frame frame;

  /** What a leaf is called in messages, by its {@code toString}; null for no name. */
  @Nullable Object name;

  /** How often the leaf's value was replaced. */
  int version;

  /** A leaf, where gradients are collected. */
  Node(Shape shape, DType dtype) {
    this(null, shape, dtype, NO_INPUTS, null);
  }

  Node(
      @Nullable Rule rule,
      Shape shape,
      DType dtype,
      @Nullable Node[] inputs,
      @Nullable Frame frame) {
    this.frame = frame;
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
    UnaryOperator<Tensor> entry = f::apply; // an object of its own, so that removing finds this one
    list.add(entry);
    return () -> list.remove(entry);
  }

  /** The value of a leaf was replaced: a checkpoint that read the former one cannot go on. */
  public void replaced() {
    version++;
  }

  /** Names a leaf in messages, by what the object's {@code toString} gives when it is asked. */
  public void setName(Object to) {
    name = to;
  }

  /** The path of the module in whose code the operation ran, null outside of modules. */
  public @Nullable String path() {
    return frame == null ? null : frame.path();
  }

  /** The operation, null for a leaf. */
  public @Nullable Rule rule() {
    return rule;
  }

  /** How messages call the tensor: a leaf's name or what made it, and its shape. */
  public String describe() {
    return (name == null ? label() : name.toString()) + " " + shape;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
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
    return "#" + id + " " + describe() + " " + dtype;
  }
}
