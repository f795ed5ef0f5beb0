package io.cotangent.jvm;

import java.util.Arrays;

/** Pools over planes, one plane after another; what lies outside of a plane is passed over. */
final class F32Pooling {
  private final Workers workers;

  F32Pooling(Workers workers) {
    this.workers = workers;
  }

  /** Flat positions of the first largest elements. */
  void maxPositions(Space s, int planes, float[] x, int xo, long[] out) {
    workers.each(
        planes,
        l -> {
          int from = xo + l * s.plane();
          int o = l * s.positions();
          for (int p0 = 0; p0 < s.count()[0]; p0++) {
            for (int p1 = 0; p1 < s.count()[1]; p1++) {
              for (int p2 = 0; p2 < s.count()[2]; p2++) {
                out[o++] = largest(s, x, from, p0, p1, p2);
              }
            }
          }
        });
  }

  private static int largest(Space s, float[] x, int from, int p0, int p1, int p2) {
    int best = -1;
    float top = 0;
    for (int k0 = 0; k0 < s.kernel()[0]; k0++) {
      int i0 = s.index(0, p0, k0);
      for (int k1 = 0; k1 < s.kernel()[1]; k1++) {
        int i1 = s.index(1, p1, k1);
        if (i0 < 0 || i0 >= s.size()[0] || i1 < 0 || i1 >= s.size()[1]) {
          continue;
        }
        int row = (i0 * s.size()[1] + i1) * s.size()[2];
        for (int k2 = 0; k2 < s.kernel()[2]; k2++) {
          int i2 = s.index(2, p2, k2);
          if (i2 >= 0 && i2 < s.size()[2]) {
            float v = x[from + row + i2];
            if (best < 0 || v > top || (Float.isNaN(v) && !Float.isNaN(top))) {
              best = row + i2;
              top = v;
            }
          }
        }
      }
    }
    return Math.max(best, 0);
  }

  /** Sums of windows. */
  void sums(Space s, int planes, float[] x, int xo, float[] out) {
    workers.each(
        planes,
        l -> {
          int from = xo + l * s.plane();
          int o = l * s.positions();
          for (int p0 = 0; p0 < s.count()[0]; p0++) {
            for (int p1 = 0; p1 < s.count()[1]; p1++) {
              for (int p2 = 0; p2 < s.count()[2]; p2++) {
                out[o++] = (float) sum(s, x, from, p0, p1, p2);
              }
            }
          }
        });
  }

  private static double sum(Space s, float[] x, int from, int p0, int p1, int p2) {
    double total = 0;
    for (int k0 = 0; k0 < s.kernel()[0]; k0++) {
      int i0 = s.index(0, p0, k0);
      for (int k1 = 0; k1 < s.kernel()[1]; k1++) {
        int i1 = s.index(1, p1, k1);
        if (i0 < 0 || i0 >= s.size()[0] || i1 < 0 || i1 >= s.size()[1]) {
          continue;
        }
        int row = from + (i0 * s.size()[1] + i1) * s.size()[2];
        for (int k2 = 0; k2 < s.kernel()[2]; k2++) {
          int i2 = s.index(2, p2, k2);
          if (i2 >= 0 && i2 < s.size()[2]) {
            total += x[row + i2];
          }
        }
      }
    }
    return total;
  }

  /** The adjoint of {@link #sums}: every element of a window gets its cotangent. */
  void spread(Space s, int planes, float[] g, int go, float[] x) {
    workers.each(
        planes,
        l -> {
          int to = l * s.plane();
          int at = go + l * s.positions();
          Arrays.fill(x, to, to + s.plane(), 0);
          for (int p0 = 0; p0 < s.count()[0]; p0++) {
            for (int p1 = 0; p1 < s.count()[1]; p1++) {
              for (int p2 = 0; p2 < s.count()[2]; p2++) {
                add(s, g[at++], x, to, p0, p1, p2);
              }
            }
          }
        });
  }

  private static void add(Space s, float g, float[] x, int to, int p0, int p1, int p2) {
    for (int k0 = 0; k0 < s.kernel()[0]; k0++) {
      int i0 = s.index(0, p0, k0);
      for (int k1 = 0; k1 < s.kernel()[1]; k1++) {
        int i1 = s.index(1, p1, k1);
        if (i0 < 0 || i0 >= s.size()[0] || i1 < 0 || i1 >= s.size()[1]) {
          continue;
        }
        int row = to + (i0 * s.size()[1] + i1) * s.size()[2];
        for (int k2 = 0; k2 < s.kernel()[2]; k2++) {
          int i2 = s.index(2, p2, k2);
          if (i2 >= 0 && i2 < s.size()[2]) {
            x[row + i2] += g;
          }
        }
      }
    }
  }
}
