package io.cotangent.jvm;

import static io.cotangent.jvm.F32Operands.data;
import static io.cotangent.jvm.F32Operands.dense;
import static io.cotangent.jvm.F32Operands.start;

import io.cotangent.Shape;
import io.cotangent.spi.Operand;
import java.util.Arrays;

/**
 * {@link io.cotangent.op.LstmSequence}, {@link io.cotangent.op.GruSequence} and their gradients on
 * F32. The weight is packed once; each thread takes some of the sequences through all steps, which
 * depend on no other sequence.
 */
final class F32Recurrence {
  /** Multiply-adds below which another thread costs more than it gives. */
  private static final long PARALLEL = 1_500_000;

  private final F32Kernels kernels;
  private final Workers workers;
  private final F32PackedGemm gemm;

  F32Recurrence(F32Routines routines, Workers workers, F32Gemm gemm) {
    this.kernels = routines.elements();
    this.workers = workers;
    this.gemm = gemm.packed();
  }

  /**
   * A layer's steps.
   *
   * @param gates parts of a row of x
   * @param lengths of the sequences, empty where all run through all steps
   */
  private record Layer(int steps, int n, int hidden, int gates, boolean reverse, long[] lengths) {
    static Layer of(Operand x, Operand h, boolean reverse, Operand[] in, int lengths) {
      Shape s = x.shape();
      int hidden = h.shape().dim(1);
      return new Layer(
          s.dim(0),
          s.dim(1),
          hidden,
          s.dim(2) / hidden,
          reverse,
          in.length > lengths ? Buffers.longs(in[lengths]) : new long[0]);
    }

    /** Elements of a row of x. */
    int width() {
      return gates * hidden;
    }

    /** The i-th step that runs. */
    int step(int i) {
      return reverse ? steps - 1 - i : i;
    }

    boolean runs(int t, int row) {
      return lengths.length == 0 || t < lengths[row];
    }
  }

  /** An array and where in it a tensor begins. */
  private record Dense(float[] data, int at) {
    static Dense of(Operand x) {
      return new Dense(dense(x), start(x));
    }

    F32Gemm.Matrix rows(int from, int columns) {
      return new F32Gemm.Matrix(data, at + from * columns, columns, 1);
    }
  }

  /** W [G, H] for products h·Wᵀ. */
  private F32PackedGemm.Panels forHidden(Operand w) {
    int g = w.shape().dim(0);
    int h = w.shape().dim(1);
    return gemm.pack(0, new F32Gemm.Matrix(dense(w), start(w), 1, h), h, g);
  }

  /** W [G, H] for products g·W. */
  private F32PackedGemm.Panels forGates(Operand w) {
    int g = w.shape().dim(0);
    int h = w.shape().dim(1);
    return gemm.pack(1, new F32Gemm.Matrix(dense(w), start(w), h, 1), g, h);
  }

  private void sequences(Layer l, Workers.Range body) {
    long work = (long) l.steps * l.n * l.width() * l.hidden;
    int parts = work > PARALLEL ? Math.min(workers.count(), l.n) : 1;
    workers.ranges(l.n, Math.max(1, (l.n - 1) / Math.max(1, parts) + 1), body);
  }

  /** h and c after every step, from x, W, h, c and perhaps lengths. */
  void lstm(boolean reverse, Operand[] in, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    Layer l = Layer.of(in[0], in[2], reverse, in, 4);
    Dense x = Dense.of(in[0]);
    Dense h0 = Dense.of(in[2]);
    Dense c0 = Dense.of(in[3]);
    F32PackedGemm.Panels w = forHidden(in[1]);
    float[] o = data(out);
    int cells = l.steps * l.n * l.hidden;
    sequences(
        l,
        (from, to) -> {
          float[] gates = new float[(to - from) * l.width()];
          Dense h = h0;
          Dense c = c0;
          for (int i = 0; i < l.steps; i++) {
            int t = l.step(i);
            gemm.multiply(to - from, h.rows(from, l.hidden), w, gates, 0, l.width());
            for (int r = from; r < to; r++) {
              int at = (t * l.n + r) * l.hidden;
              int hb = h.at + r * l.hidden;
              int cb = c.at + r * l.hidden;
              if (l.runs(t, r)) {
                int g = (r - from) * l.width();
                kernels.add(
                    gates, g, x.data, x.at + (t * l.n + r) * l.width(), gates, g, l.width());
                lstmGates(gates, g, l.hidden);
                lstmState(gates, g, c.data, cb, o, at, cells + at, l.hidden);
              } else {
                System.arraycopy(h.data, hb, o, at, l.hidden);
                System.arraycopy(c.data, cb, o, cells + at, l.hidden);
              }
            }
            h = new Dense(o, t * l.n * l.hidden);
            c = new Dense(o, cells + t * l.n * l.hidden);
          }
        });
  }

  /** σ(i), σ(f), tanh(g), σ(o) in place. */
  private void lstmGates(float[] a, int at, int n) {
    kernels.sigmoid(a, at, a, at, 2 * n);
    kernels.tanh(a, at + 2 * n, a, at + 2 * n, n);
    kernels.sigmoid(a, at + 3 * n, a, at + 3 * n, n);
  }

