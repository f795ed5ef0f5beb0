package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/** Indices (I64) [count, rank] of the elements of x that are not 0, in row-major order. */
public record Nonzero() implements Op {
  /** The one such operation there is. */
  public static final Nonzero INSTANCE = new Nonzero();

  @Override
  public String label() {
    return "nonzero";
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor x = in[0];
    boolean[] set = (boolean[]) x.ne(0).toArray();
    int rank = x.rank();
    int count = 0;
    for (boolean b : set) {
      count += b ? 1 : 0;
    }
    long[] indices = new long[Shape.of(count, rank).size()];
    int[] at = new int[rank];
    int k = 0;
    for (boolean b : set) {
      for (int d = 0; d < rank && b; d++) {
        indices[k++] = at[d];
      }
      for (int d = rank - 1; d >= 0 && ++at[d] == x.dim(d); d--) {
        at[d] = 0;
      }
    }
    return Tensor.of(x.backend(), indices, Shape.of(count, rank));
  }

  /** Null: the indices do not depend smoothly on the elements. */
  @Override
  public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    return null;
  }
}
