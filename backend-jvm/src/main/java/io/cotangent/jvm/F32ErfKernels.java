package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The kernels around the error function. They go block by block through several short loops: in one
 * method the maths has more nodes than C2 inlines, and every vector would be boxed. So that C2 does
 * not inline the loops into one method again, they are called through one call site that sees three
 * classes.
 */
final class F32ErfKernels extends F32VectorKernels {
  private static final int L = S.length();
  private static final int BLOCK = 512;

  /** One loop over a block, whole vectors only. */
  private interface Pass {
    void run(float[] x, int xo, float factor, float[] o, int n);
  }

  private final Pass[] erf = {
    (x, xo, factor, o, n) -> {
      for (int i = 0; i < n; i += L) {
        F32VectorMath.erfExponent(FloatVector.fromArray(S, x, xo + i).mul(factor)).intoArray(o, i);
      }
    },
    (x, xo, factor, o, n) -> exp(o, 0, o, 0, n),
    (x, xo, factor, o, n) -> {
      for (int i = 0; i < n; i += L) {
        FloatVector v = FloatVector.fromArray(S, x, xo + i).mul(factor);
        F32VectorMath.erf(v, FloatVector.fromArray(S, o, i)).intoArray(o, i);
      }
    }
  };

  /** {@code o = erf(x·factor)} for a block; o is no input. */
  private void erfBlock(float[] x, int xo, float factor, float[] o, int n) {
    for (Pass pass : erf) {
      pass.run(x, xo, factor, o, n);
    }
  }

  @Override
  void erf(float[] x, int xo, float[] o, int oo, int n) {
    float[] e = new float[BLOCK];
    int whole = n - n % L;
    for (int from = 0; from < whole; from += BLOCK) {
      int m = Math.min(BLOCK, whole - from);
      erfBlock(x, xo + from, 1, e, m);
      System.arraycopy(e, 0, o, oo + from, m);
    }
    super.erf(x, xo + whole, o, oo + whole, n - whole);
  }

  @Override
  void gelu(float[] x, int xo, float[] o, int oo, int n) {
    float[] e = new float[BLOCK];
    int whole = n - n % L;
    for (int from = 0; from < whole; from += BLOCK) {
      int m = Math.min(BLOCK, whole - from);
      erfBlock(x, xo + from, F32Math.SQRT_HALF, e, m);
      for (int i = 0; i < m; i += L) {
        FloatVector cdf = FloatVector.fromArray(S, e, i).lanewise(VectorOperators.FMA, 0.5f, 0.5f);
        FloatVector.fromArray(S, x, xo + from + i).mul(cdf).intoArray(o, oo + from + i);
      }
    }
    super.gelu(x, xo + whole, o, oo + whole, n - whole);
  }

  @Override
  void geluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    float[] e = new float[BLOCK];
    float[] d = new float[BLOCK];
    int whole = n - n % L;
    for (int from = 0; from < whole; from += BLOCK) {
      int m = Math.min(BLOCK, whole - from);
      erfBlock(b, bo + from, F32Math.SQRT_HALF, e, m);
      for (int i = 0; i < m; i += L) {
        FloatVector x = FloatVector.fromArray(S, b, bo + from + i);
        x.mul(x).mul(-0.5f).intoArray(d, i);
      }
      exp(d, 0, d, 0, m);
      for (int i = 0; i < m; i += L) {
        FloatVector x = FloatVector.fromArray(S, b, bo + from + i);
        FloatVector cdf = FloatVector.fromArray(S, e, i).lanewise(VectorOperators.FMA, 0.5f, 0.5f);
        FloatVector pdf = FloatVector.fromArray(S, d, i).mul(F32Math.PDF_TOP);
        FloatVector g = FloatVector.fromArray(S, a, ao + from + i);
        g.mul(x.lanewise(VectorOperators.FMA, pdf, cdf)).intoArray(o, oo + from + i);
      }
    }
    super.geluGrad(a, ao + whole, b, bo + whole, o, oo + whole, n - whole);
  }
}