  /** c′ = f·c + i·g and h′ = o·tanh(c′); overwrites g. */
  private void lstmState(float[] a, int at, float[] c, int co, float[] o, int h, int to, int n) {
    kernels.mul(a, at + n, c, co, o, to, n);
    kernels.mul(a, at, a, at + 2 * n, a, at + 2 * n, n);
    kernels.add(o, to, a, at + 2 * n, o, to, n);
    kernels.tanh(o, to, o, h, n);
    kernels.mul(a, at + 3 * n, o, h, o, h, n);
  }

  /** The cotangents of x, h and c, from that of the output, x, W, h, c, the output, lengths. */
  void lstmGrad(boolean reverse, Operand[] in, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    Layer l = Layer.of(in[1], in[3], reverse, in, 6);
    Dense g = Dense.of(in[0]);
    Dense x = Dense.of(in[1]);
    Dense h0 = Dense.of(in[3]);
    Dense c0 = Dense.of(in[4]);
    Dense y = Dense.of(in[5]);
    F32PackedGemm.Panels toGates = forHidden(in[2]);
    F32PackedGemm.Panels toHidden = forGates(in[2]);
    float[] o = data(out);
    int cells = l.steps * l.n * l.hidden;
    int states = l.steps * l.n * l.width();
    sequences(
        l,
        (from, to) -> {
          int m = to - from;
          int size = m * l.hidden;
          float[] toH = new float[size];
          float[] toC = new float[size];
          float[] product = new float[size];
          float[] tanh = new float[l.hidden];
          for (int i = l.steps - 1; i >= 0; i--) {
            int t = l.step(i);
            int before = i == 0 ? 0 : l.step(i - 1) * l.n * l.hidden;
            Dense h = i == 0 ? h0 : new Dense(y.data, y.at + before);
            Dense c = i == 0 ? c0 : new Dense(y.data, y.at + cells + before);
            int row = t * l.n + from;
            kernels.add(toH, 0, g.data, g.at + row * l.hidden, toH, 0, size);
            kernels.add(toC, 0, g.data, g.at + cells + row * l.hidden, toC, 0, size);
            gemm.multiply(m, h.rows(from, l.hidden), toGates, o, row * l.width(), l.width());
            for (int r = 0; r < m; r++) {
              int a = (row + r) * l.width();
              if (l.runs(t, from + r)) {
                kernels.add(o, a, x.data, x.at + a, o, a, l.width());
                lstmGates(o, a, l.hidden);
                kernels.tanh(y.data, y.at + cells + (row + r) * l.hidden, tanh, 0, l.hidden);
                int s = r * l.hidden;
                int cb = c.at + (from + r) * l.hidden;
                lstmRowGrad(o, a, tanh, c.data, cb, toH, toC, s, l.hidden);
              } else {
                Arrays.fill(o, a, a + l.width(), 0);
              }
            }
            F32Gemm.Matrix gates = new F32Gemm.Matrix(o, row * l.width(), l.width(), 1);
            gemm.multiply(m, gates, toHidden, product, 0, l.hidden);
            for (int r = 0; r < m; r++) {
              if (l.runs(t, from + r)) {
                System.arraycopy(product, r * l.hidden, toH, r * l.hidden, l.hidden);
              }
            }
          }
          System.arraycopy(toH, 0, o, states + from * l.hidden, size);
          System.arraycopy(toC, 0, o, states + (l.n + from) * l.hidden, size);
        });
  }

  /**
   * The gates i, f, g, o become their cotangents, and that of c′ becomes that of c; see {@link
   * io.cotangent.op.LstmStep.Grad}.
   */
  private static void lstmRowGrad(
      float[] a, int at, float[] tanh, float[] c, int co, float[] toH, float[] toC, int s, int n) {
    for (int j = 0; j < n; j++) {
      float i = a[at + j];
      float f = a[at + n + j];
      float g = a[at + 2 * n + j];
      float o = a[at + 3 * n + j];
      float d = toC[s + j] + toH[s + j] * o * (1 - tanh[j] * tanh[j]);
      a[at + j] = d * g * (i - i * i);
      a[at + n + j] = d * c[co + j] * (f - f * f);
      a[at + 2 * n + j] = d * i * (1 - g * g);
      a[at + 3 * n + j] = toH[s + j] * tanh[j] * (o - o * o);
      toC[s + j] = d * f;
    }
  }

