package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Index;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reading and writing at places that tensors name, NumPy's rules: all of them are gathers and
 * scatters at flat positions.
 */
public final class Select {
  private Select() {}

  /** Slices applied, and the tensors that index what is left. */
  private record Places(Tensor sliced, List<@Nullable Tensor> tensors) {}

  /** The part before tensors index anything; ellipsis, new axes and truth values resolved. */
  private static Places places(Tensor x, Index... indices) {
    int used = 0;
    boolean ellipsis = false;
    for (Index i : indices) {
      used += i.axes();
      if (i.isEllipsis() && ellipsis) {
        throw new ArgumentException("index: more than one ellipsis");
      }
      ellipsis |= i.isEllipsis();
    }
    if (used > x.rank()) {
      throw new ShapeException(
          "index: " + used + " indices for " + x.shape() + ", which has " + x.rank() + " axes");
    }
    Tensor t = x;
    int axis = 0;
    List<@Nullable Tensor> tensors = new ArrayList<>();
    for (Index i : indices) {
      if (i.isEllipsis()) {
        for (int k = 0; k < x.rank() - used; k++, axis++) {
          tensors.add(null);
        }
      } else if (i.isNewAxis()) {
        t = t.unsqueeze(axis++);
        tensors.add(null);
      } else if (i.slice() != null || isNumber(i.tensor())) {
        Slice s =
            i.slice() != null
                ? i.slice()
                : Slice.at(Shape.index("index", i.tensor().toLongs()[0], t.dim(axis), true));
        t = t.slice(axis, s);
        if (!s.isSingle()) {
          axis++;
          tensors.add(null);
        }
      } else {
        Tensor index = i.tensor();
        Tensor[] parts =
            index.dtype() == DType.BOOL ? masked(t, axis, index) : new Tensor[] {index};
        for (Tensor p : parts) {
          tensors.add(integers(p));
          axis++;
        }
      }
    }
    while (tensors.size() < t.rank()) {
      tensors.add(null);
    }
    return new Places(t, tensors);
  }

  /** Whether an index is a single number, which selects as a Java number does. */
  private static boolean isNumber(Tensor index) {
    return index.rank() == 0 && index.dtype() != DType.BOOL && !index.dtype().isFloat();
  }

  private static Tensor[] masked(Tensor x, int axis, Tensor mask) {
    if (!x.shape().range(axis, axis + mask.rank()).equals(mask.shape())) {
      throw new ShapeException(
          "index: mask "
              + mask.shape()
              + " must have the lengths of the axes it stands for, from "
              + axis
              + " on, of "
              + x.shape());
    }
    Tensor found = nonzero(mask);
    Tensor[] parts = new Tensor[mask.rank()];
    Arrays.setAll(parts, i -> found.slice(1, Slice.at(i)));
    return parts;
  }

  private static Tensor integers(Tensor index) {
    if (index.dtype() != DType.I32 && index.dtype() != DType.I64) {
      throw new DTypeException(
          "index: takes I32, I64 or BOOL tensors, got " + index.dtype() + "; cast first");
    }
    return index.to(DType.I64);
  }

