package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;

/** The kernels around the error function, whose vector form exists in F32 alone. */
final class F32ErfKernels extends F32VectorKernels {
  private static final int L = S.length();

  @Override
  void erf(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.erf(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    for (; i < n; i++) {
      o[oo + i] = F32Math.erf(x[xo + i]);
    }
  }

  @Override
  void gelu(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.gelu(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    for (; i < n; i++) {
      o[oo + i] = F32Math.gelu(x[xo + i]);
    }
  }

  @Override
  void geluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, a, ao + i);
      FloatVector x = FloatVector.fromArray(S, b, bo + i);
      F32VectorMath.geluGrad(g, x).intoArray(o, oo + i);
    }
    if (i < n) {
      super.geluGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
    }
  }
}
