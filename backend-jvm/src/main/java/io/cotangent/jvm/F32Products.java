package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;
import static io.cotangent.jvm.F32Operands.dense;
import static io.cotangent.jvm.F32Operands.start;

import io.cotangent.Shape;
import io.cotangent.op.Epilogue;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Matrix products of operands on F32: batches of them, and with bias and activation. */
final class F32Products {
  /** Multiply-adds of a product that is worth more than one thread. */
  private static final long LARGE = 1 << 22;

  private final F32Kernels kernels;
  private final Workers workers;
  private final F32Gemm gemm;

  F32Products(F32Routines routines, Workers workers, F32Gemm gemm) {
    this.kernels = routines.elements();
    this.workers = workers;
    this.gemm = gemm;
  }

  void matmul(Operand a, Operand b, Operand c) {
    Layout la = a.layout();
    int rank = c.shape().rank();
    int m = c.shape().dim(-2);
    int n = c.shape().dim(-1);
    int k = la.shape().dim(-1);
    if (rank == 2) {
      gemm.multiply(m, n, k, matrix(a, la.offset()), matrix(b, b.layout().offset()), data(c), 0, n);
      return;
    }
    Shape leading = c.shape().range(0, rank - 2);
    int batch = leading.size();
    if (batch == 0 || m == 0 || n == 0) {
      return;
    }
    int[] startsA = starts(la, leading);
    int[] startsB = starts(b.layout(), leading);
    IntConsumer one =
        i ->
            gemm.multiply(
                m, n, k, matrix(a, startsA[i]), matrix(b, startsB[i]), data(c), i * m * n, n);
    if (batch >= 2 * workers.count() && (long) m * n * k < LARGE) {
      workers.each(batch, one);
    } else {
      for (int i = 0; i < batch; i++) {
        one.accept(i);
      }
    }
  }

  /** Where each matrix of a batch, to which they are expanded, begins. */
  static int[] starts(Layout matrices, Shape batch) {
    int[] s = new int[batch.size()];
    Layout first = matrices;
    int rank = matrices.shape().rank();
    for (int axis = Math.max(0, rank - 2); axis < rank; axis++) {
      first = first.slice(axis, 0, 1, Math.min(1, matrices.shape().dim(axis)));
    }
    if (first.shape().size() == 0) {
      Arrays.fill(s, first.offset());
      return s;
    }
    Walk walk = new Walk(first.expand(batch.concat(Shape.of(1, 1))));
    for (int i = 0; i < s.length; i++) {
      walk.seek(i);
      s[i] = walk.at;
    }
    return s;
  }

  /** The last two axes of an operand. */
  private static F32Gemm.Matrix matrix(Operand x, int at) {
    return new F32Gemm.Matrix(data(x), at, x.layout().stride(-2), x.layout().stride(-1));
  }

  /** φ(x·Wᵀ + b) from x, W and perhaps b. */
  void linear(Epilogue epilogue, Operand[] in, Operand out) {
    int m = in[0].shape().dim(0);
    int k = in[0].shape().dim(1);
    int n = in[1].shape().dim(0);
    float[] y = data(out);
    F32Gemm.Matrix x = matrix(in[0], in[0].layout().offset());
    F32Gemm.Matrix w = matrix(in[1], in[1].layout().offset());
    gemm.multiply(m, n, k, x, w.transposed(), y, 0, n);
    if (in.length == 2 && epilogue.function() == null) {
      return;
    }
    float[] bias = in.length > 2 ? dense(in[2]) : new float[0];
    int bo = in.length > 2 ? start(in[2]) : 0;
    workers.ranges(
        m,
        Math.max(1, Workers.GRAIN / Math.max(1, n)),
        (from, to) -> {
          if (in.length > 2) {
            for (int i = from; i < to; i++) {
              kernels.add(y, i * n, bias, bo, y, i * n, n);
            }
          }
          if (epilogue.function() != null) {
            kernels.unary(epilogue.function(), y, from * n, y, from * n, (to - from) * n);
          }
        });
  }
}
