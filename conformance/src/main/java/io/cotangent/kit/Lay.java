package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import java.util.Locale;

/** Ways in which a tensor can lie in memory. All but the last leave its values as they are. */
public enum Lay {
  /** Row-major from the start of the buffer. */
  DENSE {
    @Override
    Tensor stored(Tensor x) {
      return x;
    }

    @Override
    Tensor view(Tensor stored, Shape shape) {
      return stored;
    }

    @Override
    boolean leavesGaps(Shape shape) {
      return false;
    }
  },
  /** Column-major: the first axis is the innermost one. */
  TRANSPOSED {
    @Override
    Tensor stored(Tensor x) {
      return x.permute(reversed(x.rank())).copy();
    }

    @Override
    Tensor view(Tensor stored, Shape shape) {
      return stored.permute(reversed(shape.rank()));
    }

    @Override
    boolean leavesGaps(Shape shape) {
      int wide = 0;
      for (int axis = 0; axis < shape.rank(); axis++) {
        wide += shape.dim(axis) > 1 ? 1 : 0;
      }
      return wide > 1;
    }
  },
  /** Row-major from an offset on, with other elements behind. */
  OFFSET {
    @Override
    Tensor stored(Tensor x) {
      int[] widths = new int[2 * x.rank()];
      widths[widths.length - 2] = 1; // widths begin with the last axis
      widths[widths.length - 1] = 2;
      return x.pad(9, widths);
    }

    @Override
    Tensor view(Tensor stored, Shape shape) {
      return stored.slice(0, Slice.of(1, 1 + shape.dim(0)));
    }

    @Override
    boolean leavesGaps(Shape shape) {
      return false;
    }
  },
  /** Every other element along the last axis. */
  STEPPED {
    @Override
    Tensor stored(Tensor x) {
      int last = x.rank() - 1;
      return Tensor.stack(x.rank(), x, x.plus(1)).reshape(x.shape().with(last, 2 * x.dim(last)));
    }

    @Override
    Tensor view(Tensor stored, Shape shape) {
      int last = shape.rank() - 1;
      return stored.slice(last, Slice.of(0, 2 * shape.dim(last), 2));
    }

    @Override
    boolean leavesGaps(Shape shape) {
      return shape.size() > 1;
    }
  },
  /** Backwards along every axis. */
  FLIPPED {
    @Override
    Tensor stored(Tensor x) {
      return x.flip(all(x.rank())).copy();
    }

    @Override
    Tensor view(Tensor stored, Shape shape) {
      return stored.flip(all(shape.rank()));
    }

    @Override
    boolean leavesGaps(Shape shape) {
      return shape.size() > 1;
    }
  },
  /** The first index of the first axis, repeated. */
  EXPANDED {
    @Override
    Tensor stored(Tensor x) {
      return x.slice(0, Slice.of(0, 1)).copy();
    }

    @Override
    Tensor view(Tensor stored, Shape shape) {
      return stored.expand(shape);
    }

    @Override
    boolean leavesGaps(Shape shape) {
      return shape.dim(0) > 1;
    }
  };

  /** The buffer's whole content, row-major. */
  abstract Tensor stored(Tensor x);

  /** The tensor within that content. */
  abstract Tensor view(Tensor stored, Shape shape);

  /** Whether elements are not in row-major order, one next to the other. */
  abstract boolean leavesGaps(Shape shape);

  private static int[] reversed(int rank) {
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = rank - 1 - i;
    }
    return order;
  }

  private static int[] all(int rank) {
    int[] axes = new int[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = i;
    }
    return axes;
  }

  /** The name in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a tensor can lie this way: booleans, 0-d and empty tensors stay dense. */
  static boolean applies(Tensor x) {
    return x.rank() > 0 && x.size() > 0 && x.dtype() != DType.BOOL;
  }

  /** Whether the tensor, laid this way, is not row-major. */
  boolean isStrided(Tensor x) {
    return applies(x) && leavesGaps(x.shape());
  }

  /** Lays a tensor of floating point or integers; others, and those without elements, stay. */
  public Tensor apply(Tensor x) {
    return applies(x) ? view(stored(x), x.shape()) : x;
  }

  /** As {@link #apply}, on another backend, which only makes the view. */
  Tensor apply(Tensor x, Backend on) {
    return applies(x) ? view(stored(x).to(on), x.shape()) : x.to(on);
  }
}
