package io.cotangent.jvm;

/**
 * Matrix products after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication"
 * (2008): A is packed in panels of mr rows, B in panels of nr columns, straight from their strides;
 * a tile kernel multiplies two panels in registers.
 *
 * <p>Work is split over threads by rows and columns of C, never over k, and k is cut at steps that
 * depend on the lengths of the whole product alone: every element of C is the same for any number
 * of threads and for any tile. A sum in F32 is short: a chain of k in a tile, some dozens of chains
 * in C; beyond a span of k sums go on in F64.
 */
final class F32PackedGemm {
  /**
   * Steps of k that are packed at a time: a panel of A then stays in the first-level cache, a block
   * of B in the second.
   */
  static final int KC = 1024 / Float.BYTES;

  /** Elements of an operand that are packed at a time, to stay in the second-level cache. */
  static final int BLOCK = 1024 * 1024 / Float.BYTES;

  /** Steps of k that are added up in C. */
  private static final int SPAN = 2048;

  /** Elements of C at a time where k is longer than a span. */
  private static final int REGION = 384 * 1024;

  /** Multiply-adds below which another thread costs more than it gives. */
  private static final long PARALLEL = 1_500_000;

  /** What packing a step of k costs an element, in multiply-adds. */
  private static final double PACKING = 12;

  /** Where panels of B begin in their array. */
  private static final int START = CacheLines.start(Float.BYTES);

