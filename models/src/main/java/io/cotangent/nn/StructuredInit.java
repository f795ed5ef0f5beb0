package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/** Initial weights with a structure. */
final class StructuredInit {
  private StructuredInit() {}

  /** 1 where output channel i of a group meets its input channel i at the kernel's centre. */
  static Tensor dirac(int groups, int... shape) {
    if (shape.length < 3 || shape.length > 5 || groups < 1 || shape[0] % groups != 0) {
      throw new ArgumentException(
          "init: dirac is of a weight [out, in/groups, K…] of a convolution, out of "
              + groups
              + " groups; got "
              + Shape.of(shape));
    }
    float[] w = new float[Shape.of(shape).size()];
    int kernel = w.length / Math.max(shape[0] * shape[1], 1);
    int centre = 0;
    for (int a = 2; a < shape.length; a++) {
      centre = centre * shape[a] + shape[a] / 2;
    }
    int each = shape[0] / groups;
    for (int o = 0; o < shape[0]; o++) {
      int i = o % each;
      if (i < shape[1]) {
        w[(o * shape[1] + i) * kernel + centre] = 1;
      }
    }
    return Tensor.of(w, shape);
  }

  /** Gram and Schmidt's method on normal numbers, twice for accuracy. */
  static Tensor orthogonal(Rng rng, double gain, int... shape) {
    if (shape.length < 2) {
      throw new ArgumentException(
          "init: orthogonal takes two axes or more, got " + Shape.of(shape));
    }
    int size = Shape.of(shape).size();
    int rows = shape[0];
    int columns = size / Math.max(rows, 1);
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] vectors = new double[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = rng.normals(length);
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          subtract(vectors[i], vectors[j], dot(vectors[i], vectors[j]));
        }
      }
      scale(vectors[i], 1 / Math.sqrt(dot(vectors[i], vectors[i])));
    }
    float[] w = new float[size];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < length; k++) {
        int at = rows <= columns ? i * columns + k : k * columns + i;
        w[at] = (float) (gain * vectors[i][k]);
      }
    }
    return Tensor.of(w, shape);
  }

  private static double dot(double[] a, double[] b) {
    double s = 0;
    for (int i = 0; i < a.length; i++) {
      s += a[i] * b[i];
    }
    return s;
  }

  private static void subtract(double[] a, double[] b, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] -= factor * b[i];
    }
  }

  private static void scale(double[] a, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }

  static Tensor sparse(Rng rng, double zeros, double deviation, int... shape) {
    if (shape.length != 2 || !(zeros >= 0 && zeros <= 1)) {
      throw new ArgumentException(
          "init: sparse is of matrices with a part of zeros in [0, 1], got "
              + Shape.of(shape)
              + " and "
              + zeros);
    }
    float[] w = rng.normal(0, deviation, shape).toFloats();
    int count = (int) Math.ceil(zeros * shape[0]);
    for (int c = 0; c < shape[1]; c++) {
      int[] order = rng.permutation(shape[0]);
      for (int k = 0; k < count; k++) {
        w[order[k] * shape[1] + c] = 0;
      }
    }
    return Tensor.of(w, shape);
  }
}
