package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;

/** Ways in which a tensor can lie in memory. All but the last leave its values as they are. */
public enum Lay {
  DENSE {
    @Override
    Tensor of(Tensor x) {
      return x;
    }
  },
  TRANSPOSED {
    @Override
    Tensor of(Tensor x) {
      int[] order = new int[x.rank()];
      for (int i = 0; i < order.length; i++) {
        order[i] = order.length - 1 - i;
      }
      return x.permute(order).copy().permute(order);
    }
  },
  OFFSET {
    @Override
    Tensor of(Tensor x) {
      int[] widths = new int[2 * x.rank()];
      widths[widths.length - 2] = 1; // widths begin with the last axis
      widths[widths.length - 1] = 2;
      return x.pad(9, widths).slice(0, Slice.of(1, 1 + x.dim(0)));
    }
  },
  STEPPED {
    @Override
    Tensor of(Tensor x) {
      int last = x.rank() - 1;
      Tensor twice = Tensor.stack(x.rank(), x, x.plus(1));
      Shape wide = x.shape().with(last, 2 * x.dim(last));
      return twice.reshape(wide).slice(last, Slice.of(0, wide.dim(last), 2));
    }
  },
  FLIPPED {
    @Override
    Tensor of(Tensor x) {
      int[] all = new int[x.rank()];
      for (int i = 0; i < all.length; i++) {
        all[i] = i;
      }
      return x.flip(all).copy().flip(all);
    }
  },
  /** The first index of the first axis, repeated. */
  EXPANDED {
    @Override
    Tensor of(Tensor x) {
      return x.slice(0, Slice.of(0, 1)).expand(x.shape());
    }
  };

  abstract Tensor of(Tensor x);

  /** Lays a tensor of floating point or integers; others, and those without elements, stay. */
  public Tensor apply(Tensor x) {
    return x.rank() == 0 || x.size() == 0 || x.dtype() == DType.BOOL ? x : of(x);
  }
}