  /** Flat positions in {@code sliced}, in the shape of the result. */
  private static Tensor flat(Places p) {
    Tensor x = p.sliced;
    Shape common = Shape.SCALAR;
    int first = -1;
    int last = -1;
    int count = 0;
    for (int a = 0; a < x.rank(); a++) {
      Tensor t = p.tensors.get(a);
      if (t != null) {
        common = Shape.broadcast("index", common, t.shape());
        first = first < 0 ? a : first;
        last = a;
        count++;
      }
    }
    // Tensors side by side put their axes where they stand, others put them in front.
    boolean together = last - first + 1 == count;
    int before = together ? first : 0;
    List<Integer> lengths = new ArrayList<>();
    for (int a = 0; a < x.rank(); a++) {
      if (p.tensors.get(a) == null) {
        lengths.add(x.dim(a));
      }
    }
    int rank = lengths.size() + common.rank();
    Tensor total = Tensor.zeros(x.backend(), DType.I64, Shape.SCALAR);
    int stride = 1;
    int kept = lengths.size();
    for (int a = x.rank() - 1; a >= 0; a--) {
      int n = x.dim(a);
      Tensor t = p.tensors.get(a);
      int[] d = new int[rank];
      Arrays.fill(d, 1);
      Tensor part;
      if (t == null) {
        kept--;
        d[kept < before ? kept : kept + common.rank()] = n;
        part = Tensor.arange(x.backend(), DType.I64, n).reshape(d);
      } else {
        part = inRange("index", t, n);
        for (int i = 0; i < t.rank(); i++) {
          d[before + common.rank() - t.rank() + i] = t.dim(i);
        }
        part = part.reshape(d);
      }
      total = total.plus(part.times(stride));
      stride *= n;
    }
    int[] shape = new int[rank];
    for (int i = 0, k = 0; i < rank; i++) {
      boolean indexed = i >= before && i < before + common.rank();
      shape[i] = indexed ? common.dim(i - before) : lengths.get(k++);
    }
    return total.expand(Shape.of(shape));
  }

  /** Indices checked against a length, negative ones counted from the end. */
  private static Tensor inRange(String op, Tensor index, int length) {
    for (long i : index.toLongs()) {
      Shape.index(op + ": index", i, length, true);
    }
    return index.lt(0).where(index.plus(length), index);
  }

  /** x at indices. */
  public static Tensor index(Tensor x, Index... indices) {
    Places p = places(x, indices);
    return p.tensors.stream().allMatch(t -> t == null) ? p.sliced : take(p.sliced, flat(p));
  }

  /** The elements at flat positions, of their shape. */
  public static Tensor take(Tensor x, Tensor positions) {
    Tensor index = integers(positions);
    return x.flatten().gather(0, index.flatten()).reshape(index.shape());
  }

  /**
   * x with other values, which broadcast, at indices; of several for one place the last stays, or
   * they are added to what is there.
   */
  public static Tensor indexPut(Tensor x, Tensor values, boolean accumulate, Index... indices) {
    Tensor places = Tensor.arange(x.backend(), DType.I64, x.size()).reshape(x.shape());
    Tensor at = index(places, indices);
    if (!Shape.broadcast("indexPut", values.shape(), at.shape()).equals(at.shape())) {
      throw new ShapeException(
          "indexPut: values " + values.shape() + " do not fit the places " + at.shape());
    }
    Tensor src = values.to(x.dtype()).expand(at.shape()).flatten();
    Tensor flat = x.flatten();
    Tensor y =
        accumulate ? flat.scatterAdd(0, at.flatten(), src) : flat.scatter(0, at.flatten(), src);
    return y.reshape(x.shape());
  }

  /** Positions (I64) [count, rank] of the elements that are not 0, in row-major order. */
  public static Tensor nonzero(Tensor x) {
    boolean[] set = (boolean[]) x.detach().ne(0).toArray();
    int rank = x.rank();
    int count = 0;
    for (boolean b : set) {
      count += b ? 1 : 0;
    }
    long[] positions = new long[Shape.of(count, rank).size()];
    int[] at = new int[rank];
    int k = 0;
    for (boolean b : set) {
      for (int d = 0; d < rank && b; d++) {
        positions[k++] = at[d];
      }
      for (int d = rank - 1; d >= 0 && ++at[d] == x.dim(d); d--) {
        at[d] = 0;
      }
    }
    return Tensor.of(x.backend(), positions, Shape.of(count, rank));
  }

