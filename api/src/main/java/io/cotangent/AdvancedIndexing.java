package io.cotangent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** NumPy's indexing: every form of it is a gather or a scatter at flat indices. */
final class AdvancedIndexing {
  private AdvancedIndexing() {}

  /** Slices applied, and the tensors that index what is left. */
  private record Resolved(Tensor sliced, List<@Nullable Tensor> tensors) {}

  /** Slices, numbers, the ellipsis, new axes and masks resolved. */
  private static Resolved resolve(Tensor x, Index... indices) {
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
    return new Resolved(t, tensors);
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
    Tensor found = mask.nonzero();
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

  /** Flat indices into {@code sliced}, in the shape of the result. */
  private static Tensor flat(Resolved p) {
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
    // Tensors of neighbouring axes are replaced by their common axes, others move these to the
    // front.
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
  static Tensor index(Tensor x, Index... indices) {
    Resolved p = resolve(x, indices);
    return p.tensors.stream().allMatch(t -> t == null) ? p.sliced : take(p.sliced, flat(p));
  }

  /** The elements at flat indices, of their shape. */
  static Tensor take(Tensor x, Tensor positions) {
    Tensor index = integers(positions);
    return x.flatten().gather(0, index.flatten()).reshape(index.shape());
  }

  /**
   * x with other values, which broadcast, at indices; of several values for one element the last is
   * kept, or all are added to it.
   */
  static Tensor indexPut(Tensor x, Tensor values, boolean accumulate, Index... indices) {
    Tensor all = Tensor.arange(x.backend(), DType.I64, x.size()).reshape(x.shape());
    Tensor at = index(all, indices);
    if (!Shape.broadcast("indexPut", values.shape(), at.shape()).equals(at.shape())) {
      throw new ShapeException(
          "indexPut: values " + values.shape() + " do not fit the indexed shape " + at.shape());
    }
    Tensor src = values.to(x.dtype()).expand(at.shape()).flatten();
    Tensor flat = x.flatten();
    Tensor y =
        accumulate ? flat.scatterAdd(0, at.flatten(), src) : flat.scatter(0, at.flatten(), src);
    return y.reshape(x.shape());
  }
}
