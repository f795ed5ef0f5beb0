package io.cotangent.jvm;

import java.util.Arrays;

/**
 * Matrix products C = A·B in F32 for operands of any strides, after Goto and van de Geijn, "Anatomy
 * of High-Performance Matrix Multiplication" (2008): A is packed in panels of mr rows, B in panels
 * of nr columns, both k-major and padded with zeros, straight from their strides; a tile kernel
 * multiplies two panels in registers.
 *
 * <p>Work is split over threads by rows and columns of C, never over k, and k is cut at places that
 * depend on k alone: every element of C is the same for any number of threads.
 */
final class F32Gemm {
  /**
   * Steps of k that are packed at a time: a panel of A then stays in the first-level cache, a block
   * of B in the second.
   */
  private static final int KC = 256;

  /** Elements of B that are packed at a time. */
  private static final int BLOCK = 256 * 1024;

  /** Multiply-adds below which another thread costs more than it gives. */
  private static final long PARALLEL = 1_500_000;

  /** Where panels of B begin in their array. */
  private static final int START = CacheLines.start(Float.BYTES);

  /** A matrix in an array: element (i, j) at {@code at + i·rows + j·columns}. */
  record Matrix(float[] data, int at, int rows, int columns) {
    Matrix transposed() {
      return new Matrix(data, at, columns, rows);
    }
  }

  /** Memory that a thread packs into and keeps. */
  private static final class Scratch {
    private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

    float[] a = new float[0];
    float[] b = new float[0];
    float[] c = new float[0];

    float[] a(int n) {
      return a = a.length < n ? new float[n] : a;
    }

    /**
     * Panels of B, which the tile kernel loads as vectors: from {@link CacheLines#start} on they
     * are aligned.
     */
    float[] b(int n) {
      int size = n + CacheLines.start(Float.BYTES);
      return b = b.length < size ? new float[CacheLines.roomy(size, Float.BYTES)] : b;
    }

    float[] c(int n) {
      return c = c.length < n ? new float[n] : c;
    }
  }

  private final F32Kernels kernels;
  private final Workers workers;

  F32Gemm(F32Kernels kernels, Workers workers) {
    this.kernels = kernels;
    this.workers = workers;
  }

  /** C [m, n], rows {@code ldc} apart from {@code co} on, becomes A [m, k] · B [k, n]. */
  void multiply(int m, int n, int k, Matrix a, Matrix b, float[] c, int co, int ldc) {
    if (k == 0) {
      zero(m, n, c, co, ldc);
    } else if (a.columns == 1
        && b.rows == 1
        && n >= 4
        && k >= 64
        && k <= 8192
        && (long) m * n <= 1024) {
      dots(m, n, k, a, b, c, co, ldc);
    } else if ((long) m * n * k <= 1024 || n < 8) {
      small(m, n, k, a, b, c, co, ldc);
    } else {
      packed(m, n, k, a, b, c, co, ldc);
    }
  }

  /**
   * Few results of long rows of both operands: inner products, two rows by four columns at a time,
   * the last ones overlapping.
   */
  private void dots(int m, int n, int k, Matrix a, Matrix b, float[] c, int co, int ldc) {
    for (int i = 0; i < m; i += 2) {
      int second = Math.min(i + 1, m - 1);
      for (int j = 0; j < n; j += 4) {
        int column = Math.min(j, n - 4);
        int from = b.at + column * b.columns;
        kernels.dots(
            a.data,
            a.at + i * a.rows,
            a.at + second * a.rows,
            b.data,
            from,
            b.columns,
            k,
            c,
            co + i * ldc + column,
            co + second * ldc + column);
      }
    }
  }