  private static void truths(String op, Tensor mask) {
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          op + ": the mask must be BOOL, got " + mask.dtype() + "; compare first, as in x.gt(0)");
    }
  }

  /** The elements where a mask, which broadcasts, is true, in row-major order. */
  public static Tensor maskedSelect(Tensor x, Tensor mask) {
    truths("maskedSelect", mask);
    Shape shape = Shape.broadcast("maskedSelect", x.shape(), mask.shape());
    Tensor flat = x.expand(shape).flatten();
    return flat.indexSelect(0, nonzero(mask.expand(shape).flatten()).flatten());
  }

  /** x with a value where a mask, which broadcasts to it, is true. */
  public static Tensor maskedFill(Tensor x, Tensor mask, double value) {
    truths("maskedFill", mask);
    fits("maskedFill", mask, x);
    return mask.where(x.zerosLike().plus(value).to(x.dtype()), x);
  }

  private static void fits(String op, Tensor mask, Tensor x) {
    if (!Shape.broadcast(op, mask.shape(), x.shape()).equals(x.shape())) {
      throw new ShapeException(op + ": mask " + mask.shape() + " does not fit " + x.shape());
    }
  }

  /** x with the elements of {@code src}, in order, where a mask, which broadcasts, is true. */
  public static Tensor maskedScatter(Tensor x, Tensor mask, Tensor src) {
    truths("maskedScatter", mask);
    fits("maskedScatter", mask, x);
    Tensor places = nonzero(mask.expand(x.shape()).flatten()).flatten();
    if (src.size() < places.size()) {
      throw new ShapeException(
          "maskedScatter: "
              + src.shape()
              + " has fewer elements than the mask is true, "
              + places.size());
    }
    Tensor used = src.to(x.dtype()).flatten().slice(0, Slice.until(places.size()));
    return x.flatten().scatter(0, places, used).reshape(x.shape());
  }

  /** Where values would stand in sorted rows so that they stay sorted (I64). */
  public static Tensor searchSorted(Tensor sorted, Tensor values, boolean right) {
    boolean single = sorted.rank() == 1;
    if (sorted.rank() == 0) {
      throw new ShapeException("searchSorted: sorted must have rows, got a scalar");
    }
    if (!single
        && (sorted.rank() != values.rank()
            || !sorted
                .shape()
                .range(0, sorted.rank() - 1)
                .equals(values.shape().range(0, values.rank() - 1)))) {
      throw new ShapeException(
          "searchSorted: sorted "
              + sorted.shape()
              + " and values "
              + values.shape()
              + " must have the same rows, or sorted be one row");
    }
    double[] s = sorted.detach().toDoubles();
    double[] v = values.detach().toDoubles();
    int n = sorted.dim(-1);
    int width = single || values.rank() == 0 ? Math.max(v.length, 1) : Math.max(values.dim(-1), 1);
    long[] r = new long[v.length];
    for (int i = 0; i < r.length; i++) {
      int base = single ? 0 : i / width * n;
      int low = 0;
      int high = n;
      while (low < high) {
        int middle = (low + high) >>> 1;
        double at = s[base + middle];
        boolean before = right ? !(at > v[i]) : Double.isNaN(v[i]) ? !Double.isNaN(at) : at < v[i];
        low = before ? middle + 1 : low;
        high = before ? high : middle;
      }
      r[i] = low;
    }
    return Tensor.of(values.backend(), r, values.shape());
  }

  /** How often each number from 0 on occurs in a row of integers (I64). */
  public static Tensor binCount(Tensor x, int minLength) {
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

  /** Classes as rows (I64) with a 1 at the class. */
  public static Tensor oneHot(Tensor classes, int count) {
    CrossEntropy.checkClasses("oneHot", classes, null);
    if (count < 0) {
      throw new ArgumentException("oneHot: " + count + " classes; pass 0 or more");
    }
    for (long c : classes.toLongs()) {
      Shape.index("oneHot: class", c, count, false);
    }
    Tensor all = Tensor.arange(classes.backend(), DType.I64, count);
    return classes.to(DType.I64).unsqueeze(-1).eq(all).to(DType.I64);
  }

  // ---- order ----

  /** The first, or with ties the earliest, k of the order along an axis. */
  public static io.cotangent.ValuesAndIndices sorted(
      Tensor x, int axis, boolean descending, int from, int count) {
    Tensor order = Dispatch.apply(new ArgSort(axis, descending), x.detach());
    Tensor part = order.slice(axis, Slice.of(from, from + count));
    return new io.cotangent.ValuesAndIndices(x.gather(axis, part), part);
  }
}
