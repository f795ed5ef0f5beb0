package io.cotangent;

import io.cotangent.op.Dispatch;
import io.cotangent.op.Movement;
import java.util.Arrays;

/** Repetitions, rotations and triangles. */
public sealed interface TensorRearranging permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /** The whole tensor so many times along each axis; axes may be added in front. */
  default Tensor repeat(int... times) {
    Tensor x = self();
    if (times.length < x.rank() || Arrays.stream(times).anyMatch(n -> n < 0)) {
      throw new ShapeException(
          "repeat: "
              + Arrays.toString(times)
              + " must give a number from 0 on for each axis of "
              + x.shape());
    }
    int lead = times.length - x.rank();
    int[] split = new int[2 * times.length];
    int[] wide = new int[2 * times.length];
    int[] merged = new int[times.length];
    for (int i = 0; i < times.length; i++) {
      int n = i < lead ? 1 : x.dim(i - lead);
      split[2 * i] = 1;
      split[2 * i + 1] = n;
      wide[2 * i] = times[i];
      wide[2 * i + 1] = n;
      merged[i] = Shape.length("repeat: axis " + i, (long) times[i] * n);
    }
    return x.reshape(Shape.of(split)).expand(Shape.of(wide)).reshape(Shape.of(merged));
  }

  /** As {@link #repeat}; missing numbers in front are 1. */
  default Tensor tile(int... times) {
    Tensor x = self();
    int missing = Math.max(x.rank() - times.length, 0);
    int[] all = new int[missing + times.length];
    Arrays.setAll(all, i -> i < missing ? 1 : times[i - missing]);
    return x.repeat(all);
  }

  /** Every element of an axis so many times in a row. */
  default Tensor repeatInterleave(int times, int axis) {
    Tensor x = self();
    if (times < 0) {
      throw new ArgumentException("repeatInterleave: " + times + " times");
    }
    int a = x.shape().axis("repeatInterleave", axis);
    int length = Shape.length("repeatInterleave", (long) x.dim(a) * times);
    Tensor wide = x.unsqueeze(a + 1).expand(x.shape().inserted(a + 1, times));
    return wide.reshape(x.shape().with(a, length));
  }

  /** Element i of an axis {@code times[i]} times in a row. */
  default Tensor repeatInterleave(Tensor times, int axis) {
    Tensor x = self();
    int a = x.shape().axis("repeatInterleave", axis);
    if (times.size() == 1) {
      return x.repeatInterleave(Shape.length("repeatInterleave: times", times.toLongs()[0]), a);
    }
    long[] n = times.toLongs();
    if (times.rank() != 1 || n.length != x.dim(a) || Arrays.stream(n).anyMatch(k -> k < 0)) {
      throw new ShapeException(
          "repeatInterleave: times "
              + times
              + " must be "
              + x.dim(a)
              + " numbers from 0 on, one for each element of axis "
              + axis);
    }
    double total = Arrays.stream(n).asDoubleStream().sum();
    long[] index = new long[Shape.length("repeatInterleave", (long) total)];
    for (int i = 0, k = 0; i < n.length; i++) {
      for (long r = 0; r < n[i]; r++) {
        index[k++] = i;
      }
    }
    return x.indexSelect(a, Tensor.of(x.backend(), index, Shape.of(index.length)));
  }

  /** Moved along axes, what leaves at the end comes in at the front; without axes, in all. */
  default Tensor roll(int[] shifts, int... axes) {
    Tensor x = self();
    if (axes.length == 0 && shifts.length == 1) {
      return x.size() == 0 ? x : rolled(x.flatten(), shifts[0], 0).reshape(x.shape());
    }
    if (axes.length != shifts.length) {
      throw new ShapeException("roll: " + shifts.length + " shifts for " + axes.length + " axes");
    }
    Tensor y = x;
    for (int i = 0; i < axes.length; i++) {
      y = rolled(y, shifts[i], x.shape().axis("roll", axes[i]));
    }
    return y;
  }

  /** Turned k times by 90° from the first of two axes towards the second. */
  default Tensor rot90(int k, int first, int second) {
    Tensor x = self();
    int a = x.shape().axis("rot90", first);
    int b = x.shape().axis("rot90", second);
    if (a == b) {
      throw new ShapeException("rot90: takes two axes of " + x.shape() + ", got " + a + " twice");
    }
    return switch (Math.floorMod(k, 4)) {
      case 1 -> x.flip(b).transpose(a, b);
      case 2 -> x.flip(a, b);
      case 3 -> x.transpose(a, b).flip(b);
      default -> x;
    };
  }

  /** The last axis as the diagonal, at an offset, of two axes of the result; 0 elsewhere. */
  default Tensor diagEmbed(int offset, int first, int second) {
    Tensor x = self();
    if (x.rank() == 0) {
      throw new ShapeException("diagEmbed: takes vectors, got a scalar");
    }
    int n = Shape.length("diagEmbed", x.dim(-1) + Math.abs((long) offset));
    Shape square = x.shape().range(0, x.rank() - 1).concat(Shape.of(n, n));
    int a = square.axis("diagEmbed", first);
    int b = square.axis("diagEmbed", second);
    if (a == b) {
      throw new ShapeException("diagEmbed: takes two axes of " + square + ", got " + a + " twice");
    }
    int rank = square.rank();
    Movement.View diagonal = new Movement.Diagonal(rank - 2, rank - 1, offset);
    Tensor y = Dispatch.apply(new Movement.Pad(diagonal, square, 0), x);
    return y.movedim(new int[] {rank - 2, rank - 1}, new int[] {a, b});
  }

  /** Matrices of the last two axes with 0 above the diagonal of an offset. */
  default Tensor tril(int offset) {
    return triangle(self(), offset, false);
  }

  /** Matrices of the last two axes with 0 below the diagonal of an offset. */
  default Tensor triu(int offset) {
    return triangle(self(), offset, true);
  }

  private static Tensor rolled(Tensor x, int shift, int axis) {
    int n = x.dim(axis);
    if (n == 0) {
      return x;
    }
    int at = n - Math.floorMod(shift, n);
    return at == n
        ? x
        : Tensor.concat(axis, x.slice(axis, Slice.from(at)), x.slice(axis, Slice.until(at)));
  }

  /** The part of matrices on one side of the diagonal of an offset; 0 on the other. */
  private static Tensor triangle(Tensor x, int offset, boolean upper) {
    if (x.rank() < 2) {
      throw new ShapeException((upper ? "triu" : "tril") + ": takes matrices, got " + x.shape());
    }
    Tensor row = Tensor.arange(x.backend(), DType.I64, x.dim(-2)).unsqueeze(1);
    Tensor over = Tensor.arange(x.backend(), DType.I64, x.dim(-1)).minus(row);
    return (upper ? over.ge(offset) : over.le(offset)).where(x, x.zerosLike());
  }
}
