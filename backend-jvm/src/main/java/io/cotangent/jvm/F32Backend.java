package io.cotangent.jvm;

import io.cotangent.Shape;
import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.CrossCorrelation;
import io.cotangent.op.CrossEntropy;
import io.cotangent.op.Epilogue;
import io.cotangent.op.Fused;
import io.cotangent.op.PlaneWindows;
import io.cotangent.op.Reduction;
import io.cotangent.op.Softmax;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.op.UpdateRules.AdamStep;
import io.cotangent.op.UpdateRules.SgdStep;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations on F32: lays the work out over strides and threads, and calls {@link F32Kernels}
 * for dense stretches. An operand that is not dense is copied a chunk at a time into memory that
 * stays in the first-level cache.
 */
final class F32Backend {
  /** Elements that are copied at a time. */
  private static final int CHUNK = 1024;

  /** Elements that one task of a thread computes. */
  private static final int GRAIN = 32 * CHUNK;

  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(
          () -> new float[][] {new float[CHUNK], new float[CHUNK], new float[CHUNK]});

  private final F32Kernels kernels;
  private final Workers workers;
  private final F32Gemm gemm;
  private final F32Convolution convolution;
  private final F32Pooling pooling;

  F32Backend(F32Kernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
    this.gemm = new F32Gemm(kernels, workers);
    this.convolution = new F32Convolution(kernels, workers, gemm);
    this.pooling = new F32Pooling(workers);
  }

  private static float[] data(Operand x) {
    return ((Buffers.F32) x.buffer()).data();
  }

  /**
   * Dense stretches of an operand: directly where it is dense, else through a chunk of scratch
   * memory.
   */
  private static final class Source {
    private final float[] data;
    private final @Nullable Walk walk;
    private final int offset;
    private final boolean constant;
    private final float[] chunk;

    Source(Operand x, int start, int slot) {
      data = F32Backend.data(x);
      Layout l = x.layout();
      walk = l.isDense() ? null : new Walk(l);
      constant = walk != null && l.isConstant();
      offset = l.offset();
      chunk = walk == null ? data : SCRATCH.get()[slot];
      if (constant) {
        Arrays.fill(chunk, data[offset]);
      } else if (walk != null) {
        walk.seek(start);
      }
    }

    boolean isDirect() {
      return walk == null;
    }

    /** The array that holds the next n elements. */
    float[] next(int n) {
      if (walk != null && !constant) {
        F32Strided.read(data, walk, chunk, 0, n);
      }
      return chunk;
    }

    /** Where in that array they begin, {@code i} elements from the start of the tensor. */
    int at(int i) {
      return walk == null ? offset + i : 0;
    }
  }

  private void split(int n, Range body) {
    if (n <= GRAIN || workers.count() == 1) {
      body.run(0, n);
    } else {
      workers.each((n + GRAIN - 1) / GRAIN, t -> body.run(t * GRAIN, Math.min(n, (t + 1) * GRAIN)));
    }
  }

  private interface Range {
    void run(int from, int to);
  }

  // ---- elementwise ----

  void unary(Unary op, Operand x, Operand out) {
    int n = out.layout().shape().size();
    Layout l = x.layout();
    if (l.isDense() && n <= GRAIN) {
      kernels.unary(op, data(x), l.offset(), data(out), out.layout().offset(), n);
      return;
    }
    split(n, (from, to) -> unary(op, x, out, from, to));
  }

  private void unary(Unary op, Operand x, Operand out, int from, int to) {
    Source s = new Source(x, from, 0);
    int step = s.isDirect() ? GRAIN : CHUNK;
    for (int i = from; i < to; i += step) {
      int n = Math.min(step, to - i);
      kernels.unary(op, s.next(n), s.at(i), data(out), out.layout().offset() + i, n);
    }
  }

  void binary(Binary op, Operand a, Operand b, Operand out) {
    int n = out.layout().shape().size();
    if (a.layout().isDense() && b.layout().isDense() && n <= GRAIN) {
      kernels.binary(
          op,
          data(a),
          a.layout().offset(),
          data(b),
          b.layout().offset(),
          data(out),
          out.layout().offset(),
          n);
      return;
    }
    split(n, (from, to) -> binary(op, a, b, out, from, to));
  }

