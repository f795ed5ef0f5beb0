package io.cotangent.nd4j;

import static java.util.Objects.requireNonNull;

import io.cotangent.DType;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * Products of matrices: blocks of the result, each by one thread, and long sums by a binary tree
 * over spans. Both depend on the lengths alone, so the result does not depend on the threads.
 */
final class Products {
  /** Rows or columns of a block. */
  private static final int BLOCK = 256;

  /** Multiplications of a task. */
  private static final long GRAIN = 1 << 20;

  /** Terms that OpenBLAS adds up in one call: its kernels for small results take them singly. */
  private static final int FEW_TERMS = 128;

  private static final int MANY_TERMS = 4096;
  private static final int SMALL = 64 * 64;

  private final OffHeap memory;
  private final Tasks tasks;

  Products(OffHeap memory, Tasks tasks) {
    this.memory = memory;
    this.tasks = tasks;
  }

  /** An operand in a form that OpenBLAS reads. */
  static Operand readable(Operand x, Dense d) {
    if (Blas.Form.of(x.layout()) != null) {
      d.keep(x);
      return x;
    }
    return new Operand(d.of(x), x.shape().dense());
  }

  /** Matrix number {@code i} of a readable batch. */
  static Blas.Matrix matrix(Operand x, int i) {
    Layout l = x.layout();
    int at = l.offset();
    int rest = i;
    for (int axis = l.shape().rank() - 3; axis >= 0; axis--) {
      at += rest % l.shape().dim(axis) * l.stride(axis);
      rest /= l.shape().dim(axis);
    }
    return new Blas.Matrix((Nd4jBuffer) x.buffer(), at, requireNonNull(Blas.Form.of(l)));
  }

  /** How a result [m, n] is divided into blocks: not at all where the work is small. */
  private record Grid(int m, int n, int rows, int columns) {
    static Grid of(int m, int n, int k) {
      boolean small = (long) m * n * k < GRAIN;
      return new Grid(m, n, small ? 1 : pieces(m), small ? 1 : pieces(n));
    }

    private static int pieces(int n) {
      return (n + BLOCK - 1) / BLOCK;
    }

    /** How long equal pieces are: whole vectors. */
    private static int length(int n, int pieces) {
      return ((n + pieces - 1) / pieces + 15) / 16 * 16;
    }

    int height() {
      return length(m, rows);
    }

    int width() {
      return length(n, columns);
    }

    int blocks() {
      return rows * columns;
    }
  }

  /** {@code out[b…, m, n] = Σₖ a[b…, m, k] · b[b…, k, n]}, none of the lengths 0. */
  void matmul(Operand a, Operand b, Operand out) {
    int m = out.shape().dim(-2);
    int n = out.shape().dim(-1);
    int k = a.shape().dim(-1);
    int batch = out.shape().size() / m / n;
    Grid grid = Grid.of(m, n, k);
    long work = (long) m * n * k;
    try (Dense d = new Dense(memory)) {
      Operand x = readable(a, d);
      Operand y = readable(b, d);
      Nd4jBuffer z = d.keep(out);
      tasks.spans(
          batch * grid.blocks(),
          (int) Math.max(1, Math.min(batch, GRAIN / work)),
          (from, count) -> {
            for (int i = from; i < from + count; i++) {
              int number = i / grid.blocks();
              Blas.Result to = new Blas.Result(z, number * m * n, n);
              block(grid, i % grid.blocks(), k, matrix(x, number), matrix(y, number), 0, to);
            }
          });
    }
  }

  /** {@code C = A·B + keep·C}, by blocks on all threads. */
  void multiply(int m, int n, int k, Blas.Matrix a, Blas.Matrix b, double keep, Blas.Result c) {
    Grid grid = Grid.of(m, n, k);
    tasks.each(grid.blocks(), i -> block(grid, i, k, a, b, keep, c));
  }

  private void block(
      Grid grid, int i, int k, Blas.Matrix a, Blas.Matrix b, double keep, Blas.Result c) {
    int row = i / grid.columns * grid.height();
    int column = i % grid.columns * grid.width();
    int h = Math.min(grid.height(), grid.m - row);
    int w = Math.min(grid.width(), grid.n - column);
    if (h > 0 && w > 0) {
      sum(h, w, k, a.from(row, 0), b.from(0, column), keep, c.from(row, column));
    }
  }

  /** {@code C = A·B + keep·C} by the calling thread, in spans of k. */
  void sum(int m, int n, int k, Blas.Matrix a, Blas.Matrix b, double keep, Blas.Result c) {
    int few = (long) m * n < SMALL ? FEW_TERMS : MANY_TERMS;
    if (k <= few) {
      Blas.multiply(m, n, k, a, b, keep, c);
      return;
    }
    try (Tree tree = new Tree(memory, c.buffer().dtype(), m * n)) {
      for (int done = 0; done < k; done += few) {
        Blas.multiply(
            m,
            n,
            Math.min(few, k - done),
            a.from(0, done),
            b.from(done, 0),
            0,
            new Blas.Result(tree.next(), 0, n));
        tree.add();
      }
      tree.finish(m, n, keep, c);
    }
  }

  /** A sum of matrices by a binary tree. */
  static final class Tree implements AutoCloseable {
    private final Dense temporaries;
    private final DType dtype;
    private final int size;

    /** Sums of 2ⁱ matrices, where bit i of the count is set; else room. */
    private final List<Nd4jBuffer> levels = new ArrayList<>();

    private Nd4jBuffer next;
    private int count;

    Tree(OffHeap memory, DType dtype, int size) {
      this.temporaries = new Dense(memory);
      this.dtype = dtype;
      this.size = size;
      this.next = temporaries.temporary(dtype, size);
    }

    /** Where the next matrix is to be written. */
    Nd4jBuffer next() {
      return next;
    }

    /** Adds it. */
    void add() {
      int level = 0;
      for (int c = count++; (c & 1) == 1; c >>= 1) {
        Blas.addScaled(size, 1, levels.get(level++), 0, next, 0);
      }
      if (level == levels.size()) {
        levels.add(temporaries.temporary(dtype, size));
      }
      Nd4jBuffer room = levels.set(level, next);
      next = room;
    }

    /** C = sum + keep·C, C [m, n]; there is at least one. */
    void finish(int m, int n, double keep, Blas.Result c) {
      int level = Integer.numberOfTrailingZeros(count);
      Nd4jBuffer total = levels.get(level);
      while (++level < levels.size()) {
        if ((count >> level & 1) == 1) {
          Blas.addScaled(size, 1, levels.get(level), 0, total, 0);
        }
      }
      int rows = c.lead() == n ? 1 : m;
      int length = c.lead() == n ? m * n : n;
      for (int r = 0; r < rows; r++) {
        if (keep == 0) {
          c.buffer().copy(c.at() + r * c.lead(), total, r * n, length);
        } else {
          Blas.addScaled(length, 1, total, r * n, c.buffer(), c.at() + r * c.lead());
        }
      }
    }

    @Override
    public void close() {
      temporaries.close();
    }
  }
}
