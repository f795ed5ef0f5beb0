package io.cotangent;

import io.cotangent.op.Dispatch;
import io.cotangent.op.Movement;
import io.cotangent.op.PadMode;
import java.util.Arrays;

/** Parts of a tensor, and borders around it. What can be a view shares memory with this tensor. */
public sealed interface TensorSlicing permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * The elements whose indices along two axes differ by {@code offset}, a view; the diagonal is the
   * last axis.
   */
  default Tensor diagonal(int offset, int first, int second) {
    Tensor x = self();
    int a = x.shape().axis("diagonal", first);
    int b = x.shape().axis("diagonal", second);
    if (a == b) {
      throw new ShapeException(
          "diagonal: takes two axes of " + x.shape() + ", got " + a + " twice");
    }
    return Dispatch.apply(new Movement.Diagonal(a, b, offset), x);
  }

  /** A matrix's diagonal, or the matrix that has this vector as its diagonal and 0 elsewhere. */
  default Tensor diag(int offset) {
    Tensor x = self();
    if (x.rank() == 1) {
      return x.diagEmbed(offset, 0, 1);
    } else if (x.rank() == 2) {
      return diagonal(offset, 0, 1);
    }
    throw new ShapeException("diag: takes a vector or a matrix, got " + x.shape());
  }

  /** All windows of {@code size} elements from every {@code step}-th index on; a new last axis. */
  default Tensor unfold(int axis, int size, int step) {
    Tensor x = self();
    if (x.rank() == 0) {
      return x.unsqueeze(0).unfold(axis, size, step).squeeze(0);
    }
    int a = x.shape().axis("unfold", axis);
    if (size < 1 || step < 1 || size > x.dim(a)) {
      throw new ArgumentException(
          "unfold: windows of "
              + size
              + " in steps of "
              + step
              + " of an axis of length "
              + x.dim(a));
    }
    return Dispatch.apply(new Movement.Unfold(a, size, step, 1), x);
  }

  /** Ranges of the first axes; single indices drop theirs. */
  default Tensor slice(Slice... slices) {
    Tensor x = self();
    if (slices.length > x.rank()) {
      throw new ShapeException(
          "slice: "
              + slices.length
              + " slices for "
              + x.shape()
              + ", which has "
              + x.rank()
              + " axes");
    }
    int[] start = new int[x.rank()];
    int[] step = new int[x.rank()];
    int[] count = x.shape().dims();
    int[] kept = new int[x.rank()];
    int n = 0;
    for (int i = 0; i < count.length; i++) {
      boolean sliced = i < slices.length;
      if (sliced) {
        start[i] = slices[i].start(count[i]);
        count[i] = slices[i].count(count[i]);
      }
      step[i] = sliced ? slices[i].step() : 1;
      if (!sliced || !slices[i].isSingle()) {
        kept[n++] = count[i];
      }
    }
    Movement.StridedSlice op =
        new Movement.StridedSlice(Ints.of(start), Ints.of(step), Shape.of(count));
    Tensor y = Dispatch.apply(op, x);
    return n == x.rank() ? y : y.reshape(Shape.of(Arrays.copyOf(kept, n)));
  }

  /** As {@link #slice}; Kotlin's {@code t[a, b]}. */
  default Tensor get(Slice... slices) {
    return slice(slices);
  }

  /** Single indices of the first axes, which are dropped; Kotlin's {@code t[i, j]}. */
  default Tensor get(int... indices) {
    return slice(Arrays.stream(indices).mapToObj(Slice::at).toArray(Slice[]::new));
  }

  /** One range of one axis. */
  default Tensor slice(int axis, Slice range) {
    int a = self().shape().axis("slice", axis);
    Slice[] all = new Slice[a + 1];
    Arrays.fill(all, Slice.all());
    all[a] = range;
    return slice(all);
  }

  /** The given axes backwards. */
  default Tensor flip(int... axes) {
    Tensor x = self();
    Slice[] s = new Slice[x.rank()];
    Arrays.fill(s, Slice.all());
    for (int a : x.shape().axes("flip", axes)) {
      s[a] = Slice.of(null, null, -1);
    }
    return slice(s);
  }

  /** Pieces of the given lengths along an axis; they add up to its length. */
  default Tensor[] split(int[] lengths, int axis) {
    Tensor x = self();
    int a = x.shape().axis("split", axis);
    boolean negative = Arrays.stream(lengths).anyMatch(n -> n < 0);
    if (negative || Arrays.stream(lengths).asLongStream().sum() != x.dim(a)) {
      throw new ShapeException(
          "split: lengths "
              + Arrays.toString(lengths)
              + " do not add up to "
              + x.dim(a)
              + ", the length of axis "
              + axis
              + " of "
              + x.shape());
    }
    Tensor[] parts = new Tensor[lengths.length];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = slice(a, Slice.of(at, at + lengths[i]));
      at += lengths[i];
    }
    return parts;
  }

  /** Pieces of length {@code size} along an axis, the last one possibly shorter. */
  default Tensor[] split(int size, int axis) {
    Tensor x = self();
    if (size <= 0) {
      throw new ShapeException("split: piece length " + size + " must be positive");
    }
    int n = x.dim(x.shape().axis("split", axis));
    int[] lengths = new int[n == 0 ? 0 : (n - 1) / size + 1];
    Arrays.setAll(lengths, i -> Math.min(size, n - i * size));
    return split(lengths, axis);
  }

  /** So many pieces along an axis, of one length but for the last, which may be shorter. */
  default Tensor[] chunk(int pieces, int axis) {
    Tensor x = self();
    if (pieces < 1) {
      throw new ArgumentException("chunk: " + pieces + " pieces");
    }
    int n = x.dim(x.shape().axis("chunk", axis));
    return n == 0 ? new Tensor[] {x} : split((n - 1) / pieces + 1, axis);
  }

  /** The slices along an axis, which is dropped. */
  default Tensor[] unbind(int axis) {
    Tensor x = self();
    int a = x.shape().axis("unbind", axis);
    Tensor[] r = new Tensor[x.dim(a)];
    Arrays.setAll(r, i -> slice(a, Slice.at(i)));
    return r;
  }

  /**
   * More of the same around: pairs (before, after) starting with the last axis.
   *
   * @param mode what stands around: the tensor mirrored at its edge, its edge repeated, or the
   *     tensor from its other end on
   */
  default Tensor pad(PadMode mode, int... widths) {
    Tensor x = self();
    if (widths.length % 2 != 0 || widths.length > 2 * x.rank()) {
      throw new ShapeException(
          "pad: "
              + widths.length
              + " widths for "
              + x.shape()
              + "; pass pairs (before, after), last axis first, at most one pair an axis");
    }
    Tensor y = x;
    for (int i = 0; i < widths.length; i += 2) {
      int axis = x.rank() - 1 - i / 2;
      int n = x.dim(axis);
      int before = widths[i];
      int after = widths[i + 1];
      if (before == 0 && after == 0) {
        continue;
      }
      long length = (long) n + before + after;
      long most =
          switch (mode) {
            case REFLECT -> n - 1;
            case CIRCULAR -> n;
            case REPLICATE -> n == 0 ? 0 : length;
          };
      if (Math.max(before, after) > most || length < 0) {
        throw new ShapeException(
            "pad: "
                + mode
                + " by "
                + before
                + " and "
                + after
                + " does not go with length "
                + n
                + " of axis "
                + axis
                + " of "
                + x.shape());
      }
      long[] index = new long[Shape.length("pad: axis " + axis, length)];
      for (int k = 0; k < index.length; k++) {
        int at = k - before;
        index[k] =
            switch (mode) {
              case REFLECT -> at < 0 ? -at : at >= n ? 2 * (n - 1) - at : at;
              case REPLICATE -> Math.min(Math.max(at, 0), n - 1);
              case CIRCULAR -> Math.floorMod(at, n);
            };
      }
      y = y.indexSelect(axis, Tensor.of(x.backend(), index, Shape.of(index.length)));
    }
    return y;
  }

  /**
   * A constant around: pairs (before, after) starting with the last axis, as PyTorch has them;
   * negative widths crop.
   *
   * @param value what to fill with
   * @param widths before and after the last axis, before and after the one in front of it, …
   */
  default Tensor pad(double value, int... widths) {
    Tensor x = self();
    if (widths.length % 2 != 0 || widths.length > 2 * x.rank()) {
      throw new ShapeException(
          "pad: "
              + widths.length
              + " widths for "
              + x.shape()
              + "; pass pairs (before, after), last axis first, at most one pair an axis");
    }
    int[] start = new int[x.rank()];
    int[] step = new int[x.rank()];
    int[] outer = x.shape().dims();
    Slice[] crop = new Slice[x.rank()];
    Arrays.fill(step, 1);
    Arrays.fill(crop, Slice.all());
    for (int i = 0; i < widths.length; i += 2) {
      int a = x.rank() - 1 - i / 2;
      int before = widths[i];
      int after = widths[i + 1];
      long length = (long) x.dim(a) + before + after;
      if (length < 0) {
        throw new ShapeException(
            "pad: crops "
                + (x.dim(a) - length)
                + " of axis "
                + a
                + ", which has length "
                + x.dim(a));
      }
      outer[a] = Shape.length("pad: axis " + a, length);
      long first = Math.min(Math.max(-(long) before, 0), x.dim(a));
      long end = Math.max(x.dim(a) - Math.max(-(long) after, 0), 0);
      crop[a] = Slice.of((int) first, (int) end);
      start[a] = Math.max(before, 0);
    }
    Tensor inner = slice(crop);
    Movement.StridedSlice view =
        new Movement.StridedSlice(Ints.of(start), Ints.of(step), inner.shape());
    return Dispatch.apply(new Movement.Pad(view, Shape.of(outer), value), inner);
  }
}
