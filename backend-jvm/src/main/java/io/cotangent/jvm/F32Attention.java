package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.op.ScaledDotProduct;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link ScaledDotProduct} and its gradient on F32, a block of queries at a time: the matrix of
 * weights of a whole sequence is never there, and a causal block does not look at later keys.
 */
final class F32Attention {
  /** Queries of a block. */
  private static final int QUERIES = 128;

  private final F32Kernels kernels;
  private final F32Sums sums;
  private final Workers workers;
  private final F32Gemm gemm;

  F32Attention(F32Routines routines, Workers workers, F32Gemm gemm) {
    this.kernels = routines.elements();
    this.sums = routines.sums();
    this.workers = workers;
    this.gemm = gemm;
  }

  /** The matrices [rows, columns] of a batch. */
  private record Matrices(float[] data, int[] starts, int rows, int columns) {
    static Matrices of(Operand x, Shape batch) {
      Layout l = x.layout();
      return new Matrices(
          F32Operands.data(x), F32Products.starts(l, batch), l.stride(-2), l.stride(-1));
    }

    /** From a row on. */
    F32Gemm.Matrix at(int batch, int row) {
      return new F32Gemm.Matrix(data, starts[batch] + row * rows, rows, columns);
    }
  }

  /** What is added to scores, or where they are barred; with steps of 0 where it is broadcast. */
  private record Mask(Operand x, int[] starts, int rows, int columns) {
    static @Nullable Mask of(Operand[] in, int index, Shape batch) {
      if (in.length <= index) {
        return null;
      }
      Operand x = in[index];
      return new Mask(
          x, F32Products.starts(x.layout(), batch), step(x.layout(), -2), step(x.layout(), -1));
    }

    private static int step(Layout l, int axis) {
      int rank = l.shape().rank();
      return rank < -axis || l.shape().dim(axis) == 1 ? 0 : l.stride(axis);
    }

    void apply(int batch, int query, float[] scores, int at, int keys) {
      int from = starts[batch] + query * rows;
      if (x.dtype() == DType.BOOL) {
        byte[] barred = ((Buffers.Bool) x.buffer()).data();
        for (int i = 0; i < keys; i++) {
          if (barred[from + i * columns] != 0) {
            scores[at + i] = Float.NEGATIVE_INFINITY;
          }
        }
      } else {
        float[] bias = data(x);
        for (int i = 0; i < keys; i++) {
          scores[at + i] += bias[from + i * columns];
        }
      }
    }
  }

  /** The sizes and inputs of a call. */
  private record Call(
      boolean causal,
      Matrices q,
      Matrices k,
      Matrices v,
      @Nullable Mask mask,
      int batch,
      int queries,
      int keys,
      int width,
      int values) {
    static Call of(boolean causal, Operand[] in, int first, Shape batch) {
      return new Call(
          causal,
          Matrices.of(in[first], batch),
          Matrices.of(in[first + 1], batch),
          Matrices.of(in[first + 2], batch),
          Mask.of(in, first + 3, batch),
          batch.size(),
          in[first].shape().dim(-2),
          in[first + 1].shape().dim(-2),
          in[first].shape().dim(-1),
          in[first + 2].shape().dim(-1));
    }

    int blocks() {
      return (queries + QUERIES - 1) / QUERIES;
    }

    /** How many keys the queries before {@code to} see. */
    int seen(int to) {
      return causal ? Math.min(keys, to) : keys;
    }

    float scale() {
      return width == 0 ? 1 : (float) (1 / Math.sqrt(width));
    }

    /** Memory for the scores of a block. */
    float[] memory() {
      return new float[Math.min(QUERIES, queries) * keys];
    }
  }

