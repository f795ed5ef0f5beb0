package io.cotangent.jvm;

import io.cotangent.op.Binary;
import io.cotangent.op.Unary;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The kernels on dense stretches of F32, as plain loops. C2 vectorizes them only where it can see
 * that inputs and output lie at the same offset; the vector kernels do so always.
 *
 * <p>A stretch is an array, an offset and a length. An output may be the same stretch as an input.
 */
class F32Kernels {
  /** {@code o = op(x)}. */
  void unary(Unary op, float[] x, int xo, float[] o, int oo, int n) {
    switch (op) {
      case NEG -> neg(x, xo, o, oo, n);
      case ABS -> abs(x, xo, o, oo, n);
      case SIGN -> sign(x, xo, o, oo, n);
      case FLOOR -> floor(x, xo, o, oo, n);
      case CEIL -> ceil(x, xo, o, oo, n);
      case ROUND -> round(x, xo, o, oo, n);
      case TRUNC -> trunc(x, xo, o, oo, n);
      case SQUARE -> square(x, xo, o, oo, n);
      case RECIPROCAL -> reciprocal(x, xo, o, oo, n);
      case SQRT -> sqrt(x, xo, o, oo, n);
      case RSQRT -> rsqrt(x, xo, o, oo, n);
      case EXP -> exp(x, xo, o, oo, n);
      case LOG -> log(x, xo, o, oo, n);
      case SIN -> sin(x, xo, o, oo, n);
      case COS -> cos(x, xo, o, oo, n);
      case TANH -> tanh(x, xo, o, oo, n);
      case SIGMOID -> sigmoid(x, xo, o, oo, n);
      case ERF -> erf(x, xo, o, oo, n);
      case RELU -> relu(x, xo, o, oo, n);
      case GELU -> gelu(x, xo, o, oo, n);
      case SILU -> silu(x, xo, o, oo, n);
      case SOFTPLUS -> softplus(x, xo, o, oo, n);
      case EXP2,
          EXPM1,
          LOG2,
          LOG10,
          LOG1P,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          ASINH,
          ACOSH,
          ATANH,
          ERFC,
          ERFINV,
          LGAMMA,
          DIGAMMA ->
          reference(op, x, xo, o, oo, n);
      case NOT -> throw new AssertionError("not on floating point");
    }
  }

