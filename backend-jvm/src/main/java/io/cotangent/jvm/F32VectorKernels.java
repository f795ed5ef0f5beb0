package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The kernels that C2 does not vectorize by itself, with the Vector API. Loops are monomorphic and
 * without masks; what is left at the end of a span goes through {@link F32Math}, which gives the
 * same bits. No vector leaves the method that made it, except into small methods that C2 inlines:
 * otherwise each would be boxed, twenty times slower.
 */
class F32VectorKernels extends F32ArithmeticKernels {
  private static final int L = S.length();

  @Override
  void exp(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.exp(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.exp(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void log(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.log(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.log(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void tanh(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.tanh(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.tanh(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void sigmoid(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.sigmoid(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.sigmoid(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void silu(float[] x, int xo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      F32VectorMath.silu(FloatVector.fromArray(S, x, xo + i)).intoArray(o, oo + i);
    }
    super.silu(x, xo + i, o, oo + i, n - i);
  }

  @Override
  void reluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, a, ao + i);
      FloatVector x = FloatVector.fromArray(S, b, bo + i);
      g.blend(0f, x.compare(VectorOperators.LE, 0f)).intoArray(o, oo + i);
    }
    super.reluGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void siluGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector g = FloatVector.fromArray(S, a, ao + i);
      FloatVector x = FloatVector.fromArray(S, b, bo + i);
      F32VectorMath.siluGrad(g, x).intoArray(o, oo + i);
    }
    super.siluGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void adam(float[] p, float[] m, float[] v, int o, float[] g, int go, int n, AdamFactors f) {
    FloatVector beta1 = FloatVector.broadcast(S, (float) f.beta1());
    FloatVector beta2 = FloatVector.broadcast(S, (float) f.beta2());
    FloatVector other1 = FloatVector.broadcast(S, (float) (1 - f.beta1()));
    FloatVector other2 = FloatVector.broadcast(S, (float) (1 - f.beta2()));
    FloatVector rate = FloatVector.broadcast(S, (float) f.rate());
    FloatVector scale = FloatVector.broadcast(S, (float) f.scale());
    FloatVector epsilon = FloatVector.broadcast(S, (float) f.epsilon());
    FloatVector keep = FloatVector.broadcast(S, (float) f.keep());
    FloatVector decay = FloatVector.broadcast(S, (float) f.decay());
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector pi = FloatVector.fromArray(S, p, o + i);
      FloatVector gi = decay.fma(pi, FloatVector.fromArray(S, g, go + i));
      FloatVector squared = gi.blend(0f, gi.abs().compare(VectorOperators.LT, TINY_GRADIENT));
      FloatVector mi = beta1.fma(FloatVector.fromArray(S, m, o + i), other1.mul(gi));
      FloatVector vi =
          beta2.fma(FloatVector.fromArray(S, v, o + i), other2.mul(squared).mul(squared));
      mi = mi.blend(0f, mi.abs().compare(VectorOperators.LT, TINY_MOMENT));
      vi = vi.blend(0f, vi.compare(VectorOperators.LT, TINY_MOMENT));
      mi.intoArray(m, o + i);
      vi.intoArray(v, o + i);
      pi.mul(keep)
          .sub(rate.mul(mi).div(vi.lanewise(VectorOperators.SQRT).fma(scale, epsilon)))
          .intoArray(p, o + i);
    }
    super.adam(p, m, v, o + i, g, go + i, n - i, f);
  }
}
