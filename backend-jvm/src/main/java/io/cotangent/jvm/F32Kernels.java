package io.cotangent.jvm;

import io.cotangent.op.Binary;
import io.cotangent.op.Unary;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The kernels on dense spans of F32, as plain loops. C2 vectorizes them only where it can see that
 * inputs and output lie at the same offset; the vector kernels do so always.
 *
 * <p>A span is an array, an offset and a length. An output may be the same span as an input.
 */
class F32Kernels {
  /**
   * Moments of Adam below this become 0. The moments of a parameter without gradient decay by
   * constant factors until they are subnormal, where arithmetic is a hundred times slower; a moment
   * this small moves no parameter.
   */
  static final float TINY_MOMENT = 100 * Float.MIN_NORMAL;

  /**
   * Gradients below this count as 0 in Adam's second moment, where their square is far below ε² and
   * may be subnormal.
   */
  static final float TINY_GRADIENT = 1000 * (float) Math.sqrt(Float.MIN_NORMAL);

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

  /** {@code o = x·factor + shift}. */
  void scale(float[] x, int xo, float factor, float shift, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = x[xo + i] * factor + shift;
    }
  }

  /** {@code o = (x − first) − second}, each difference rounded. */
  void shift(float[] x, int xo, float first, float second, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = x[xo + i] - first - second;
    }
  }

  /** {@code o += a·x}. */
  void axpy(float a, float[] x, int xo, float[] o, int oo, int n) {
    for (int i = 0; i < n; i++) {
      o[oo + i] = Math.fma(a, x[xo + i], o[oo + i]);
    }
  }

  /**
   * One span of an Adam step: {@code m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g²; p = keep·p −
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
      float squared = Math.abs(gi) < TINY_GRADIENT ? 0 : gi;
      float mi = Math.fma(beta1, m[o + i], other1 * gi);
      float vi = Math.fma(beta2, v[o + i], other2 * squared * squared);
      mi = Math.abs(mi) < TINY_MOMENT ? 0 : mi;
      vi = vi < TINY_MOMENT ? 0 : vi;
      m[o + i] = mi;
      v[o + i] = vi;
      p[o + i] = p[o + i] * keep - rate * mi / Math.fma((float) Math.sqrt(vi), scale, epsilon);
    }
  }
}