  void forward(boolean causal, Operand[] in, Operand out) {
    Shape shape = out.shape();
    if (shape.size() == 0) {
      return;
    }
    Call c = Call.of(causal, in, 0, shape.range(0, shape.rank() - 2));
    int blocks = c.blocks();
    workers.ranges(
        c.batch * blocks,
        1,
        (first, end) -> {
          float[] p = c.memory();
          for (int i = first; i < end; i++) {
            int b = i / blocks;
            int from = i % blocks * QUERIES;
            int to = Math.min(c.queries, from + QUERIES);
            weights(c, b, from, to, p);
            int seen = c.seen(to);
            gemm.multiply(
                to - from,
                c.values,
                seen,
                new F32Gemm.Matrix(p, 0, seen, 1),
                c.v.at(b, 0),
                data(out),
                (b * c.queries + from) * c.values,
                c.values);
          }
        });
  }

  /** The weights of some queries for the keys that they see, row after row. */
  private void weights(Call c, int b, int from, int to, float[] p) {
    int seen = c.seen(to);
    gemm.multiply(to - from, seen, c.width, c.q.at(b, from), c.k.at(b, 0).transposed(), p, 0, seen);
    float scale = c.scale();
    for (int query = from; query < to; query++) {
      int at = (query - from) * seen;
      int own = c.causal ? Math.min(seen, query + 1) : seen;
      kernels.scale(p, at, scale, 0, p, at, own);
      if (c.mask != null) {
        c.mask.apply(b, query, p, at, own);
      }
      Arrays.fill(p, at + own, at + seen, 0);
      float top = sums.max(p, at, own);
      if (top == Float.NEGATIVE_INFINITY) {
        Arrays.fill(p, at, at + own, 0);
      } else {
        double total = sums.expSum(p, at, top, p, at, own);
        kernels.scale(p, at, (float) (1 / total), 0, p, at, own);
      }
    }
  }

  /** The cotangents of Q, K and V one behind the other; in: G, O, Q, K, V and perhaps the mask. */
  void gradient(boolean causal, Operand[] in, Operand out) {
    Shape shape = in[0].shape();
    Shape batch = shape.range(0, shape.rank() - 2);
    Call c = Call.of(causal, in, 2, batch);
    Matrices g = Matrices.of(in[0], batch);
    Matrices outputs = Matrices.of(in[1], batch);
    int q = c.queries * c.width;
    int k = c.keys * c.width;
    int v = c.keys * c.values;
    float[] o = data(out);
    if (out.shape().size() == c.batch * (q + k + v)) {
      int toK = c.batch * q;
      int toV = toK + c.batch * k;
      workers.ranges(
          c.batch,
          1,
          (first, end) -> {
            Gradient one = new Gradient(c, g, outputs);
            for (int b = first; b < end; b++) {
              one.run(b, o, b * q, toK + b * k, toV + b * v);
            }
          });
      return;
    }
    // Some of them are the same for several of the batch: what each gives is added up.
    double[] total = new double[out.shape().size()];
    float[] part = new float[q + k + v];
    int sizeQ = in[2].shape().size();
    int sizeK = in[3].shape().size();
    int sizeV = in[4].shape().size();
    int[] ownQ = order(in[2], batch, q);
    int[] ownK = order(in[3], batch, k);
    int[] ownV = order(in[4], batch, v);
    Gradient one = new Gradient(c, g, outputs);
    for (int b = 0; b < c.batch; b++) {
      one.run(b, part, 0, q, q + k);
      F32Totals.add(part, 0, total, ownQ[b], q);
      F32Totals.add(part, q, total, sizeQ + ownK[b], k);
      F32Totals.add(part, q + k, total, sizeQ + sizeK + ownV[b], v);
    }
    F32Totals.round(total, 0, o, 0, sizeQ + sizeK + sizeV);
  }

  /** Where each matrix of a batch lies among an operand's own, in row-major order. */
  private static int[] order(Operand x, Shape batch, int size) {
    Shape own = x.shape();
    Shape leading = own.range(0, own.rank() - 2);
    Layout each = leading.concat(Shape.of(1, 1)).dense();
    int[] r = F32Products.starts(each, batch);
    for (int i = 0; i < r.length; i++) {
      r[i] *= size;
    }
    return r;
  }

