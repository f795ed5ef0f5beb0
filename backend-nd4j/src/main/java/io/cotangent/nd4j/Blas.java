package io.cotangent.nd4j;

import static java.lang.ref.Reference.reachabilityFence;

import io.cotangent.spi.Layout;
import java.util.concurrent.Semaphore;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.jspecify.annotations.Nullable;

/**
 * ND4J's OpenBLAS, called directly: 0.2 µs a call where ND4J's own {@code gemm} takes 15, row-major
 * results without a copy, and transposed operands by their strides. It has one thread, the
 * caller's: with several it divides a product, and so rounds it, by their number.
 */
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  /** Calls at a time: OpenBLAS ends the process when more than its table of buffers want one. */
  private static final Semaphore ROOM = new Semaphore(32);

  private Blas() {}

  /**
   * How OpenBLAS can read a matrix.
   *
   * @param transposed whether it lies column by column
   * @param lead elements between its rows, or columns
   */
  record Form(boolean transposed, int lead) {
    /** The form of the last two axes of a layout, or null where they have to be copied first. */
    static @Nullable Form of(Layout l) {
      int rows = l.shape().dim(-2);
      int columns = l.shape().dim(-1);
      int down = rows == 1 ? Math.max(1, columns) : l.stride(-2);
      int across = columns == 1 ? 1 : l.stride(-1);
      if (across == 1 && down >= Math.max(1, columns)) {
        return new Form(false, down);
      }
      down = rows == 1 ? 1 : l.stride(-2);
      across = columns == 1 ? Math.max(1, rows) : l.stride(-1);
      if (down == 1 && across >= Math.max(1, rows)) {
        return new Form(true, across);
      }
      return null;
    }
  }

  /** A matrix in a buffer, from an element on. */
  record Matrix(Nd4jBuffer buffer, int at, Form form) {
    /** The part from a row and a column on. */
    Matrix from(int row, int column) {
      int skip = form.transposed ? column * form.lead + row : row * form.lead + column;
      return new Matrix(buffer, at + skip, form);
    }

    Matrix transposed() {
      return new Matrix(buffer, at, new Form(!form.transposed, form.lead));
    }

    private int order() {
      return form.transposed ? TRANSPOSED : PLAIN;
    }

    private FloatPointer floats() {
      return ((FloatPointer) buffer.pointer()).getPointer(at);
    }

    private DoublePointer doubles() {
      return ((DoublePointer) buffer.pointer()).getPointer(at);
    }
  }

  /** Where a product goes: row-major in a buffer, from an element on. */
  record Result(Nd4jBuffer buffer, int at, int lead) {
    Result from(int row, int column) {
      return new Result(buffer, at + row * lead + column, lead);
    }
  }

  /** {@code C = A·B + keep·C}, C [m, n]. */
  static void multiply(int m, int n, int k, Matrix a, Matrix b, double keep, Result c) {
    ROOM.acquireUninterruptibly();
    try {
      if (c.buffer instanceof Words32) {
        openblas.cblas_sgemm(
            ROW_MAJOR,
            a.order(),
            b.order(),
            m,
            n,
            k,
            1f,
            a.floats(),
            a.form.lead,
            b.floats(),
            b.form.lead,
            (float) keep,
            ((FloatPointer) c.buffer.pointer()).getPointer(c.at),
            c.lead);
      } else {
        openblas.cblas_dgemm(
            ROW_MAJOR,
            a.order(),
            b.order(),
            m,
            n,
            k,
            1,
            a.doubles(),
            a.form.lead,
            b.doubles(),
            b.form.lead,
            keep,
            ((DoublePointer) c.buffer.pointer()).getPointer(c.at),
            c.lead);
      }
    } finally {
      ROOM.release();
      reachabilityFence(a);
      reachabilityFence(b);
      reachabilityFence(c);
    }
  }

  /** {@code y += factor·x} over n elements. */
  static void addScaled(int n, double factor, Nd4jBuffer x, int from, Nd4jBuffer y, int at) {
    if (y instanceof Words32) {
      openblas.cblas_saxpy(
          n,
          (float) factor,
          ((FloatPointer) x.pointer()).getPointer(from),
          1,
          ((FloatPointer) y.pointer()).getPointer(at),
          1);
    } else {
      openblas.cblas_daxpy(
          n,
          factor,
          ((DoublePointer) x.pointer()).getPointer(from),
          1,
          ((DoublePointer) y.pointer()).getPointer(at),
          1);
    }
    reachabilityFence(x);
    reachabilityFence(y);
  }

  /** One thread a call, for this process. */
  static void useOneThread() {
    openblas.blas_set_num_threads(1);
  }
}
