package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Hook;
import io.cotangent.Leaf;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Node;
import io.cotangent.autograd.Tape;
import io.cotangent.op.Dispatch;
import io.cotangent.op.InPlace;
import io.cotangent.spi.Backend;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A trainable tensor of a module: one leaf of the tape for life. An update changes its value and
 * not its identity, so that {@link io.cotangent.Gradients} find it and its hooks stay. An
 * optimizer's step reuses its memory; the tensor that {@link #value} gave before cannot be used
 * then.
 *
 * <p>{@link #value} is the leaf; or, where a {@link Reparameterization} stands over it, a function
 * of the leaf and of other parameters; or, inside {@link Module#with}, the tensor put in its place.
 *
 * <p>While one thread trains it, others may read it: they keep the value that they read, whole.
 */
public final class Parameter implements Leaf, Serializable {
  private static final long serialVersionUID = 1;

  /** Tensors in the place of the value, each for one thread; the latest first. */
  private record Substitute(Thread thread, Tensor value, @Nullable Substitute former) {
    /** This thread's latest, null if it has none. */
    static @Nullable Tensor of(@Nullable Substitute latest) {
      for (Substitute s = latest; s != null; s = s.former) {
        if (s.thread == Thread.currentThread()) {
          return s.value;
        }
      }
      return null;
    }

    /** The chain without this thread's latest. */
    static @Nullable Substitute without(@Nullable Substitute latest) {
      if (latest == null || latest.thread == Thread.currentThread()) {
        return latest == null ? null : latest.former;
      }
      return new Substitute(latest.thread, latest.value, without(latest.former));
    }
  }

  private Tensor leaf;
  private boolean trainable = true;
  private boolean trainedBefore = true;
  private @Nullable Reparameterization reparameterization;
  private transient volatile @Nullable Substitute substitute;
  private transient @Nullable Object name;

  /** A parameter with a copy of these values. */
  public Parameter(Tensor initial) {
    leaf = Tape.leaf(Memory.state(initial.detach()));
  }

  /** The value that the model computes with; without gradient while frozen. */
  public Tensor value() {
    Reparameterization r = reparameterization;
    return r == null ? own() : r.apply(own());
  }

  /** The leaf, by which gradients are found; the value but for reparameterization. */
  @Override
  public Tensor leaf() {
    return leaf;
  }

  /** What was put in the leaf's place, or the leaf. */
  private Tensor own() {
    Substitute s = substitute;
    Tensor inPlace = s == null ? null : Substitute.of(s);
    return inPlace != null ? inPlace : trainable ? leaf : leaf.detach();
  }

  private Node node() {
    return Objects.requireNonNull(Handle.node(leaf));
  }

  /** What messages call it, by {@code toString}: a module that owns it gives its dotted name. */
  void setName(Object to) {
    name = to;
    node().setName(to);
  }

  /**
   * Replaces the value by a copy of a tensor of the same shape, in this parameter's type.
   *
   * @throws ShapeException for another shape
   */
  public void set(Tensor replacement) {
    if (!replacement.shape().equals(leaf.shape())) {
      throw new ShapeException(
          this + ": a value " + replacement.shape() + " cannot replace one of " + leaf.shape());
    }
    replace(Memory.state(Memory.cast(replacement.detach(), leaf.dtype())));
  }

  /** Goes on with another tensor under the same identity; of another type, under a new one. */
  private void replace(Tensor value) {
    Node node = node();
    node.replaced();
    if (value.dtype() == node.dtype()) {
      leaf = Handle.tensor(Handle.storage(value), value.layout(), node);
    } else {
      leaf = Tape.leaf(value);
      Object n = name;
      if (n != null) {
        node().setName(n);
      }
    }
  }

  /**
   * Moves it to a type and a backend. Optimizers go on with their state, moved at their next step.
   * A change of type makes another leaf: hooks and gradients of the former one do not count for it.
   */
  void move(DType dtype, Backend backend) {
    if (dtype != leaf.dtype() || backend != leaf.backend()) {
      replace(Memory.state(Memory.cast(leaf.detach(), dtype).to(backend)));
    }
  }

  /** Whether optimizers change it. */
  public boolean isTrainable() {
    return trainable;
  }

  /** Takes it out of training: no gradient flows to it, no optimizer changes it. */
  public void freeze() {
    trainable = false;
  }

  /** Takes it into training again. */
  public void thaw() {
    trainable = true;
  }

  /** Lets a function see, and change, this parameter's gradient in every backward pass. */
  public Hook onGradient(UnaryOperator<Tensor> f) {
    return node().hook(f);
  }

  /**
   * Computes the value by a function of the leaf and of other parameters from here on, as LoRA or
   * weight normalization do. Those parameters, and this one as {@code original}, appear in the tree
   * below this parameter's name.
   *
   * @throws ArgumentException if one stands here already
   */
  public void reparameterize(Reparameterization by) {
    if (reparameterization != null) {
      throw new ArgumentException(
          this + ": is reparameterized already, by " + reparameterization + "; merge() that first");
    }
    Tensor value = Tape.untracked(() -> by.apply(leaf.detach()));
    if (!value.shape().equals(leaf.shape())) {
      throw new ShapeException(
          this + ": " + by + " gives " + value.shape() + " for a parameter of " + leaf.shape());
    }
    trainedBefore = trainable;
    reparameterization = by;
  }

  /** The function that gives the value, null where it is the leaf. */
  public @Nullable Reparameterization reparameterization() {
    return reparameterization;
  }

  /**
   * Makes the value that the reparameterization gives the plain value, of a parameter that is
   * trained if it was before.
   */
  public void merge() {
    if (reparameterization != null) {
      Tensor value = Tape.untracked(this::value);
      reparameterization = null;
      trainable = trainedBefore;
      set(value);
    }
  }

  /** Puts a tensor in the leaf's place for this thread, until {@link #restore}. */
  synchronized void substitute(Tensor value) {
    if (!value.shape().equals(leaf.shape())) {
      throw new ShapeException(
          this + ": a tensor " + value.shape() + " cannot stand for one of " + leaf.shape());
    }
    substitute = new Substitute(Thread.currentThread(), value, substitute);
  }

  synchronized void restore() {
    substitute = Substitute.without(substitute);
  }

  /**
   * One step of an optimizer: the update's first state is this parameter, the others follow, then
   * what it reads.
   *
   * @return the new states after the parameter
   */
  public Tensor[] update(InPlace step, Tensor... statesAndInputs) {
    Tensor[] in = new Tensor[statesAndInputs.length + 1];
    in[0] = leaf.detach();
    System.arraycopy(statesAndInputs, 0, in, 1, statesAndInputs.length);
    Tensor[] out = Memory.outsideArenas(() -> Dispatch.update(step, in));
    replace(out[0]);
    return Arrays.copyOfRange(out, 1, out.length);
  }

  /** After a copy of the model: memory and a leaf of its own. */
  void separate() {
    leaf = Tape.leaf(Memory.outsideArenas(() -> Memory.copy(leaf.detach(), leaf.dtype())));
  }

  /** Its dotted name in the model, and its shape. */
  @Override
  public String toString() {
    return (name == null ? "parameter" : name.toString()) + " " + leaf.shape();
  }
}