  /** The gradients of one of a batch, and the memory that they take. */
  private final class Gradient {
    private final Call c;
    private final Matrices g;
    private final Matrices outputs;
    private final float[] p;
    private final float[] d;
    private final float[] part;
    private final double[] totalK;
    private final double[] totalV;

    Gradient(Call c, Matrices g, Matrices outputs) {
      this.c = c;
      this.g = g;
      this.outputs = outputs;
      p = c.memory();
      d = c.memory();
      boolean several = c.blocks() > 1;
      part = new float[several ? c.keys * Math.max(c.width, c.values) : 0];
      totalK = new double[several ? c.keys * c.width : 0];
      totalV = new double[several ? c.keys * c.values : 0];
    }

    void run(int b, float[] o, int toQ, int toK, int toV) {
      Arrays.fill(totalK, 0);
      Arrays.fill(totalV, 0);
      boolean several = c.blocks() > 1;
      for (int from = 0; from < c.queries; from += QUERIES) {
        int to = Math.min(c.queries, from + QUERIES);
        int rows = to - from;
        int seen = c.seen(to);
        weights(c, b, from, to, p);
        scores(b, from, to, seen);
        F32Gemm.Matrix pt = new F32Gemm.Matrix(p, 0, 1, seen);
        F32Gemm.Matrix ds = new F32Gemm.Matrix(d, 0, seen, 1);
        gemm.multiply(rows, c.width, seen, ds, c.k.at(b, 0), o, toQ + from * c.width, c.width);
        product(ds.transposed(), c.q.at(b, from), seen, c.width, rows, several, totalK, o, toK);
        product(pt, g.at(b, from), seen, c.values, rows, several, totalV, o, toV);
      }
      if (several) {
        F32Totals.round(totalK, 0, o, toK, totalK.length);
        F32Totals.round(totalV, 0, o, toV, totalV.length);
      } else if (c.queries == 0) {
        Arrays.fill(o, toK, toK + c.keys * c.width, 0);
        Arrays.fill(o, toV, toV + c.keys * c.values, 0);
      }
    }

    /** A·B for a block of queries: the result, or what it adds to a sum of blocks. */
    private void product(
        F32Gemm.Matrix a,
        F32Gemm.Matrix b,
        int m,
        int n,
        int k,
        boolean several,
        double[] total,
        float[] o,
        int at) {
      if (several) {
        gemm.multiply(m, n, k, a, b, part, 0, n);
        F32Totals.add(part, 0, total, 0, m * n);
      } else {
        gemm.multiply(m, n, k, a, b, o, at, n);
        Arrays.fill(o, at + m * n, at + c.keys * n, 0);
      }
    }

    /** The cotangents of the scores from the weights, times 1/√d: P·(G·Vᵀ − Σ G·O). */
    private void scores(int b, int from, int to, int seen) {
      gemm.multiply(
          to - from, seen, c.values, g.at(b, from), c.v.at(b, 0).transposed(), d, 0, seen);
      float scale = c.scale();
      for (int r = 0; r < to - from; r++) {
        int at = r * seen;
        float inner = (float) inner(b, from + r);
        for (int i = at; i < at + seen; i++) {
          d[i] = p[i] * (d[i] - inner) * scale;
        }
      }
    }

    /** Σ G·O of a query. */
    private double inner(int b, int query) {
      F32Gemm.Matrix x = g.at(b, query);
      F32Gemm.Matrix y = outputs.at(b, query);
      if (x.columns() == 1 && y.columns() == 1) {
        return sums.dot(x.data(), x.at(), y.data(), y.at(), c.values);
      }
      double total = 0;
      for (int i = 0; i < c.values; i++) {
        total += (double) x.data()[x.at() + i * x.columns()] * y.data()[y.at() + i * y.columns()];
      }
      return total;
    }
  }
}
