package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of a table by number: words, categories. */
public final class Lookup {
  private Lookup() {}

  /** How the rows of a bag become one. */
  public enum BagMode {
    SUM,
    MEAN,
    MAX
  }

  private static void check(String op, Tensor index, Tensor weight) {
    if (weight.rank() != 2) {
      throw new ShapeException(op + ": the weight must be [rows, width], got " + weight.shape());
    }
    if (index.dtype().isFloat() || index.dtype() == DType.BOOL) {
      throw new DTypeException(
          op
              + ": the index must be I32 or I64, got "
              + index.dtype()
              + "; cast to I64, as in index.to(DType.I64)");
    }
    int rows = weight.dim(0);
    for (long i : index.toLongs()) {
      if (i < 0 || i >= rows) {
        throw new ShapeException(
            op + ": index " + i + " is outside of the table, which has " + rows + " rows");
      }
    }
  }

  /**
   * Rows of a weight [rows, width] at indices of any shape: [index…, width].
   *
   * @param paddingIndex the row that takes no gradient, negative from the end; null for none
   */
  public static Tensor embedding(Tensor index, Tensor weight, @Nullable Integer paddingIndex) {
    check("embedding", index, weight);
    Shape shape = index.shape().concat(Shape.of(weight.dim(1)));
    Tensor rows = weight.indexSelect(0, index.flatten()).reshape(shape);
    if (paddingIndex == null) {
      return rows;
    }
    int row = padding("embedding", weight, paddingIndex);
    return index.eq(row).unsqueeze(-1).where(rows.detach(), rows);
  }

  private static int padding(String op, Tensor weight, int index) {
    int rows = weight.dim(0);
    if (index < -rows || index >= rows) {
      throw new ArgumentException(
          op + ": padding index " + index + " is outside of a weight of " + rows + " rows");
    }
    return index < 0 ? index + rows : index;
  }

  /**
   * One row [width] for each bag of indices [bags, length].
   *
   * @param weights a factor for each index, of its shape, for sums alone; null for none
   * @param paddingIndex the row that bags pass over, negative from the end; null for none
   */
  public static Tensor bag(
      Tensor index,
      Tensor weight,
      BagMode mode,
      @Nullable Tensor weights,
      @Nullable Integer paddingIndex) {
    check("embeddingBag", index, weight);
    if (index.rank() != 2) {
      throw new ShapeException(
          "embeddingBag: bags are rows [bags, length], got "
              + index.shape()
              + "; for one row give the offsets at which bags begin");
    }
    if (weights != null && (mode != BagMode.SUM || !weights.shape().equals(index.shape()))) {
      throw new ArgumentException(
          "embeddingBag: weights "
              + weights.shape()
              + " go with sums alone, and have the index's shape "
              + index.shape());
    }
    Tensor rows = weight.indexSelect(0, index.flatten());
    rows = rows.reshape(index.shape().concat(Shape.of(weight.dim(1))));
    Tensor counted =
        paddingIndex == null
            ? null
            : index.ne(padding("embeddingBag", weight, paddingIndex)).unsqueeze(-1);
    if (mode == BagMode.MAX) {
      return max(rows, counted);
    }
    rows = read(counted, rows);
    Tensor sum = (weights == null ? rows : rows.times(read(counted, weights.unsqueeze(-1)))).sum(1);
    if (mode == BagMode.SUM) {
      return sum;
    }
    return counted == null
        ? sum.div(Math.max(index.dim(1), 1))
        : sum.div(counted.to(sum.dtype()).sum(1).maximum(1));
  }

  /** What bags pass over is 0: neither the row nor its factor is read. */
  private static Tensor read(@Nullable Tensor counted, Tensor x) {
    return counted == null ? x : counted.where(x, x.zerosLike());
  }

  /** The gradient of equal elements flows to the first; 0 for a bag that passes over all. */
  private static Tensor max(Tensor rows, @Nullable Tensor counted) {
    if (rows.dim(1) == 0) {
      return rows.sum(1);
    }
    Tensor least =
        Tensor.full(rows.backend(), rows.dtype(), Double.NEGATIVE_INFINITY, Shape.SCALAR);
    Tensor seen = counted == null ? rows : counted.where(rows, least);
    Tensor best = seen.maxWithIndices(1, false).values();
    return counted == null ? best : counted.any(1).where(best, best.zerosLike());
  }

  /** One row for each bag of a row of indices; bag i begins at {@code offsets[i]}. */
  public static Tensor bag(
      Tensor index,
      long[] offsets,
      Tensor weight,
      BagMode mode,
      @Nullable Tensor weights,
      @Nullable Integer paddingIndex) {
    check("embeddingBag", index, weight);
    int n = index.size();
    if (index.rank() != 1 || offsets.length == 0 || offsets[0] != 0) {
      throw new ShapeException(
          "embeddingBag: offsets begin with 0 and go with a row of indices, got offsets "
              + Arrays.toString(offsets)
              + " and index "
              + index.shape());
    }
    Tensor[] bags = new Tensor[offsets.length];
    for (int i = 0; i < bags.length; i++) {
      long end = i + 1 < bags.length ? offsets[i + 1] : n;
      if (end < offsets[i] || end > n) {
        throw new ArgumentException(
            "embeddingBag: offsets "
                + Arrays.toString(offsets)
                + " must ascend and stay within "
                + n
                + " indices");
      }
      io.cotangent.Slice part = io.cotangent.Slice.of((int) offsets[i], (int) end);
      Tensor w = weights == null ? null : weights.slice(0, part).unsqueeze(0);
      bags[i] = bag(index.slice(0, part).unsqueeze(0), weight, mode, w, paddingIndex);
    }
    return Tensor.concat(0, bags);
  }
}
