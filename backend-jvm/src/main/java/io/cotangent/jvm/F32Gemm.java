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

  /** Elements of an operand that are packed at a time, to stay in the second-level cache. */
  private static final int BLOCK = 256 * 1024;

  /** Multiply-adds below which another thread costs more than it gives. */
  private static final long PARALLEL = 1_500_000;

  /** What packing a step of k costs an element, in multiply-adds. */
  private static final double PACKING = 12;

  /** What the sums of a tile start from; as long as the widest tile. */
  private static final float[] ZERO = new float[32];

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
    Block all = new Block(m, n, k, a, b, c, co, ldc, true);
    if (workers.count() > 1 && (long) m * n * k > PARALLEL) {
      parallel(all);
    } else {
      serial(all);
    }
  }

  /** Part of a product; the first steps of k start C, the others add to it. */
  private record Block(
      int m, int n, int k, Matrix a, Matrix b, float[] c, int co, int ldc, boolean first) {
    /** Some of the rows. */
    Block rows(int from, int to) {
      Matrix part = new Matrix(a.data, a.at + from * a.rows, a.rows, a.columns);
      return new Block(to - from, n, k, part, b, c, co + from * ldc, ldc, first);
    }

    /** Some of the columns. */
    Block columns(int from, int to) {
      Matrix part = new Matrix(b.data, b.at + from * b.columns, b.rows, b.columns);
      return new Block(m, to - from, k, a, part, c, co + from, ldc, first);
    }

    /** Some steps of k. */
    Block steps(int from, int to) {
      Matrix partA = new Matrix(a.data, a.at + from * a.columns, a.rows, a.columns);
      Matrix partB = new Matrix(b.data, b.at + from * b.rows, b.rows, b.columns);
      return new Block(m, n, to - from, partA, partB, c, co, ldc, from == 0);
    }
  }

  private int rowPanels(Block s) {
    return (s.m + kernels.tileRows() - 1) / kernels.tileRows();
  }

  private int columnPanels(Block s) {
    return (s.n + kernels.tileColumns() - 1) / kernels.tileColumns();
  }

  /**
   * Each thread multiplies a rectangle of C by itself, with packing of its own: some packing is
   * done twice, but threads that share what they packed wait for each other at every block, and for
   * each other's caches, which costs more.
   */
  private void parallel(Block all) {
    int mr = kernels.tileRows();
    int nr = kernels.tileColumns();
    int rowPanels = rowPanels(all);
    int columnPanels = columnPanels(all);
    int down = cuts(all, workers.count());
    int across = workers.count() / down;
    workers.each(
        down * across,
        t -> {
          int i = t % down;
          int j = t / down;
          int top = rowPanels * i / down * mr;
          int bottom = Math.min(all.m, rowPanels * (i + 1) / down * mr);
          int left = columnPanels * j / across * nr;
          int right = Math.min(all.n, columnPanels * (j + 1) / across * nr);
          if (top < bottom && left < right) {
            serial(all.rows(top, bottom).columns(left, right));
          }
        });
  }

  /**
   * Into how many parts to cut the rows, where {@code down·across = threads}: so that the longest
   * task is short, and little is packed twice (an element of A costs about twice one of B).
   */
  private int cuts(Block s, int threads) {
    int best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int down = 1; down <= threads; down++) {
      int across = threads / down;
      if (down * across == threads) {
        double height = (rowPanels(s) + down - 1) / down * (double) kernels.tileRows();
        double width = (columnPanels(s) + across - 1) / across * (double) kernels.tileColumns();
        double cost = height * width + PACKING * (2 * height + width);
        if (cost < least) {
          least = cost;
          best = down;
        }
      }
    }
    return best;
  }

  /** Block by block, B is packed first, then A panel by panel, each just before its tiles. */
  private void serial(Block all) {
    int mr = kernels.tileRows();
    int nr = kernels.tileColumns();
    int pitch = kernels.pitch();
    int blocks = (all.k + KC - 1) / KC;
    int kc = (all.k + blocks - 1) / blocks;
    int columns = Math.min(Math.max(1, BLOCK / kc / nr), columnPanels(all)) * nr;
    float[] packedA = Scratch.MINE.get().a(kc * pitch);
    float[] packedB = Scratch.MINE.get().b(kc * columns);
    for (int j = 0; j < all.n; j += columns) {
      Block part = all.columns(j, Math.min(all.n, j + columns));
      for (int p = 0; p < all.k; p += kc) {
        Block s = part.steps(p, Math.min(all.k, p + kc));
        Matrix b = s.b.transposed();
        for (int q = 0; q < columnPanels(s); q++) {
          pack(b, s.n, s.k, nr, nr, q, packedB, START + q * nr * s.k);
        }
        for (int i = 0; i < rowPanels(s); i++) {
          pack(s.a, s.m, s.k, mr, pitch, i, packedA, 0);
          tiles(s, i, packedA, packedB);
        }
      }
    }
  }

  /** The tiles of one panel of rows. */
  private void tiles(Block s, int i, float[] packedA, float[] packedB) {
    int mr = kernels.tileRows();
    int nr = kernels.tileColumns();
    int height = Math.min(mr, s.m - i * mr);
    int bo = START;
    for (int j = 0; j < s.n; j += nr) {
      int width = Math.min(nr, s.n - j);
      int at = s.co + i * mr * s.ldc + j;
      if (height < mr || width < nr) {
        edge(s, packedA, packedB, bo, at, height, width);
      } else if (s.first) {
        kernels.tile(s.k, packedA, 0, packedB, bo, ZERO, 0, 0, s.c, at, s.ldc);
      } else {
        kernels.tile(s.k, packedA, 0, packedB, bo, s.c, at, s.ldc, s.c, at, s.ldc);
      }
      bo += nr * s.k;
    }
  }

  /** A tile that sticks out of C: computed aside, its inner part copied. */
  private void edge(
      Block s, float[] packedA, float[] packedB, int bo, int at, int height, int width) {
    int nr = kernels.tileColumns();
    float[] aside = Scratch.MINE.get().c(kernels.tileRows() * nr);
    for (int r = 0; r < height; r++) {
      if (s.first) {
        Arrays.fill(aside, r * nr, r * nr + width, 0);
      } else {
        System.arraycopy(s.c, at + r * s.ldc, aside, r * nr, width);
      }
    }
    kernels.tile(s.k, packedA, 0, packedB, bo, aside, 0, nr, aside, 0, nr);
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
