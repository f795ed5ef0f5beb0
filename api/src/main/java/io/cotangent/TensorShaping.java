package io.cotangent;

import io.cotangent.op.Dispatch;
import io.cotangent.op.Movement;
import io.cotangent.spi.Backend;
import java.util.Arrays;

/**
 * Other shapes, types and backends for the same elements. What can be a view shares memory with
 * this tensor.
 */
public sealed interface TensorShaping permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** This tensor in another type; gradients flow between floating-point types. */
  default Tensor to(DType dtype) {
    Tensor x = self();
    return x.dtype() == dtype ? x : Dispatch.apply(new Movement.Cast(dtype), x);
  }

  /** This tensor on another backend; the gradient flows back to this one. */
  default Tensor to(Backend backend) {
    Tensor x = self();
    return x.backend() == backend ? x : Dispatch.apply(new Movement.Transfer(backend), x);
  }

  /** This tensor in row-major order: itself, or a copy. */
  default Tensor contiguous() {
    Tensor x = self();
    return x.layout().isDense() && x.layout().offset() == 0
        ? x
        : Dispatch.apply(new Movement.Cast(x.dtype()), x);
  }

  /** A copy with memory of its own. */
  default Tensor copy() {
    Tensor x = self();
    return Dispatch.apply(new Movement.Cast(x.dtype()), x);
  }

  /**
   * Other axes over the same elements in row-major order; one length may be −1, for what is left.
   */
  default Tensor reshape(int... dims) {
    int[] d = dims.clone();
    int free = -1;
    long known = 1;
    for (int i = 0; i < d.length; i++) {
      if (d[i] == -1 && free < 0) {
        free = i;
      } else if (d[i] < 0) {
        throw new ShapeException(
            "reshape: length "
                + d[i]
                + " in "
                + Arrays.toString(dims)
                + "; at most one may be -1, none below");
      } else {
        known = Math.min(known * d[i], 1L << 32); // more than any size, and still exact
      }
    }
    if (free >= 0 && known > 0) {
      d[free] = (int) (self().size() / known);
    } else if (free >= 0) {
      throw new ShapeException(
          "reshape: -1 in "
              + Arrays.toString(dims)
              + " is not determined, because another length is 0");
    }
    return reshape(Shape.of(d));
  }

  /** Other axes over the same elements in row-major order. */
  default Tensor reshape(Shape shape) {
    Tensor x = self();
    if (shape.equals(x.shape())) {
      return x;
    }
    if (shape.size() != x.size()) {
      throw new ShapeException(
          "reshape: "
              + x.shape()
              + " has "
              + x.size()
              + " elements, "
              + shape
              + " has "
              + shape.size());
    }
    return Dispatch.apply(new Movement.Reshape(shape), x);
  }

  /** One axis. */
  default Tensor flatten() {
    return reshape(Shape.of(self().size()));
  }

  /** Axis i of the result is axis {@code order[i]} of this. */
  default Tensor permute(int... order) {
    Tensor x = self();
    int[] o = new int[order.length];
    boolean[] seen = new boolean[x.rank()];
    boolean once = o.length == x.rank();
    for (int i = 0; i < o.length; i++) {
      o[i] = x.shape().axis("permute", order[i]);
      once &= !seen[o[i]];
      seen[o[i]] = true;
    }
    if (!once) {
      throw new ShapeException(
          "permute: " + Arrays.toString(order) + " must name each axis of " + x.shape() + " once");
    }
    return Dispatch.apply(new Movement.Permute(Ints.of(o)), x);
  }

  /** The axes from one to another, both included, as one. */
  default Tensor flatten(int from, int to) {
    Tensor x = self();
    if (x.rank() == 0) {
      return reshape(Shape.of(1));
    }
    int a = x.shape().axis("flatten", from);
    int b = x.shape().axis("flatten", to);
    if (a > b) {
      throw new ShapeException("flatten: axis " + from + " comes after " + to + " in " + x.shape());
    }
    Shape merged = Shape.of(x.shape().range(a, b + 1).size());
    return reshape(x.shape().range(0, a).concat(merged).concat(x.shape().range(b + 1, x.rank())));
  }

  /** An axis as several, whose lengths multiply to its length; one may be −1, for what is left. */
  default Tensor unflatten(int axis, int... lengths) {
    Tensor x = self();
    int a = x.shape().axis("unflatten", axis);
    int[] d = lengths.clone();
    long known = 1;
    int free = -1;
    for (int i = 0; i < d.length; i++) {
      if (d[i] == -1 && free < 0) {
        free = i;
      } else {
        known = Math.min(known * d[i], 1L << 32);
      }
    }
    if (free >= 0) {
      d[free] = known == 0 ? 0 : (int) (x.dim(a) / known);
      known *= d[free];
    }
    if (Arrays.stream(d).anyMatch(n -> n < 0) || known != x.dim(a)) {
      throw new ShapeException(
          "unflatten: lengths "
              + Arrays.toString(lengths)
              + " do not multiply to "
              + x.dim(a)
              + ", the length of axis "
              + axis
              + " of "
              + x.shape());
    }
    return reshape(
        x.shape().range(0, a).concat(Shape.of(d)).concat(x.shape().range(a + 1, x.rank())));
  }

  /** Axes moved to other positions; the others keep their order. */
  default Tensor movedim(int[] from, int[] to) {
    return permute(movedOrder(self().shape(), from, to));
  }

  /** An axis moved to another position; the others keep their order. */
  default Tensor movedim(int from, int to) {
    return movedim(new int[] {from}, new int[] {to});
  }

  /** Two axes exchanged. */
  default Tensor transpose(int a, int b) {
    Tensor x = self();
    int p = x.shape().axis("transpose", a);
    int q = x.shape().axis("transpose", b);
    int[] order = new int[x.rank()];
    Arrays.setAll(order, i -> i == p ? q : i == q ? p : i);
    return Dispatch.apply(new Movement.Permute(Ints.of(order)), x);
  }

  /** Without an axis of length 1. */
  default Tensor squeeze(int axis) {
    Tensor x = self();
    int a = x.shape().axis("squeeze", axis);
    return x.dim(a) == 1 ? reshape(x.shape().without(a)) : x;
  }

  /** Without the axes of length 1. */
  default Tensor squeeze() {
    return reshape(Shape.of(Arrays.stream(self().shape().dims()).filter(n -> n != 1).toArray()));
  }

  /** With an axis of length 1 before {@code axis}, which may be the rank. */
  default Tensor unsqueeze(int axis) {
    Tensor x = self();
    int a = axis < 0 ? axis + x.rank() + 1 : axis;
    if (a < 0 || a > x.rank()) {
      throw new ShapeException(
          "unsqueeze: axis "
              + axis
              + " is out of range for "
              + x.shape()
              + " (-"
              + (x.rank() + 1)
              + " to "
              + x.rank()
              + ")");
    }
    return reshape(x.shape().inserted(a, 1));
  }

  /** Axes of length 1 repeated without copying, and new axes in front; −1 keeps a length. */
  default Tensor expand(int... dims) {
    Tensor x = self();
    int[] d = dims.clone();
    for (int i = 0; i < d.length; i++) {
      int from = i - (d.length - x.rank());
      if (d[i] == -1 && from >= 0) {
        d[i] = x.dim(from);
      }
    }
    return expand(Shape.of(d));
  }

  /** Broadcast to a shape to which this broadcasts. */
  default Tensor expand(Shape shape) {
    Tensor x = self();
    if (shape.equals(x.shape())) {
      return x;
    }
    if (!Shape.broadcast("expand", x.shape(), shape).equals(shape)) {
      throw new ShapeException("expand: " + x.shape() + " does not broadcast to " + shape);
    }
    return Dispatch.apply(new Movement.Expand(shape), x);
  }

  /**
   * Summed over the axes along which {@code shape} was broadcast to this tensor's: the adjoint of
   * {@link #expand}.
   */
  default Tensor sumTo(Shape shape) {
    Tensor x = self();
    int lead = x.rank() - shape.rank();
    int[] axes = new int[x.rank()];
    int n = 0;
    for (int i = 0; i < x.rank(); i++) {
      if (i < lead || (shape.dim(i - lead) == 1 && x.dim(i) != 1)) {
        axes[n++] = i;
      }
    }
    return n == 0 ? reshape(shape) : x.sum(Arrays.copyOf(axes, n)).reshape(shape);
  }

  /** The order of axes for {@code permute} that moves some to other positions. */
  private static int[] movedOrder(Shape shape, int[] from, int[] to) {
    int rank = shape.rank();
    if (from.length != to.length) {
      throw new ShapeException("movedim: " + from.length + " axes to " + to.length + " positions");
    }
    int[] order = new int[rank];
    Arrays.fill(order, -1);
    boolean[] moved = new boolean[rank];
    for (int i = 0; i < from.length; i++) {
      int f = shape.axis("movedim", from[i]);
      int t = shape.axis("movedim", to[i]);
      if (moved[f] || order[t] >= 0) {
        throw new ShapeException(
            "movedim: "
                + Arrays.toString(from)
                + " to "
                + Arrays.toString(to)
                + " names an axis twice");
      }
      order[t] = f;
      moved[f] = true;
    }
    int next = 0;
    for (int i = 0; i < rank; i++) {
      if (order[i] < 0) {
        while (moved[next]) {
          next++;
        }
        order[i] = next++;
      }
    }
    return order;
  }
}
