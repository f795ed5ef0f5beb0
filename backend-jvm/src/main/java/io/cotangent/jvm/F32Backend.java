package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;

import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.CrossCorrelation;
import io.cotangent.op.ElementwiseUpdate;
import io.cotangent.op.Fused;
import io.cotangent.op.GruSequence;
import io.cotangent.op.LstmSequence;
import io.cotangent.op.PlaneWindows;
import io.cotangent.op.Reduction;
import io.cotangent.op.ScaledDotProduct;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.SoftmaxCrossEntropy;
import io.cotangent.op.Standardize;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.op.UpdateRules.AdamStep;
import io.cotangent.op.UpdateRules.SgdStep;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operations on F32. The elementwise ones are here: the work is laid out over strides and
 * threads, and {@link F32Kernels} called for dense spans. The others have classes of their own.
 */
final class F32Backend {
  private static final int CHUNK = F32Source.CHUNK;

  private static final int GRAIN = Workers.GRAIN;

  private final F32Kernels kernels;
  private final Workers workers;
  private final F32Reductions reductions;
  private final F32Products products;
  private final F32Rows rows;
  private final F32Norms norms;
  private final F32Attention attention;
  private final F32Convolution convolution;
  private final F32Pooling pooling;
  private final F32Updates updates;
  private final F32Recurrence recurrence;

  F32Backend(F32Routines routines, Workers workers) {
    this.kernels = routines.elements();
    this.workers = workers;
    F32Gemm gemm = new F32Gemm(routines, workers);
    this.reductions = new F32Reductions(routines, workers);
    this.products = new F32Products(routines, workers, gemm);
    this.rows = new F32Rows(routines, workers);
    this.norms = new F32Norms(routines, workers);
    this.attention = new F32Attention(routines, workers, gemm);
    this.convolution = new F32Convolution(kernels, workers, gemm);
    this.pooling = new F32Pooling(workers);
    this.updates = new F32Updates(workers);
    this.recurrence = new F32Recurrence(routines, workers, gemm);
  }

  void unary(Unary op, Operand x, Operand out) {
    int n = out.layout().shape().size();
    Layout l = x.layout();
    if (l.isDense() && n <= GRAIN) {
      kernels.unary(op, data(x), l.offset(), data(out), out.layout().offset(), n);
      return;
    }
    workers.ranges(n, GRAIN, (from, to) -> unary(op, x, out, from, to));
  }