  /** Functions whose own cost hides that of a call an element. */
  private static void reference(Unary op, float[] x, int xo, float[] o, int oo, int n) {
    DoubleUnaryOperator f = op.reference();
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) f.applyAsDouble(x[xo + i]);
    }
  }

  void neg(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = -x[xo + i];
    }
  }

  void abs(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = Math.abs(x[xo + i]);
    }
  }

  static void sign(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = x[xo + i] > 0 ? 1 : x[xo + i] < 0 ? -1 : 0;
    }
  }

  static void floor(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) Math.floor(x[xo + i]);
    }
  }

  static void ceil(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) Math.ceil(x[xo + i]);
    }
  }

  static void round(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) Math.rint(x[xo + i]);
    }
  }

  static void trunc(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) (x[xo + i] < 0 ? Math.ceil(x[xo + i]) : Math.floor(x[xo + i]));
    }
  }

  void square(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = x[xo + i] * x[xo + i];
    }
  }

  void reciprocal(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = 1 / x[xo + i];
    }
  }

  void sqrt(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) Math.sqrt(x[xo + i]);
    }
  }

  static void rsqrt(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = 1 / (float) Math.sqrt(x[xo + i]);
    }
  }

  void exp(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.exp(x[xo + i]);
    }
  }

  void log(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.log(x[xo + i]);
    }
  }

  void sin(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.sin(x[xo + i]);
    }
  }

  void cos(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.cos(x[xo + i]);
    }
  }

  void tanh(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.tanh(x[xo + i]);
    }
  }

  void sigmoid(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.sigmoid(x[xo + i]);
    }
  }

  void erf(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.erf(x[xo + i]);
    }
  }

  void relu(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = Math.max(x[xo + i], 0);
    }
  }

  void gelu(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.gelu(x[xo + i]);
    }
  }

  void silu(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = x[xo + i] * F32Math.sigmoid(x[xo + i]);
    }
  }

  void softplus(float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = F32Math.softplus(x[xo + i]);
    }
  }

  /** {@code o = op(a, b)} for operations that give F32. */
  void binary(Binary op, float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    switch (op) {
      case ADD -> add(a, ao, b, bo, o, oo, n);
      case SUB -> sub(a, ao, b, bo, o, oo, n);
      case MUL -> mul(a, ao, b, bo, o, oo, n);
      case DIV -> div(a, ao, b, bo, o, oo, n);
      case POW, REMAINDER, FLOOR_DIV, TRUNC_DIV, ATAN2, HYPOT, LOGADDEXP, XLOGY, POLYGAMMA ->
          reference(op, a, ao, b, bo, o, oo, n);
      case REM -> rem(a, ao, b, bo, o, oo, n);
      case MAXIMUM -> maximum(a, ao, b, bo, o, oo, n);
      case MINIMUM -> minimum(a, ao, b, bo, o, oo, n);
      case RELU_GRAD -> reluGrad(a, ao, b, bo, o, oo, n);
      case TANH_GRAD -> tanhGrad(a, ao, b, bo, o, oo, n);
      case SIGMOID_GRAD -> sigmoidGrad(a, ao, b, bo, o, oo, n);
      case GELU_GRAD -> geluGrad(a, ao, b, bo, o, oo, n);
      case SILU_GRAD -> siluGrad(a, ao, b, bo, o, oo, n);
      case EQ, NE, LT, LE, GT, GE, AND, OR, XOR -> throw new AssertionError(op + " gives BOOL");
    }
  }

  void add(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = a[ao + i] + b[bo + i];
    }
  }

  void sub(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = a[ao + i] - b[bo + i];
    }
  }

  void mul(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = a[ao + i] * b[bo + i];
    }
  }

  void div(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = a[ao + i] / b[bo + i];
    }
  }

  /** Functions whose own cost hides that of a call an element. */
  private static void reference(
      Binary op, float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    DoubleBinaryOperator f = op.reference();
    for (int i = 0; i < n; i++) {
      o[oo + i] = (float) f.applyAsDouble(a[ao + i], b[bo + i]);
    }
  }

  static void rem(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = a[ao + i] % b[bo + i];
    }
  }

  void maximum(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  void minimum(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = Math.min(a[ao + i], b[bo + i]);
    }
  }

  void reluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = b[bo + i] <= 0 ? 0 : a[ao + i];
    }
  }

  void tanhGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = a[ao + i] * (1 - b[bo + i] * b[bo + i]);
    }
  }

  void sigmoidGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = a[ao + i] * b[bo + i] * (1 - b[bo + i]);
    }
  }

  void geluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      float x = b[bo + i];
      o[oo + i] = a[ao + i] * Math.fma(x, F32Math.normalPdf(x), F32Math.normalCdf(x));
    }
  }

  void siluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      float s = F32Math.sigmoid(b[bo + i]);
      o[oo + i] = a[ao + i] * s * (1 + b[bo + i] * (1 - s));
    }
  }

  /** {@code o = op(a, b)} for comparisons, 1 where it holds. */
  void compare(Binary op, float[] a, int ao, float[] b, int bo, byte[] o, int oo, int n) {
    switch (op) {
      case EQ -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] == b[bo + i] ? 1 : 0);
        }
      }
      case NE -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] != b[bo + i] ? 1 : 0);
        }
      }
      case LT -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] < b[bo + i] ? 1 : 0);
        }
      }
      case LE -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] <= b[bo + i] ? 1 : 0);
        }
      }
      case GT -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] > b[bo + i] ? 1 : 0);
        }
      }
      case GE -> {
        for (int i = 0; i < n; i++) {
          o[oo + i] = (byte) (a[ao + i] >= b[bo + i] ? 1 : 0);
        }
      }
      default -> throw new AssertionError(op + " is no comparison");
    }
  }

  /** {@code o = c ? a : b}. */
  void where(byte[] c, int co, float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = c[co + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  /** {@code o = min(max(x, low), high)}. */
  void clamp(
      float[] x, int xo, float[] low, int lo, float[] high, int ho, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = Math.min(Math.max(x[xo + i], low[lo + i]), high[ho + i]);
    }
  }

  /** Σ x, in eight partial sums. */
  double sum(float[] x, int xo, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += x[xo + i];
      s1 += x[xo + i + 1];
      s2 += x[xo + i + 2];
      s3 += x[xo + i + 3];
    }
    for (; i < n; i++) {
      s0 += x[xo + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Π x. */
  double prod(float[] x, int xo, int n) {
    double p = 1;
    for (int i = 0; i < n; i++) {
      p *= x[xo + i];
    }
    return p;
  }

  /** The largest; NaN wins. */
  float max(float[] x, int xo, int n) {
    float m = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = Math.max(m, x[xo + i]);
    }
    return m;
  }

  /** The smallest; NaN wins. */
  float min(float[] x, int xo, int n) {
    float m = Float.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      m = Math.min(m, x[xo + i]);
    }
    return m;
  }

  /** {@code o = exp(x − shift)}; returns Σ o. */
  double expSum(float[] x, int xo, float shift, float[] o, int oo, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      float e = F32Math.exp(x[xo + i] - shift);
      o[oo + i] = e;
      s += e;
    }
    return s;
  }

  /** {@code o = x·factor + shift}. */
  void scale(float[] x, int xo, float factor, float shift, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = x[xo + i] * factor + shift;
    }
  }

  /** {@code o += a·x}. */
  void axpy(float a, float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = Math.fma(a, x[xo + i], o[oo + i]);
    }
  }

  /** Σ a·b. */
  double dot(float[] a, int ao, float[] b, int bo, int n) {
    double s0 = 0;
    double s1 = 0;
    int i = 0;
    for (; i < n - 1; i += 2) {
      s0 += (double) a[ao + i] * b[bo + i];
      s1 += (double) a[ao + i + 1] * b[bo + i + 1];
    }
    return i < n ? s0 + s1 + (double) a[ao + i] * b[bo + i] : s0 + s1;
  }

  /**
   * Inner products of two rows of a, from a0 and a1 on, with four rows of b, which are {@code line}
   * apart: four results at o0 and four at o1.
   */
  void dots(
      float[] a, int a0, int a1, float[] b, int bo, int line, int n, float[] o, int o0, int o1) {
    for (int j = 0; j < 4; j++) {
      o[o0 + j] = (float) dot(a, a0, b, bo + j * line, n);
      o[o1 + j] = (float) dot(a, a1, b, bo + j * line, n);
    }
  }

  /**
   * {@code out[o + k·pitch + i] = x[from + k·line + i]} for i &lt; count; what follows up to the
   * pitch may be overwritten.
   */
  void packAcross(float[] x, int from, int line, int count, int kc, float[] out, int o, int pitch) {
    for (int k = 0; k < kc; k++) {
      System.arraycopy(x, from + k * line, out, o + k * pitch, count);
    }
  }

  /**
   * {@code out[o + k·pitch + i] = x[from + i·line + k]} for i &lt; count; what follows up to the
   * pitch may be overwritten.
   */
  void packAlong(float[] x, int from, int line, int count, int kc, float[] out, int o, int pitch) {
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < kc; k++) {
        out[o + k * pitch + i] = x[from + i * line + k];
      }
    }
  }

  /**
   * One stretch of an Adam step: {@code m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g²; p = keep·p −
   * rate·m/(√v·scale + ε)}, {@code g += decay·p} first.
   */
  void adam(float[] p, float[] m, float[] v, int o, float[] g, int go, int n, AdamFactors f) {
    float beta1 = (float) f.beta1();
    float beta2 = (float) f.beta2();
    float other1 = (float) (1 - f.beta1());
    float other2 = (float) (1 - f.beta2());
    float rate = (float) f.rate();
    float scale = (float) f.scale();
    float epsilon = (float) f.epsilon();
    float keep = (float) f.keep();
    float decay = (float) f.decay();
    for (int i = 0; i < n; i++) {
      float gi = Math.fma(decay, p[o + i], g[go + i]);
      float squared = Math.abs(gi) < AdamFactors.TINY_GRADIENT ? 0 : gi;
      float mi = Math.fma(beta1, m[o + i], other1 * gi);
      float vi = Math.fma(beta2, v[o + i], other2 * squared * squared);
      mi = Math.abs(mi) < AdamFactors.TINY_MOMENT ? 0 : mi;
      vi = vi < AdamFactors.TINY_MOMENT ? 0 : vi;
      m[o + i] = mi;
      v[o + i] = vi;
      p[o + i] = p[o + i] * keep - rate * mi / Math.fma((float) Math.sqrt(vi), scale, epsilon);
    }
  }

  /**
   * One tile of a matrix product, {@code c[i, j] = from[i, j] + Σₖ a[k·pitch + i]·b[k·nr + j]}: A
   * and B packed, rows of C {@code ldc} apart, those of what the sums start from {@code ldf}, which
   * may be 0; {@code from} may be C itself. Every element is summed in the order of k by fused
   * multiply-adds, so it does not depend on the tile it is in.
   */
  void tile(
      int kc,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] from,
      int fo,
      int ldf,
      float[] c,
      int co,
      int ldc) {
    float c00 = from[fo];
    float c01 = from[fo + 1];
    float c02 = from[fo + 2];
    float c03 = from[fo + 3];
    float c10 = from[fo + ldf];
    float c11 = from[fo + ldf + 1];
    float c12 = from[fo + ldf + 2];
    float c13 = from[fo + ldf + 3];
    float c20 = from[fo + 2 * ldf];
    float c21 = from[fo + 2 * ldf + 1];
    float c22 = from[fo + 2 * ldf + 2];
    float c23 = from[fo + 2 * ldf + 3];
    float c30 = from[fo + 3 * ldf];
    float c31 = from[fo + 3 * ldf + 1];
    float c32 = from[fo + 3 * ldf + 2];
    float c33 = from[fo + 3 * ldf + 3];
    for (int k = 0; k < kc; k++) {
      int p = ao + k * 4;
      int q = bo + k * 4;
      float b0 = b[q];
      float b1 = b[q + 1];
      float b2 = b[q + 2];
      float b3 = b[q + 3];
      float x;
      x = a[p];
      c00 = Math.fma(x, b0, c00);
      c01 = Math.fma(x, b1, c01);
      c02 = Math.fma(x, b2, c02);
      c03 = Math.fma(x, b3, c03);
      x = a[p + 1];
      c10 = Math.fma(x, b0, c10);
      c11 = Math.fma(x, b1, c11);
      c12 = Math.fma(x, b2, c12);
      c13 = Math.fma(x, b3, c13);
      x = a[p + 2];
      c20 = Math.fma(x, b0, c20);
      c21 = Math.fma(x, b1, c21);
      c22 = Math.fma(x, b2, c22);
      c23 = Math.fma(x, b3, c23);
      x = a[p + 3];
      c30 = Math.fma(x, b0, c30);
      c31 = Math.fma(x, b1, c31);
      c32 = Math.fma(x, b2, c32);
      c33 = Math.fma(x, b3, c33);
    }
    c[co] = c00;
    c[co + 1] = c01;
    c[co + 2] = c02;
    c[co + 3] = c03;
    c[co + ldc] = c10;
    c[co + ldc + 1] = c11;
    c[co + ldc + 2] = c12;
    c[co + ldc + 3] = c13;
    c[co + 2 * ldc] = c20;
    c[co + 2 * ldc + 1] = c21;
    c[co + 2 * ldc + 2] = c22;
    c[co + 2 * ldc + 3] = c23;
    c[co + 3 * ldc] = c30;
    c[co + 3 * ldc + 1] = c31;
    c[co + 3 * ldc + 2] = c32;
    c[co + 3 * ldc + 3] = c33;
  }

  /**
   * Elements between the steps of k in a packed panel of A: a power of two, because C2 takes the
   * range checks out of a loop for indices like {@code k << 4}, not for {@code k * 12}.
   */
  final int pitch() {
    return tileRows() <= 4 ? 4 : 16;
  }

  /** Rows of a tile. */
  int tileRows() {
    return 4;
  }

  /** Columns of a tile. */
  int tileColumns() {
    return 4;
  }

  /** What these kernels are, for the log. */
  String description() {
    return "scalar kernels";
  }
}