  private void binary(Binary op, Operand a, Operand b, Operand out, int from, int to) {
    Source p = new Source(a, from, 0);
    Source q = new Source(b, from, 1);
    int step = p.isDirect() && q.isDirect() ? GRAIN : CHUNK;
    for (int i = from; i < to; i += step) {
      int n = Math.min(step, to - i);
      kernels.binary(
          op, p.next(n), p.at(i), q.next(n), q.at(i), data(out), out.layout().offset() + i, n);
    }
  }

  void compare(Binary op, Operand a, Operand b, Operand out) {
    byte[] o = ((Buffers.Bool) out.buffer()).data();
    split(
        out.shape().size(),
        (from, to) -> {
          Source p = new Source(a, from, 0);
          Source q = new Source(b, from, 1);
          for (int i = from; i < to; i += CHUNK) {
            int n = Math.min(CHUNK, to - i);
            kernels.compare(
                op, p.next(n), p.at(i), q.next(n), q.at(i), o, out.layout().offset() + i, n);
          }
        });
  }

  void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    byte[] condition = op == Ternary.WHERE ? Buffers.bytes(a) : new byte[0];
    split(
        out.shape().size(),
        (from, to) -> {
          @Nullable Source p = op == Ternary.WHERE ? null : new Source(a, from, 0);
          Source q = new Source(b, from, 1);
          Source r = new Source(c, from, 2);
          for (int i = from; i < to; i += CHUNK) {
            int n = Math.min(CHUNK, to - i);
            int o = out.layout().offset() + i;
            if (p == null) {
              kernels.where(condition, i, q.next(n), q.at(i), r.next(n), r.at(i), data(out), o, n);
            } else {
              kernels.clamp(
                  p.next(n), p.at(i), q.next(n), q.at(i), r.next(n), r.at(i), data(out), o, n);
            }
          }
        });
  }

  void fill(Operand out, float value) {
    int n = out.shape().size();
    if (out.layout().isDense()) {
      Arrays.fill(data(out), out.layout().offset(), out.layout().offset() + n, value);
      return;
    }
    float[] chunk = new float[Math.min(CHUNK, n)];
    Arrays.fill(chunk, value);
    Walk walk = new Walk(out.layout());
    for (int i = 0; i < n; i += CHUNK) {
      F32Strided.write(chunk, 0, data(out), walk, Math.min(CHUNK, n - i));
    }
  }

  void copy(Operand x, Operand out) {
    split(
        x.shape().size(),
        (from, to) -> {
          if (out.layout().isDense()) {
            Walk walk = new Walk(x.layout());
            walk.seek(from);
            F32Strided.read(data(x), walk, data(out), out.layout().offset() + from, to - from);
            return;
          }
          Source s = new Source(x, from, 0);
          Walk walk = new Walk(out.layout());
          walk.seek(from);
          for (int i = from; i < to; i += CHUNK) {
            int n = Math.min(CHUNK, to - i);
            F32Strided.write(s.next(n), s.at(i), data(out), walk, n);
          }
        });
  }

  // ---- reductions ----

  void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    Layout l = x.layout();
    int rank = l.shape().rank();
    int kept = rank - axes.length;
    int rows = out.shape().size();
    int n = rows == 0 ? 0 : l.shape().size() / rows;
    if (rows == 0) {
      return;
    }
    if (n == 0) {
      Arrays.fill(data(out), 0, rows, (float) op.neutral());
      return;
    }
    Layout moved = l.moveToEnd(axes);
    if (rows == 1) {
      data(out)[0] = (float) fold(op, x.as(moved), 0, n);
    } else if (kept > 0
        && axes.length > 0
        && axes[axes.length - 1] == axes.length - 1
        && l.isDense()) {
      columns(op, data(x), l.offset(), n, rows, data(out));
    } else {
      int grain = Math.max(1, GRAIN / n);
      workers.each(
          (rows + grain - 1) / grain,
          t -> {
            for (int r = t * grain; r < Math.min(rows, (t + 1) * grain); r++) {
              data(out)[r] = (float) foldRow(op, x.as(moved), r * n, n);
            }
          });
    }
  }

  /**
   * Folds n elements of a tensor in row-major order, in stretches of fixed length, shared out over
   * the threads.
   */
  private double fold(Reduction op, Operand x, int from, int n) {
    int parts = (n + GRAIN - 1) / GRAIN;
    if (parts == 1) {
      return foldRow(op, x, from, n);
    }
    double[] partial = new double[parts];
    workers.each(
        parts, t -> partial[t] = foldRow(op, x, from + t * GRAIN, Math.min(GRAIN, n - t * GRAIN)));
    double total = op.neutral();
    for (double p : partial) {
      total = op.combine(total, p);
    }
    return total;
  }

  private double foldRow(Reduction op, Operand x, int from, int n) {
    if (x.layout().isDense()) {
      return stretch(op, data(x), x.layout().offset() + from, n);
    }
    Source s = new Source(x, from, 0);
    double total = op.neutral();
    for (int i = 0; i < n; i += CHUNK) {
      int m = Math.min(CHUNK, n - i);
      total = op.combine(total, stretch(op, s.next(m), 0, m));
    }
    return total;
  }

  private double stretch(Reduction op, float[] x, int at, int n) {
    return switch (op) {
      case SUM -> kernels.sum(x, at, n);
      case PROD -> kernels.prod(x, at, n);
      case MAX -> kernels.max(x, at, n);
      case MIN -> kernels.min(x, at, n);
    };
  }

  /**
   * Folds the rows of a dense matrix [n, width] into one: in blocks of rows, so that long sums stay
   * accurate.
   */
  private void columns(Reduction op, float[] x, int at, int n, int width, float[] out) {
    int rowsPerBlock = 64;
    Binary combine =
        switch (op) {
          case SUM -> Binary.ADD;
          case PROD -> Binary.MUL;
          case MAX -> Binary.MAXIMUM;
          case MIN -> Binary.MINIMUM;
        };
    IntConsumer stripe =
        s -> {
          int from = s * CHUNK;
          int w = Math.min(CHUNK, width - from);
          float[] block = SCRATCH.get()[0];
          for (int r = 0; r < n; r += rowsPerBlock) {
            float[] into = r == 0 ? out : block;
            int o = r == 0 ? from : 0;
            System.arraycopy(x, at + r * width + from, into, o, w);
            for (int i = r + 1; i < Math.min(n, r + rowsPerBlock); i++) {
              kernels.binary(combine, into, o, x, at + i * width + from, into, o, w);
            }
            if (r > 0) {
              kernels.binary(combine, out, from, block, 0, out, from, w);
            }
          }
        };
    int stripes = (width + CHUNK - 1) / CHUNK;
    if (stripes == 1) {
      stripe.accept(0);
    } else {
      workers.each(stripes, stripe);
    }
  }

  void argReduce(ArgReduction op, Operand x, int axis, long[] out) {
    int n = x.shape().dim(axis);
    Walk walk = new Walk(x.layout().moveToEnd(axis));
    float[] row = new float[n];
    for (int r = 0; r < x.shape().size() / n; r++) {
      F32Strided.read(data(x), walk, row, 0, n);
      int best = 0;
      for (int i = 1; i < n && !Float.isNaN(row[best]); i++) {
        boolean better = op == ArgReduction.ARGMAX ? row[i] > row[best] : row[i] < row[best];
        if (better || Float.isNaN(row[i])) {
          best = i;
        }
      }
      out[r] = best;
    }
  }

  // ---- matrices ----

  void matmul(Operand a, Operand b, Operand c) {
    Layout la = a.layout();
    Layout lb = b.layout();
    int rank = c.shape().rank();
    int m = c.shape().dim(-2);
    int n = c.shape().dim(-1);
    int k = la.shape().dim(-1);
    if (rank == 2) {
      gemm.multiply(m, n, k, matrix(data(a), la, 0), matrix(data(b), lb, 0), data(c), 0, n);
      return;
    }
    int batch = c.shape().range(0, rank - 2).size();
    Layout ia = la.slice(rank - 2, 0, 1, Math.min(1, m)).slice(rank - 1, 0, 1, Math.min(1, k));
    Layout ib = lb.slice(rank - 2, 0, 1, Math.min(1, k)).slice(rank - 1, 0, 1, Math.min(1, n));
    if (batch == 0 || m * n == 0) {
      return;
    }
    int[] startsA = starts(ia, batch);
    int[] startsB = starts(ib, batch);
    IntConsumer one =
        i ->
            gemm.multiply(
                m,
                n,
                k,
                matrix(data(a), la, startsA[i] - la.offset()),
                matrix(data(b), lb, startsB[i] - lb.offset()),
                data(c),
                i * m * n,
                n);
    if (batch >= 2 * workers.count() && (long) m * n * k < 1 << 22) {
      workers.each(batch, one);
    } else {
      for (int i = 0; i < batch; i++) {
        one.accept(i);
      }
    }
  }

  /** Where each matrix of a batch begins. */
  private static int[] starts(Layout first, int batch) {
    int[] s = new int[batch];
    if (first.shape().size() < batch) {
      Arrays.fill(s, first.offset());
      return s;
    }
    Walk walk = new Walk(first);
    for (int i = 0; i < batch; i++) {
      walk.seek(i);
      s[i] = walk.at;
    }
    return s;
  }

  private static F32Gemm.Matrix matrix(float[] data, Layout l, int shift) {
    return new F32Gemm.Matrix(data, l.offset() + shift, l.stride(-2), l.stride(-1));
  }

  // ---- composites ----

  @Nullable Kernel kernel(Fused op) {
    if (op instanceof Affine affine) {
      return (in, out) -> linear(affine.epilogue(), in, out[0]);
    } else if (op instanceof Softmax softmax) {
      return (in, out) -> softmax(softmax.axis(), softmax.log(), in[0], out[0]);
    } else if (op instanceof Softmax.Grad grad) {
      return (in, out) -> softmaxGrad(grad.axis(), grad.log(), in[0], in[1], out[0]);
    } else if (op instanceof CrossEntropy) {
      return (in, out) -> crossEntropy(in[0], Buffers.longs(in[1]), out[0]);
    } else if (op instanceof CrossEntropy.Grad) {
      return (in, out) -> crossEntropyGrad(in[0], Buffers.longs(in[1]), in[2], out[0]);
    } else if (op instanceof AdamStep step && !step.amsgrad()) {
      return (in, out) -> adam(AdamFactors.of(step), in);
    } else if (op instanceof SgdStep step && step.momentum() == 0 && step.weightDecay() == 0) {
      return (in, out) -> sgd((float) step.lr(), in[0], in[1]);
    } else if (op instanceof CrossCorrelation c && Space.fits(c.geometry().axes())) {
      return (in, out) -> convolve(c.geometry(), in, out[0]);
    } else if (op instanceof CrossCorrelation.InputGrad c && Space.fits(c.geometry().axes())) {
      return (in, out) -> inputGrad(c.geometry(), in, out[0]);
    } else if (op instanceof CrossCorrelation.WeightGrad c && Space.fits(c.geometry().axes())) {
      return (in, out) -> weightGrad(c.geometry(), in, out[0]);
    }
    return poolKernel(op);
  }

  private @Nullable Kernel poolKernel(Fused op) {
    if (op instanceof PlaneWindows.ArgMax p && Space.fits(p.windows().axes())) {
      return (in, out) -> maxPositions(p.windows(), in[0], out[0]);
    } else if (op instanceof PlaneWindows.Sum p && Space.fits(p.windows().axes())) {
      return (in, out) -> sumPool(p.windows(), in[0], out[0]);
    } else if (op instanceof PlaneWindows.SumGrad p && Space.fits(p.windows().axes())) {
      return (in, out) -> sumPoolGrad(p.windows(), in[0], out[0]);
    }
    return null;
  }

  /** The lengths of all axes of an operand but the first few. */
  private static int[] after(int first, Operand x) {
    int[] d = x.shape().dims();
    return Arrays.copyOfRange(d, first, d.length);
  }

  private void convolve(CrossCorrelation.Geometry g, Operand[] in, Operand out) {
    Space s = Space.of(g, after(2, in[0]), after(2, in[1]));
    int[] sizes = {in[0].shape().dim(0), in[0].shape().dim(1), in[1].shape().dim(0)};
    convolution.forward(
        g, s, sizes, dense(in[0]), start(in[0]), dense(in[1]), start(in[1]), data(out));
  }

  private void inputGrad(CrossCorrelation.Geometry g, Operand[] in, Operand out) {
    Space s = Space.of(g, after(2, out), after(2, in[1]));
    int[] sizes = {out.shape().dim(0), out.shape().dim(1), in[1].shape().dim(0)};
    convolution.inputGrad(
        g, s, sizes, dense(in[0]), start(in[0]), dense(in[1]), start(in[1]), data(out));
  }

  private void weightGrad(CrossCorrelation.Geometry g, Operand[] in, Operand out) {
    Space s = Space.of(g, after(2, in[0]), after(2, out));
    int[] sizes = {in[0].shape().dim(0), in[0].shape().dim(1), out.shape().dim(0)};
    convolution.weightGrad(
        g, s, sizes, dense(in[0]), start(in[0]), dense(in[1]), start(in[1]), data(out));
  }

  private void maxPositions(PlaneWindows w, Operand x, Operand out) {
    long[] positions = ((Buffers.I64) out.buffer()).data();
    Space s = Space.of(w, after(1, x));
    pooling.maxPositions(s, x.shape().dim(0), dense(x), start(x), positions);
  }

  private void sumPool(PlaneWindows w, Operand x, Operand out) {
    pooling.sums(Space.of(w, after(1, x)), x.shape().dim(0), dense(x), start(x), data(out));
  }

  private void sumPoolGrad(PlaneWindows w, Operand g, Operand out) {
    pooling.spread(Space.of(w, after(1, out)), g.shape().dim(0), dense(g), start(g), data(out));
  }

  private void linear(Epilogue activation, Operand[] in, Operand out) {
    Layout x = in[0].layout();
    Layout w = in[1].layout();
    int m = x.shape().dim(0);
    int k = x.shape().dim(1);
    int n = w.shape().dim(0);
    float[] y = data(out);
    gemm.multiply(
        m, n, k, matrix(data(in[0]), x, 0), matrix(data(in[1]), w, 0).transposed(), y, 0, n);
    if (in.length == 2 && activation.function() == null) {
      return;
    }
    int grain = Math.max(1, GRAIN / Math.max(1, n));
    split(
        m,
        grain,
        (from, to) -> {
          float[] bias = in.length > 2 ? dense(in[2]) : new float[0];
          for (int i = from; i < to; i++) {
            if (in.length > 2) {
              kernels.binary(
                  Binary.ADD,
                  y,
                  i * n,
                  bias,
                  in[2].layout().isDense() ? in[2].layout().offset() : 0,
                  y,
                  i * n,
                  n);
            }
          }
          if (activation.function() != null) {
            kernels.unary(activation.function(), y, from * n, y, from * n, (to - from) * n);
          }
        });
  }

  private void split(int n, int grain, Range body) {
    if (n <= grain) {
      body.run(0, n);
    } else {
      workers.each((n + grain - 1) / grain, t -> body.run(t * grain, Math.min(n, (t + 1) * grain)));
    }
  }

  /** The data of a tensor from its offset on if it is dense, else a dense copy from 0 on. */
  private static float[] dense(Operand x) {
    if (x.layout().isDense()) {
      return data(x);
    }
    float[] copy = new float[x.shape().size()];
    F32Strided.read(data(x), new Walk(x.layout()), copy, 0, copy.length);
    return copy;
  }

  private static int start(Operand x) {
    return x.layout().isDense() ? x.layout().offset() : 0;
  }

  /**
   * What a kernel does to one row: reads {@code n} elements of each input row and writes an output
   * row.
   */
  private interface Row {
    void run(int row, float[] x, int xo, float[] o, int oo);
  }

  /**
   * Applies a row kernel along an axis: directly where the axis is last and dense, else through
   * copies of the rows.
   */
  private void rows(int axis, Operand x, Operand out, Row row) {
    int n = x.shape().dim(axis);
    int count = x.shape().size() / Math.max(n, 1);
    if (n == 0 || count == 0) {
      return;
    }
    boolean direct = axis == x.shape().rank() - 1 && x.layout().isDense();
    split(
        count,
        Math.max(1, GRAIN / 4 / n),
        (from, to) -> {
          if (direct) {
            for (int r = from; r < to; r++) {
              row.run(r, data(x), x.layout().offset() + r * n, data(out), r * n);
            }
            return;
          }
          Walk read = new Walk(x.layout().moveToEnd(axis));
          Walk write = new Walk(out.layout().moveToEnd(axis));
          read.seek(from * n);
          write.seek(from * n);
          float[] a = new float[n];
          float[] b = new float[n];
          for (int r = from; r < to; r++) {
            F32Strided.read(data(x), read, a, 0, n);
            row.run(r, a, 0, b, 0);
            F32Strided.write(b, 0, data(out), write, n);
          }
        });
  }

  private void softmax(int axis, boolean log, Operand x, Operand out) {
    int n = x.shape().dim(axis);
    rows(
        axis,
        x,
        out,
        (r, a, ao, o, oo) -> {
          float m = kernels.max(a, ao, n);
          double total = kernels.expSum(a, ao, m, o, oo, n);
          if (log) {
            // In two steps: with a large maximum the logarithm would be rounded away.
            kernels.scale(a, ao, 1, -m, o, oo, n);
            kernels.scale(o, oo, 1, (float) -F64Math.log(total), o, oo, n);
          } else {
            kernels.scale(o, oo, (float) (1 / total), 0, o, oo, n);
          }
        });
  }

  private void softmaxGrad(int axis, boolean log, Operand g, Operand y, Operand out) {
    int n = y.shape().dim(axis);
    boolean last = axis == y.shape().rank() - 1;
    Operand dense = last && y.layout().isDense() ? y : null;
    float[] ys = dense != null ? data(y) : moved(y, axis);
    int yo = dense != null ? y.layout().offset() : 0;
    rows(
        axis,
        g,
        out,
        (r, a, ao, o, oo) -> {
          int at = yo + r * n;
          if (log) {
            float total = (float) kernels.sum(a, ao, n);
            kernels.exp(ys, at, o, oo, n);
            for (int i = 0; i < n; i++) {
              o[oo + i] = a[ao + i] - o[oo + i] * total;
            }
          } else {
            float inner = (float) kernels.dot(a, ao, ys, at, n);
            for (int i = 0; i < n; i++) {
              o[oo + i] = ys[at + i] * (a[ao + i] - inner);
            }
          }
        });
  }

  /** A dense copy with an axis moved to the end. */
  private static float[] moved(Operand x, int axis) {
    float[] copy = new float[x.shape().size()];
    F32Strided.read(data(x), new Walk(x.layout().moveToEnd(axis)), copy, 0, copy.length);
    return copy;
  }

  private void crossEntropy(Operand x, long[] classes, Operand out) {
    int n = x.shape().dim(1);
    int count = x.shape().dim(0);
    float[] xs = dense(x);
    int xo = start(x);
    split(
        count,
        Math.max(1, GRAIN / 4 / Math.max(1, n)),
        (from, to) -> {
          float[] e = new float[n];
          for (int r = from; r < to; r++) {
            int at = xo + r * n;
            int c = Shape.index("crossEntropy: class", classes[r], n, false);
            float m = kernels.max(xs, at, n);
            data(out)[r] =
                (float) (F64Math.log(kernels.expSum(xs, at, m, e, 0, n)) + (m - xs[at + c]));
          }
        });
  }

  private void crossEntropyGrad(Operand x, long[] classes, Operand g, Operand out) {
    int n = x.shape().dim(1);
    int count = x.shape().dim(0);
    float[] xs = dense(x);
    int xo = start(x);
    float[] gs = dense(g);
    int go = start(g);
    split(
        count,
        Math.max(1, GRAIN / 4 / Math.max(1, n)),
        (from, to) -> {
          float[] o = data(out);
          for (int r = from; r < to; r++) {
            int at = xo + r * n;
            float m = kernels.max(xs, at, n);
            double total = kernels.expSum(xs, at, m, o, r * n, n);
            kernels.scale(o, r * n, (float) (gs[go + r] / total), 0, o, r * n, n);
            o[r * n + (int) classes[r]] -= gs[go + r];
          }
        });
  }

  private void adam(AdamFactors factors, Operand[] in) {
    float[] p = data(in[0]);
    float[] m = data(in[1]);
    float[] v = data(in[2]);
    float[] g = dense(in[3]);
    int go = start(in[3]);
    split(
        in[0].shape().size(),
        (from, to) -> kernels.adam(p, m, v, from, g, go + from, to - from, factors));
  }

  private void sgd(float lr, Operand p, Operand g) {
    float[] gs = dense(g);
    int go = start(g);
    split(
        p.shape().size(), (from, to) -> kernels.axpy(-lr, gs, go + from, data(p), from, to - from));
  }
}