  private void unary(Unary op, Operand x, Operand out, int from, int to) {
    F32Source s = new F32Source(x, from, 0);
    int step = s.isDirect() ? GRAIN : CHUNK;
    for (int i = from, n; i < to; i += n) {
      n = Math.min(step, to - i);
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
    workers.ranges(n, GRAIN, (from, to) -> binary(op, a, b, out, from, to));
  }

  private void binary(Binary op, Operand a, Operand b, Operand out, int from, int to) {
    F32Source p = new F32Source(a, from, 0);
    F32Source q = new F32Source(b, from, 1);
    int step = p.isDirect() && q.isDirect() ? GRAIN : CHUNK;
    for (int i = from, n; i < to; i += n) {
      n = Math.min(step, to - i);
      kernels.binary(
          op, p.next(n), p.at(i), q.next(n), q.at(i), data(out), out.layout().offset() + i, n);
    }
  }

  void compare(Binary op, Operand a, Operand b, Operand out) {
    byte[] o = ((Buffers.Bool) out.buffer()).data();
    workers.ranges(
        out.shape().size(),
        GRAIN,
        (from, to) -> {
          F32Source p = new F32Source(a, from, 0);
          F32Source q = new F32Source(b, from, 1);
          for (int i = from, n; i < to; i += n) {
            n = Math.min(CHUNK, to - i);
            F32Comparisons.compare(
                op, p.next(n), p.at(i), q.next(n), q.at(i), o, out.layout().offset() + i, n);
          }
        });
  }

  void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    byte[] condition = op == Ternary.WHERE ? Buffers.bytes(a) : new byte[0];
    workers.ranges(
        out.shape().size(),
        GRAIN,
        (from, to) -> {
          @Nullable F32Source p = op == Ternary.WHERE ? null : new F32Source(a, from, 0);
          F32Source q = new F32Source(b, from, 1);
          F32Source r = new F32Source(c, from, 2);
          for (int i = from, n; i < to; i += n) {
            n = Math.min(CHUNK, to - i);
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
    for (int i = 0, m; i < n; i += m) {
      m = Math.min(CHUNK, n - i);
      F32Strided.write(chunk, 0, data(out), walk, m);
    }
  }

  void copy(Operand x, Operand out) {
    workers.ranges(
        x.shape().size(),
        GRAIN,
        (from, to) -> {
          if (out.layout().isDense()) {
            Walk walk = new Walk(x.layout());
            walk.seek(from);
            F32Strided.read(data(x), walk, data(out), out.layout().offset() + from, to - from);
            return;
          }
          F32Source s = new F32Source(x, from, 0);
          Walk walk = new Walk(out.layout());
          walk.seek(from);
          for (int i = from, n; i < to; i += n) {
            n = Math.min(CHUNK, to - i);
            F32Strided.write(s.next(n), s.at(i), data(out), walk, n);
          }
        });
  }

  void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    reductions.reduce(op, x, axes, out);
  }

  void argReduce(ArgReduction op, Operand x, int axis, long[] out) {
    reductions.argReduce(op, x, axis, out);
  }

  void matmul(Operand a, Operand b, Operand c) {
    products.matmul(a, b, c);
  }

  /** The kernel of a composite, null where its decomposition runs. */
  @Nullable Kernel kernel(Fused op) {
    if (op instanceof Affine affine) {
      return (in, out) -> products.linear(affine.epilogue(), in, out[0]);
    } else if (op instanceof SoftmaxAlong softmax) {
      return (in, out) -> rows.softmax(softmax.axis(), softmax.log(), in[0], out[0]);
    } else if (op instanceof SoftmaxAlong.Grad grad) {
      return (in, out) -> rows.softmaxGrad(grad.axis(), grad.log(), in[0], in[1], out[0]);
    } else if (op instanceof SoftmaxCrossEntropy) {
      return (in, out) -> rows.crossEntropy(in[0], Buffers.longs(in[1]), out[0]);
    } else if (op instanceof SoftmaxCrossEntropy.Grad) {
      return (in, out) -> rows.crossEntropyGrad(in[0], Buffers.longs(in[1]), in[2], out[0]);
    } else if (op instanceof Standardize norm) {
      return (in, out) -> norms.forward(norm, in, out[0]);
    } else if (op instanceof Standardize.InputGrad grad) {
      return (in, out) -> norms.inputGrad(grad.of(), in, out[0]);
    } else if (op instanceof Standardize.WeightGrad grad) {
      return (in, out) -> norms.weightGrad(grad, in, out[0]);
    } else if (op instanceof ScaledDotProduct dot) {
      return (in, out) -> attention.forward(dot.causal(), in, out[0]);
    } else if (op instanceof ScaledDotProduct.Grad grad) {
      return (in, out) -> attention.gradient(grad.causal(), in, out[0]);
    } else if (op instanceof AdamStep step && !step.amsgrad()) {
      return (in, out) -> adam(AdamFactors.of(step), in);
    } else if (op instanceof SgdStep step && step.momentum() == 0 && step.weightDecay() == 0) {
      return (in, out) -> sgd((float) step.lr(), in[0], in[1]);
    } else if (op instanceof ElementwiseUpdate update && update.states() < F32Updates.ARRAYS) {
      return (in, out) -> updates.run(update, in);
    } else if (op instanceof CrossCorrelation c && Space.fits(c.geometry().axes())) {
      return (in, out) -> convolution.forward(c.geometry(), in[0], in[1], out[0]);
    } else if (op instanceof CrossCorrelation.InputGrad c && Space.fits(c.geometry().axes())) {
      return (in, out) -> convolution.inputGrad(c.geometry(), in[0], in[1], out[0]);
    } else if (op instanceof CrossCorrelation.WeightGrad c && Space.fits(c.geometry().axes())) {
      return (in, out) -> convolution.weightGrad(c.geometry(), in[0], in[1], out[0]);
    }
    return poolKernel(op);
  }

  private @Nullable Kernel sequenceKernel(Fused op) {
    if (op instanceof LstmSequence lstm) {
      return (in, out) -> recurrence.lstm(lstm.reverse(), in, out[0]);
    } else if (op instanceof LstmSequence.Grad grad) {
      return (in, out) -> recurrence.lstmGrad(grad.reverse(), in, out[0]);
    } else if (op instanceof GruSequence gru) {
      return (in, out) -> recurrence.gru(gru.reverse(), in, out[0]);
    } else if (op instanceof GruSequence.Grad grad) {
      return (in, out) -> recurrence.gruGrad(grad.reverse(), in, out[0]);
    }
    return null;
  }

  private @Nullable Kernel poolKernel(Fused op) {
    if (op instanceof PlaneWindows.ArgMax p && Space.fits(p.windows().axes())) {
      return (in, out) -> pooling.maxPositions(p.windows(), in[0], out[0]);
    } else if (op instanceof PlaneWindows.Sum p && Space.fits(p.windows().axes())) {
      return (in, out) -> pooling.sums(p.windows(), in[0], out[0]);
    } else if (op instanceof PlaneWindows.SumGrad p && Space.fits(p.windows().axes())) {
      return (in, out) -> pooling.spread(p.windows(), in[0], out[0]);
    }
    return sequenceKernel(op);
  }

  private void adam(AdamFactors factors, Operand[] in) {
    float[] p = data(in[0]);
    float[] m = data(in[1]);
    float[] v = data(in[2]);
    along(in[3], (g, at, i, n) -> kernels.adam(p, m, v, i, g, at, n, factors));
  }

  private void sgd(float lr, Operand p, Operand g) {
    float[] x = data(p);
    along(g, (gs, at, i, n) -> kernels.axpy(-lr, gs, at, x, i, n));
  }

  /** A span of a gradient: n elements of an array, the first of them element i. */
  private interface GradientSpan {
    void run(float[] g, int at, int i, int n);
  }

  /** All spans of a gradient; one that is not dense is read a chunk at a time. */
  private void along(Operand g, GradientSpan body) {
    workers.ranges(
        g.shape().size(),
        GRAIN,
        (from, to) -> {
          F32Source s = new F32Source(g, from, 0);
          int step = s.isDirect() ? to - from : CHUNK;
          for (int i = from, n; i < to; i += n) {
            n = Math.min(step, to - i);
            body.run(s.next(n), s.at(i), i, n);
          }
        });
  }
}