  private static void small(int m, int n, int k, Matrix a, Matrix b, float[] c, int co, int ldc) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float s = 0;
        int p = a.at + i * a.rows;
        int q = b.at + j * b.columns;
        for (int x = 0; x < k; x++) {
          s = Math.fma(a.data[p], b.data[q], s);
          p += a.columns;
          q += b.rows;
        }
        c[co + i * ldc + j] = s;
      }
    }
  }

  private static void zero(int m, int n, float[] c, int co, int ldc) {
    for (int i = 0; i < m; i++) {
      Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0);
    }
  }

  private void packed(int m, int n, int k, Matrix a, Matrix b, float[] c, int co, int ldc) {
    zero(m, n, c, co, ldc);
    int mr = kernels.tileRows();
    int nr = kernels.tileColumns();
    int blocks = (k + KC - 1) / KC;
    int kc = (k + blocks - 1) / blocks;
    int nc = Math.max(nr, BLOCK / kc / nr * nr);
    float[] pack = Scratch.MINE.get().b(kc * Math.min(nc, (n + nr - 1) / nr * nr));
    boolean parallel = workers.count() > 1 && (long) m * n * k > PARALLEL;
    for (int j = 0; j < n; j += nc) {
      int columns = Math.min(nc, n - j);
      for (int p = 0; p < k; p += kc) {
        Block block =
            new Block(m, columns, Math.min(kc, k - p), mr, nr, a, p, pack, c, co + j, ldc);
        int panels = (columns + nr - 1) / nr;
        Matrix part = new Matrix(b.data, b.at + p * b.rows + j * b.columns, b.columns, b.rows);
        int steps = block.kc;
        if (parallel) {
          workers.each(
              panels, q -> pack(part, columns, steps, nr, nr, q, pack, START + q * nr * steps));
          // Few cuts along the columns: each part packs its rows of A anew.
          int threads = workers.count();
          int bands = Math.min((m + mr - 1) / mr, 4 * threads);
          int parts = bands >= 2 * threads ? 1 : Math.min(panels, 2 * threads / bands + 1);
          workers.each(bands * parts, t -> multiply(block, t % bands, bands, t / bands, parts));
        } else {
          for (int q = 0; q < panels; q++) {
            pack(part, columns, steps, nr, nr, q, pack, START + q * nr * steps);
          }
          multiply(block, 0, 1, 0, 1);
        }
      }
    }
  }

  /** One block of the product: all rows, some columns, some steps of k. */
  private record Block(
      int m,
      int n,
      int kc,
      int mr,
      int nr,
      Matrix a,
      int from,
      float[] b,
      float[] c,
      int co,
      int ldc) {}

  /** One band of rows times one part of the columns. */
  private void multiply(Block s, int band, int bands, int part, int parts) {
    Scratch scratch = Scratch.MINE.get();
    int mr = s.mr;
    int nr = s.nr;
    int rowPanels = (s.m + mr - 1) / mr;
    int columnPanels = (s.n + nr - 1) / nr;
    int pitch = F32Kernels.pitch(mr);
    float[] pa = scratch.a(pitch * s.kc);
    int end = (int) ((long) rowPanels * (band + 1) / bands);
    int lastColumn = (int) ((long) columnPanels * (part + 1) / parts);
    for (int i = (int) ((long) rowPanels * band / bands); i < end; i++) {
      Matrix rows = new Matrix(s.a.data, s.a.at + s.from * s.a.columns, s.a.rows, s.a.columns);
      pack(rows, s.m, s.kc, mr, pitch, i, pa, 0);
      int height = Math.min(mr, s.m - i * mr);
      for (int j = (int) ((long) columnPanels * part / parts); j < lastColumn; j++) {
        int width = Math.min(nr, s.n - j * nr);
        int at = s.co + i * mr * s.ldc + j * nr;
        if (height == mr && width == nr) {
          kernels.tile(mr, nr, s.kc, pa, 0, s.b, START + j * nr * s.kc, s.c, at, s.ldc);
        } else {
          edge(s, pa, j, at, height, width, scratch.c(mr * nr));
        }
      }
    }
  }

  /** A tile that sticks out of C: computed aside, its inner part copied. */
  private void edge(Block s, float[] pa, int j, int at, int height, int width, float[] aside) {
    int nr = s.nr;
    for (int r = 0; r < height; r++) {
      System.arraycopy(s.c, at + r * s.ldc, aside, r * nr, width);
    }
    kernels.tile(s.mr, nr, s.kc, pa, 0, s.b, START + j * nr * s.kc, aside, 0, nr);
    for (int r = 0; r < height; r++) {
      System.arraycopy(aside, r * nr, s.c, at + r * s.ldc, width);
    }
  }

  /**
   * Packs panel number {@code panel} of {@code width} lines (rows of A or columns of B, {@code
   * x.rows} apart): out[o + k·pitch + i] = x(i, k). Beyond the last line stands anything, for
   * results that are thrown away.
   */
  private void pack(
      Matrix x, int lines, int kc, int width, int pitch, int panel, float[] out, int o) {
    int first = panel * width;
    int count = Math.min(width, lines - first);
    int from = x.at + first * x.rows;
    if (x.rows == 1) {
      kernels.packAcross(x.data, from, x.columns, count, kc, out, o, pitch);
    } else if (x.columns == 1) {
      kernels.packAlong(x.data, from, x.rows, count, kc, out, o, pitch);
    } else {
      for (int k = 0; k < kc; k++) {
        for (int i = 0; i < count; i++) {
          out[o + k * pitch + i] = x.data[from + i * x.rows + k * x.columns];
        }
      }
    }
  }
}
