package io.cotangent.jvm;

import static io.cotangent.jvm.F32VectorMath.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The arithmetic of one or two instructions an element. C2 does not vectorize these loops by itself
 * when the offsets of inputs and output differ or might: the same array could be read where it was
 * just written.
 */
class F32ArithmeticKernels extends F32Kernels {
  private static final int L = S.length();

  @Override
  void neg(float[] a, int ao, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      x.neg().intoArray(o, oo + i);
    }
    super.neg(a, ao + i, o, oo + i, n - i);
  }

  @Override
  void abs(float[] a, int ao, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      x.abs().intoArray(o, oo + i);
    }
    super.abs(a, ao + i, o, oo + i, n - i);
  }

  @Override
  void square(float[] a, int ao, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      x.mul(x).intoArray(o, oo + i);
    }
    super.square(a, ao + i, o, oo + i, n - i);
  }

  @Override
  void reciprocal(float[] a, int ao, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector.broadcast(S, 1f).div(x).intoArray(o, oo + i);
    }
    super.reciprocal(a, ao + i, o, oo + i, n - i);
  }

  @Override
  void sqrt(float[] a, int ao, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      x.lanewise(VectorOperators.SQRT).intoArray(o, oo + i);
    }
    super.sqrt(a, ao + i, o, oo + i, n - i);
  }

  @Override
  void relu(float[] a, int ao, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      x.max(0f).intoArray(o, oo + i);
    }
    super.relu(a, ao + i, o, oo + i, n - i);
  }

  @Override
  void add(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.add(y).intoArray(o, oo + i);
    }
    super.add(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void sub(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.sub(y).intoArray(o, oo + i);
    }
    super.sub(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void mul(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.mul(y).intoArray(o, oo + i);
    }
    super.mul(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void div(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.div(y).intoArray(o, oo + i);
    }
    super.div(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void maximum(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.max(y).intoArray(o, oo + i);
    }
    super.maximum(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void minimum(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.min(y).intoArray(o, oo + i);
    }
    super.minimum(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void tanhGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.mul(y.mul(y).neg().add(1f)).intoArray(o, oo + i);
    }
    super.tanhGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void sigmoidGrad(float[] a, int ao, float[] b, int bo, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, ao + i);
      FloatVector y = FloatVector.fromArray(S, b, bo + i);
      x.mul(y).mul(y.neg().add(1f)).intoArray(o, oo + i);
    }
    super.sigmoidGrad(a, ao + i, b, bo + i, o, oo + i, n - i);
  }

  @Override
  void scale(float[] a, int ao, float factor, float shift, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector.fromArray(S, a, ao + i).mul(factor).add(shift).intoArray(o, oo + i);
    }
    super.scale(a, ao + i, factor, shift, o, oo + i, n - i);
  }

  @Override
  void shift(float[] a, int ao, float first, float second, float[] o, int oo, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector.fromArray(S, a, ao + i).sub(first).sub(second).intoArray(o, oo + i);
    }
    super.shift(a, ao + i, first, second, o, oo + i, n - i);
  }

  @Override
  void axpy(float factor, float[] a, int ao, float[] o, int oo, int n) {
    FloatVector f = FloatVector.broadcast(S, factor);
    int i = 0;
    for (; i <= n - L; i += L) {
      f.fma(FloatVector.fromArray(S, a, ao + i), FloatVector.fromArray(S, o, oo + i))
          .intoArray(o, oo + i);
    }
    super.axpy(factor, a, ao + i, o, oo + i, n - i);
  }
}