  /**
   * Memory that a thread packs into and keeps: for A, for B, for a tile at the edge of C, and for
   * two matrices that are multiplied often. Bare arrays, so that a thread of somebody else's holds
   * no class of ours.
   */
  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[5][0]);

  private static final int KEPT = 3;

  private static float[] scratch(int slot, int n) {
    float[][] mine = SCRATCH.get();
    if (mine[slot].length < n) {
      mine[slot] = new float[n];
    }
    return mine[slot];
  }

  private final F32Tiles tiles;
  private final Workers workers;

  F32PackedGemm(F32Tiles tiles, Workers workers) {
    this.tiles = tiles;
    this.workers = workers;
  }

  /**
   * A matrix B, packed once for products with many A: the panels of all its columns, for one block
   * of k after the other.
   *
   * @param width elements of a step of k
   * @param kc steps of k in a block
   * @param chain steps that a tile adds up one by one
   */
  record Panels(float[] data, int k, int n, int width, int kc, int chain) {}

  /**
   * Packs B [k, n] into memory of this thread that holds until it packs into the same slot again.
   *
   * @param slot 0 or 1
   */
  Panels pack(int slot, F32Gemm.Matrix b, int k, int n) {
    int nr = tiles.tileColumns();
    F32Block all = new F32Block(1, n, k, b, b, new float[0], 0, 0, F32Gemm.FEW_CHAIN, true);
    int span = F32Block.part(k, SPAN);
    int chain = chain(all.steps(0, span, true));
    int kc = Math.min(span, Math.max(1, KC / chain) * chain);
    int width = columnPanels(all) * nr;
    float[] data = panels(KEPT + slot, k * width);
    for (int start = 0; start < k; start += span) {
      int end = Math.min(k, start + span);
      for (int p = start; p < end; p += kc) {
        F32Block s = all.steps(p, Math.min(end, p + kc), true);
        F32Gemm.Matrix lines = s.b().transposed();
        for (int q = 0; q < columnPanels(all); q++) {
          pack(lines, n, s.k(), nr, nr, q, data, START + p * width + q * nr * s.k());
        }
      }
    }
    return new Panels(data, k, n, width, kc, chain);
  }

  /**
   * C [m, n], rows {@code ldc} apart from {@code co} on, becomes A [m, k] · B, by this thread
   * alone. A row of C depends on its row of A alone, however many there are.
   */
  void multiply(int m, F32Gemm.Matrix a, Panels b, float[] c, int co, int ldc) {
    F32Gemm.Matrix panels = new F32Gemm.Matrix(b.data, START, b.width, 0);
    F32Block all = new F32Block(m, b.n, b.k, a, panels, c, co, ldc, F32Gemm.FEW_CHAIN, true);
    float[] packedA = scratch(0, b.kc * tiles.pitch() + F32Tiles.GROUP * tiles.tileRows());
    boolean byRows = tiles.packsRows() && a.columns() == 1;
    all.spans(
        SPAN,
        span -> {
          for (int p = 0; p < span.k(); p += b.kc) {
            F32Block s = span.steps(p, Math.min(span.k(), p + b.kc), p == 0);
            for (int i = 0; i < rowPanels(s); i++) {
              packA(s, i, byRows, packedA);
              tiles(s, i, b.chain, byRows, packedA, s.b().data(), s.b().at());
            }
          }
        });
  }

  void multiply(F32Block all) {
    if (workers.count() > 1 && (long) all.m() * all.n() * all.k() > PARALLEL) {
      parallel(all);
    } else {
      serial(all);
    }
  }

  private int rowPanels(F32Block s) {
    return (s.m() - 1) / tiles.tileRows() + 1;
  }

  private int columnPanels(F32Block s) {
    return (s.n() - 1) / tiles.tileColumns() + 1;
  }

  /**
   * Each thread multiplies a rectangle of C by itself, with packing of its own: some packing is
   * done twice, but threads that share what they packed wait for each other at every block, and for
   * each other's caches, which costs more.
   */
  private void parallel(F32Block all) {
    int mr = tiles.tileRows();
    int nr = tiles.tileColumns();
    int rowPanels = rowPanels(all);
    int columnPanels = columnPanels(all);
    int down = cuts(all, workers.count());
    int across = workers.count() / down;
    workers.each(
        down * across,
        t -> {
          int i = t % down;
          int j = t / down;
          int top = cut(rowPanels, i, down) * mr;
          int bottom = (int) Math.min(all.m(), (long) cut(rowPanels, i + 1, down) * mr);
          int left = cut(columnPanels, j, across) * nr;
          int right = (int) Math.min(all.n(), (long) cut(columnPanels, j + 1, across) * nr);
          if (top < bottom && left < right) {
            serial(all.rows(top, bottom).columns(left, right));
          }
        });
  }

  /** Where the i-th of some parts begins. */
  private static int cut(int panels, int i, int parts) {
    return (int) ((long) panels * i / parts);
  }

  /**
   * Into how many parts to cut the rows, where {@code down·across = threads}: so that the longest
   * task is short, and little is packed twice (an element of A costs about twice one of B).
   */
  private int cuts(F32Block s, int threads) {
    int best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int down = 1; down <= threads; down++) {
      int across = threads / down;
      if (down * across == threads) {
        double height = (rowPanels(s) + down - 1) / down * (double) tiles.tileRows();
        double width = (columnPanels(s) + across - 1) / across * (double) tiles.tileColumns();
        double cost = height * width + PACKING * (2 * height + width);
        if (cost < least) {
          least = cost;
          best = down;
        }
      }
    }
    return best;
  }

  /**
   * A rectangle of C by one thread; where k is long, in parts whose sums in F64 stay in a cache.
   */
  private void serial(F32Block all) {
    int span = F32Block.part(all.k(), SPAN);
    if (span == all.k()) {
      blocks(all);
      return;
    }
    int width =
        Math.min(all.n(), Math.max(1, BLOCK / KC / tiles.tileColumns()) * tiles.tileColumns());
    int height = Math.max(1, REGION / width / tiles.tileRows()) * tiles.tileRows();
    for (int i = 0, m; i < all.m(); i += m) {
      m = Math.min(height, all.m() - i);
      for (int j = 0, n; j < all.n(); j += n) {
        n = Math.min(width, all.n() - j);
        all.rows(i, i + m).columns(j, j + n).spans(SPAN, this::blocks);
      }
    }
  }

  /** F32Block by block, B is packed first, then A panel by panel, each just before its tiles. */
  private void blocks(F32Block all) {
    int mr = tiles.tileRows();
    int nr = tiles.tileColumns();
    int chain = chain(all);
    int kc = Math.min(all.k(), Math.max(1, KC / chain) * chain);
    int columns = Math.min(Math.max(1, BLOCK / kc / nr), columnPanels(all)) * nr;
    float[] packedA = scratch(0, kc * tiles.pitch() + F32Tiles.GROUP * mr);
    float[] packedB = panels(1, kc * columns);
    for (int j = 0, n; j < all.n(); j += n) {
      n = Math.min(columns, all.n() - j);
      F32Block part = all.columns(j, j + n);
      for (int p = 0; p < all.k(); p += kc) {
        F32Block s = part.steps(p, Math.min(all.k(), p + kc), p == 0);
        F32Gemm.Matrix b = s.b().transposed();
        for (int q = 0; q < columnPanels(s); q++) {
          pack(b, s.n(), s.k(), nr, nr, q, packedB, START + q * nr * s.k());
        }
        boolean byRows = tiles.packsRows() && s.a().columns() == 1;
        for (int i = 0; i < rowPanels(s); i++) {
          packA(s, i, byRows, packedA);
          tiles(s, i, chain, byRows, packedA, packedB, START);
        }
      }
    }
  }

  /**
   * Panels of B, which the tile kernel loads as vectors: from {@link CacheLines#start} on they are
   * aligned.
   */
  private static float[] panels(int slot, int n) {
    int size = n + START;
    float[] b = SCRATCH.get()[slot];
    return b.length < size ? scratch(slot, CacheLines.roomy(size, Float.BYTES)) : b;
  }

  /** How many steps of k a tile adds up one by one, a multiple of a group. */
  private static int chain(F32Block s) {
    return ((F32Block.part(s.k(), s.longest()) - 1) / F32Tiles.GROUP + 1) * F32Tiles.GROUP;
  }

  /** The tiles of one panel of rows, with panels of B from {@code start} on. */
  private void tiles(
      F32Block s, int i, int chain, boolean byRows, float[] packedA, float[] packedB, int start) {
    int mr = tiles.tileRows();
    int nr = tiles.tileColumns();
    int step = byRows ? mr : tiles.pitch();
    int height = Math.min(mr, s.m() - i * mr);
    float[] aside = scratch(2, mr * nr);
    int bo = start;
    for (int j = 0; j < s.n(); j += nr) {
      int width = Math.min(nr, s.n() - j);
      int at = s.co() + i * mr * s.ldc() + j;
      for (int k = 0; k < s.k(); k += chain) {
        int kc = Math.min(chain, s.k() - k);
        int ao = k * step;
        boolean starts = s.first() && k == 0;
        boolean inPlace = starts && height == mr && width == nr;
        float[] c = inPlace ? s.c() : aside;
        int co = inPlace ? at : 0;
        int ldc = inPlace ? s.ldc() : nr;
        if (byRows) {
          tiles.tileOfRows(kc, packedA, ao, packedB, bo + k * nr, c, co, ldc);
        } else {
          tiles.tile(kc, packedA, ao, packedB, bo + k * nr, c, co, ldc);
        }
        if (!starts) {
          tiles.addTile(aside, height, width, s.c(), at, s.ldc());
        } else if (!inPlace) {
          for (int r = 0; r < height; r++) {
            System.arraycopy(aside, r * nr, s.c(), at + r * s.ldc(), width);
          }
        }
      }
      bo += nr * s.k();
    }
  }

  private void packA(F32Block s, int panel, boolean byRows, float[] out) {
    if (byRows) {
      int first = panel * tiles.tileRows();
      int count = Math.min(tiles.tileRows(), s.m() - first);
      tiles.packRows(
          s.a().data(), s.a().at() + first * s.a().rows(), s.a().rows(), count, s.k(), out, 0);
    } else {
      pack(s.a(), s.m(), s.k(), tiles.tileRows(), tiles.pitch(), panel, out, 0);
    }
  }

  /**
   * Packs panel number {@code panel} of {@code width} lines (rows of A or columns of B, {@code
   * x.rows()} apart): out[o + k·pitch + i] = x(i, k). Beyond the last line stands anything, for
   * results that are thrown away.
   */
  private void pack(
      F32Gemm.Matrix x, int lines, int kc, int width, int pitch, int panel, float[] out, int o) {
    int first = panel * width;
    int count = Math.min(width, lines - first);
    int from = x.at() + first * x.rows();
    if (x.rows() == 1) {
      tiles.packAcross(x.data(), from, x.columns(), count, kc, out, o, pitch);
    } else if (x.columns() == 1) {
      tiles.packAlong(x.data(), from, x.rows(), count, kc, out, o, pitch);
    } else {
      for (int k = 0; k < kc; k++) {
        for (int i = 0; i < count; i++) {
          out[o + k * pitch + i] = x.data()[from + i * x.rows() + k * x.columns()];
        }
      }
    }
  }
}
