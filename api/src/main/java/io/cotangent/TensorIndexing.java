package io.cotangent;

import io.cotangent.op.Dispatch;
import io.cotangent.op.GatherScatter;
import io.cotangent.op.Nonzero;
import io.cotangent.op.SearchSorted;
import io.cotangent.op.SoftmaxCrossEntropy;
import java.util.Arrays;

/**
 * Reading and writing at indices that are data, by NumPy's and PyTorch's rules. Negative indices
 * count from the end.
 */
public sealed interface TensorIndexing permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * {@code y[…, i, …] = x[…, index[…, i, …], …]} along an axis; of the index's shape. Negative
   * indices count from the end.
   */
  default Tensor gather(int axis, Tensor index) {
    Tensor x = self();
    if (x.rank() == 0 && index.rank() == 0) {
      return x.unsqueeze(0).gather(axis, index.unsqueeze(0)).squeeze(0);
    }
    return Dispatch.apply(new GatherScatter.Gather(x.shape().axis("gather", axis)), x, index);
  }

  /** The given indices (a vector of I32 or I64) of an axis. */
  default Tensor indexSelect(int axis, Tensor index) {
    int a = self().shape().axis("indexSelect", axis);
    return gather(a, alongAxis("indexSelect", a, index));
  }

  /**
   * {@code y = x} with {@code y[…, index[…, i, …], …] += src[…, i, …]}; {@code src} may be longer
   * than the index.
   */
  default Tensor scatterAdd(int axis, Tensor index, Tensor src) {
    Tensor x = self();
    return Dispatch.apply(
        new GatherScatter.ScatterAdd(x.shape().axis("scatterAdd", axis)),
        x,
        index,
        used(index, src));
  }

  /** {@code y = x} with slice i of {@code src} along the axis added to slice {@code index[i]}. */
  default Tensor indexAdd(int axis, Tensor index, Tensor src) {
    int a = self().shape().axis("indexAdd", axis);
    return scatterAdd(a, alongAxis("indexAdd", a, index), src);
  }

  /**
   * {@code y = x} with {@code y[…, index[…, i, …], …] = src[…, i, …]}; of several elements for one
   * place the last stays. {@code src} may be longer than the index.
   */
  default Tensor scatter(int axis, Tensor index, Tensor src) {
    Tensor x = self();
    return Dispatch.apply(
        new GatherScatter.Scatter(x.shape().axis("scatter", axis)), x, index, used(index, src));
  }

  /** {@link #scatter(int, Tensor, Tensor)} of one value. */
  default Tensor scatter(int axis, Tensor index, double value) {
    Tensor x = self();
    return scatter(
        axis,
        index,
        Tensor.full(x.backend(), x.dtype(), value, Shape.SCALAR).expand(index.shape()));
  }

  private static Tensor used(Tensor index, Tensor src) {
    if (src.shape().equals(index.shape())) {
      return src;
    }
    Slice[] part = new Slice[Math.min(src.rank(), index.rank())];
    Arrays.setAll(part, i -> Slice.until(index.dim(i)));
    return src.slice(part);
  }

  /** {@code y = x} with slice {@code index[i]} along the axis replaced by slice i of a source. */
  default Tensor indexCopy(int axis, Tensor index, Tensor src) {
    int a = self().shape().axis("indexCopy", axis);
    return scatter(a, alongAxis("indexCopy", a, index), src);
  }

  /** {@code y = x} with the given slices along the axis filled with a value. */
  default Tensor indexFill(int axis, Tensor index, double value) {
    int a = self().shape().axis("indexFill", axis);
    return scatter(a, alongAxis("indexFill", a, index), value);
  }

  /** NumPy's indexing: ranges, tensors of indices or booleans, new axes, an ellipsis. */
  default Tensor index(Index... indices) {
    return AdvancedIndexing.index(self(), indices);
  }

  /**
   * A copy with other values, which broadcast, at indices: in place of the old ones, or added to
   * them.
   */
  default Tensor indexPut(Tensor values, boolean accumulate, Index... indices) {
    return AdvancedIndexing.indexPut(self(), values, accumulate, indices);
  }

  /** The elements at flat positions, of their shape; negative ones count from the end. */
  default Tensor take(Tensor positions) {
    return AdvancedIndexing.take(self(), positions);
  }

  /** {@link #gather} with shapes that broadcast but for the axis. */
  default Tensor takeAlongAxis(int axis, Tensor index) {
    Tensor x = self();
    int a = x.shape().axis("takeAlongAxis", axis);
    if (index.rank() != x.rank()) {
      throw new ShapeException(
          "takeAlongAxis: index " + index.shape() + " must have as many axes as " + x.shape());
    }
    Shape common = Shape.broadcast("takeAlongAxis", x.shape().with(a, 1), index.shape().with(a, 1));
    return x.expand(common.with(a, x.dim(a))).gather(a, index.expand(common.with(a, index.dim(a))));
  }

  /** The elements where a mask, which broadcasts, is true, as a vector. */
  default Tensor maskedSelect(Tensor mask) {
    Tensor x = self();
    checkMask("maskedSelect", mask);
    Shape shape = Shape.broadcast("maskedSelect", x.shape(), mask.shape());
    Tensor flat = x.expand(shape).flatten();
    return flat.indexSelect(0, mask.expand(shape).flatten().nonzero().flatten());
  }

  /** A value where a mask, which broadcasts to this, is true. */
  default Tensor maskedFill(Tensor mask, double value) {
    Tensor x = self();
    checkMask("maskedFill", mask);
    checkFits("maskedFill", mask, x);
    return mask.where(x.zerosLike().plus(value).to(x.dtype()), x);
  }

  /** The elements of a source, in order, where a mask, which broadcasts to this, is true. */
  default Tensor maskedScatter(Tensor mask, Tensor src) {
    Tensor x = self();
    checkMask("maskedScatter", mask);
    checkFits("maskedScatter", mask, x);
    Tensor indices = mask.expand(x.shape()).flatten().nonzero().flatten();
    if (src.size() < indices.size()) {
      throw new ShapeException(
          "maskedScatter: "
              + src.shape()
              + " has fewer elements than the mask is true, "
              + indices.size());
    }
    Tensor used = src.to(x.dtype()).flatten().slice(0, Slice.until(indices.size()));
    return x.flatten().scatter(0, indices, used).reshape(x.shape());
  }

  /** Positions (I64) [count, rank] of the elements that are not 0. */
  default Tensor nonzero() {
    return Dispatch.apply(Nonzero.INSTANCE, self());
  }

  /** Rows (I64) [shape…, count] with a 1 at the class that this tensor of integers names. */
  default Tensor oneHot(int count) {
    Tensor classes = self();
    SoftmaxCrossEntropy.checkClasses("oneHot", classes, null);
    if (count < 0) {
      throw new ArgumentException("oneHot: " + count + " classes; pass 0 or more");
    }
    for (long c : classes.toLongs()) {
      Shape.index("oneHot: class", c, count, false);
    }
    Tensor all = Tensor.arange(classes.backend(), DType.I64, count);
    return classes.to(DType.I64).unsqueeze(-1).eq(all).to(DType.I64);
  }

  /** How often each number from 0 on occurs in this row of integers (I64). */
  default Tensor binCount(int minLength) {
    Tensor x = self();
    if (x.rank() != 1 || x.dtype().isFloat()) {
      throw new ShapeException("binCount: takes a row of integers, got " + x.dtype() + x.shape());
    }
    if (minLength < 0) {
      throw new ArgumentException("binCount: minLength " + minLength + " is negative");
    }
    long last = minLength - 1L;
    for (long v : x.toLongs()) {
      if (v < 0) {
        throw new ArgumentException("binCount: " + v + " is negative");
      }
      last = Math.max(last, v);
    }
    long length = last == Long.MAX_VALUE ? last : last + 1;
    Tensor none = Tensor.zeros(x.backend(), DType.I64, Shape.of(Shape.length("binCount", length)));
    Tensor one = Tensor.full(x.backend(), DType.I64, 1, x.shape());
    return none.scatterAdd(0, x.to(DType.I64), one);
  }

  /**
   * Where values would stand in these sorted rows so that they stay sorted (I64): before equal
   * elements, or after them if {@code right}.
   */
  default Tensor searchSorted(Tensor values, boolean right) {
    return Dispatch.apply(new SearchSorted(right), self(), values);
  }

  private Tensor alongAxis(String op, int axis, Tensor index) {
    Tensor x = self();
    if (index.rank() != 1) {
      throw new ShapeException(
          op + ": the index must be a vector, got " + index.shape() + "; use gather for more");
    }
    int[] column = new int[x.rank()];
    Arrays.fill(column, 1);
    column[axis] = index.dim(0);
    return index.reshape(Shape.of(column)).expand(x.shape().with(axis, index.dim(0)));
  }

  private static void checkMask(String op, Tensor mask) {
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          op + ": the mask must be BOOL, got " + mask.dtype() + "; compare first, as in x.gt(0)");
    }
  }

  private static void checkFits(String op, Tensor mask, Tensor x) {
    if (!Shape.broadcast(op, mask.shape(), x.shape()).equals(x.shape())) {
      throw new ShapeException(op + ": mask " + mask.shape() + " does not fit " + x.shape());
    }
  }
}