  /** h after every step, from x, W, b, h and perhaps lengths. */
  void gru(boolean reverse, Operand[] in, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    Layer l = Layer.of(in[0], in[3], reverse, in, 4);
    Dense x = Dense.of(in[0]);
    Dense b = Dense.of(in[2]);
    Dense h0 = Dense.of(in[3]);
    F32PackedGemm.Panels w = forHidden(in[1]);
    float[] o = data(out);
    sequences(
        l,
        (from, to) -> {
          float[] y = new float[(to - from) * l.width()];
          float[] gates = new float[l.width()];
          Dense h = h0;
          for (int i = 0; i < l.steps; i++) {
            int t = l.step(i);
            gemm.multiply(to - from, h.rows(from, l.hidden), w, y, 0, l.width());
            for (int r = from; r < to; r++) {
              int at = (t * l.n + r) * l.hidden;
              int hb = h.at + r * l.hidden;
              if (l.runs(t, r)) {
                int xo = x.at + (t * l.n + r) * l.width();
                gruGates(x.data, xo, y, (r - from) * l.width(), b, gates, 0, l.hidden);
                kernels.sub(h.data, hb, gates, 2 * l.hidden, o, at, l.hidden);
                kernels.mul(o, at, gates, l.hidden, o, at, l.hidden);
                kernels.add(o, at, gates, 2 * l.hidden, o, at, l.hidden);
              } else {
                System.arraycopy(h.data, hb, o, at, l.hidden);
              }
            }
            h = new Dense(o, t * l.n * l.hidden);
          }
        });
  }

  /** y becomes y + b, and a becomes r, z, n. */
  private void gruGates(float[] x, int xo, float[] y, int yo, Dense b, float[] a, int at, int n) {
    kernels.add(y, yo, b.data, b.at, y, yo, 3 * n);
    kernels.add(x, xo, y, yo, a, at, 2 * n);
    kernels.sigmoid(a, at, a, at, 2 * n);
    kernels.mul(a, at, y, yo + 2 * n, a, at + 2 * n, n);
    kernels.add(x, xo + 2 * n, a, at + 2 * n, a, at + 2 * n, n);
    kernels.tanh(a, at + 2 * n, a, at + 2 * n, n);
  }

  /** The cotangents of x, y and h, from that of the output, x, W, b, h, the output, lengths. */
  void gruGrad(boolean reverse, Operand[] in, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    Layer l = Layer.of(in[1], in[4], reverse, in, 6);
    Dense g = Dense.of(in[0]);
    Dense x = Dense.of(in[1]);
    Dense b = Dense.of(in[3]);
    Dense h0 = Dense.of(in[4]);
    Dense states = Dense.of(in[5]);
    F32PackedGemm.Panels toGates = forHidden(in[2]);
    F32PackedGemm.Panels toHidden = forGates(in[2]);
    float[] o = data(out);
    int all = l.steps * l.n * l.width();
    sequences(
        l,
        (from, to) -> {
          int m = to - from;
          int size = m * l.hidden;
          float[] toH = new float[size];
          float[] product = new float[size];
          for (int i = l.steps - 1; i >= 0; i--) {
            int t = l.step(i);
            Dense h =
                i == 0 ? h0 : new Dense(states.data, states.at + l.step(i - 1) * l.n * l.hidden);
            int row = t * l.n + from;
            kernels.add(toH, 0, g.data, g.at + row * l.hidden, toH, 0, size);
            int first = all + row * l.width();
            gemm.multiply(m, h.rows(from, l.hidden), toGates, o, first, l.width());
            for (int r = 0; r < m; r++) {
              int a = (row + r) * l.width();
              if (l.runs(t, from + r)) {
                gruGates(x.data, x.at + a, o, all + a, b, o, a, l.hidden);
                int hb = h.at + (from + r) * l.hidden;
                gruRowGrad(o, a, all + a, h.data, hb, toH, r * l.hidden, l.hidden);
              } else {
                Arrays.fill(o, a, a + l.width(), 0);
                Arrays.fill(o, all + a, all + a + l.width(), 0);
              }
            }
            F32Gemm.Matrix gates = new F32Gemm.Matrix(o, first, l.width(), 1);
            gemm.multiply(m, gates, toHidden, product, 0, l.hidden);
            for (int r = 0; r < m; r++) {
              if (l.runs(t, from + r)) {
                int s = r * l.hidden;
                kernels.add(toH, s, product, s, toH, s, l.hidden);
              }
            }
          }
          System.arraycopy(toH, 0, o, 2 * all + from * l.hidden, size);
        });
  }

  /**
   * r, z, n become the cotangents of x and y₃ those of y, and that of h′ becomes what of it goes to
   * h past the gates; see {@link io.cotangent.op.GruStep.Grad}.
   */
  private static void gruRowGrad(
      float[] a, int at, int yo, float[] h, int ho, float[] toH, int s, int n) {
    for (int j = 0; j < n; j++) {
      float r = a[at + j];
      float z = a[at + n + j];
      float v = a[at + 2 * n + j];
      float g = toH[s + j];
      float toN = (g - g * z) * (1 - v * v);
      float toR = toN * a[yo + 2 * n + j] * (r - r * r);
      float toZ = g * (h[ho + j] - v) * (z - z * z);
      a[at + j] = toR;
      a[at + n + j] = toZ;
      a[at + 2 * n + j] = toN;
      a[yo + j] = toR;
      a[yo + n + j] = toZ;
      a[yo + 2 * n + j] = toN * r;
      toH[s + j] = g * z;
    }
  }
}
