package io.cotangent.nd4j;

import io.cotangent.op.Binary;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Elementwise operations on floating-point numbers in Java, by the rows' reference maths in F64: a
 * tile at a time, rounded once at its end.
 */
final class Loops {
  /** Elements of a tile, which stay in the processor's first cache. */
  private static final int TILE = 512;

  /** Elements of a task. */
  private static final int GRAIN = 16 * TILE;

  private final Tasks tasks;

  Loops(Tasks tasks) {
    this.tasks = tasks;
  }

  /** An operand's elements in row-major order. */
  private static final class Reader {
    private final Nd4jBuffer buffer;
    private final Walk walk;
    private final double[] tile = new double[TILE];

    Reader(Operand x, int from) {
      buffer = (Nd4jBuffer) x.buffer();
      walk = new Walk(x.layout());
      walk.seek(from);
    }

    /** The next n, at most a tile. */
    double[] next(int n) {
      if (walk.run() >= n) {
        buffer.read(walk.at, walk.step, tile, n);
        walk.advance(n);
        return tile;
      }
      for (int i = 0; i < n; i++) {
        tile[i] = buffer.getDouble(walk.at);
        walk.advance(1);
      }
      return tile;
    }
  }

  /** Computes the tile of results from element {@code from} on. */
  private interface Tile {
    void run(double[][] in, double[] out, int n);
  }

  private void run(Operand out, Tile body, Operand... in) {
    Nd4jBuffer result = (Nd4jBuffer) out.buffer();
    tasks.spans(
        out.shape().size(),
        GRAIN,
        (from, count) -> {
          Reader[] readers = new Reader[in.length];
          for (int i = 0; i < in.length; i++) {
            readers[i] = new Reader(in[i], from);
          }
          double[][] x = new double[in.length][];
          double[] y = new double[TILE];
          for (int done = 0; done < count; done += TILE) {
            int n = Math.min(TILE, count - done);
            for (int i = 0; i < in.length; i++) {
              x[i] = readers[i].next(n);
            }
            body.run(x, y, n);
            result.write(y, from + done, 1, n);
          }
        });
  }

  void unary(Unary op, Operand x, Operand out) {
    DoubleUnaryOperator f = op.reference();
    run(out, (in, z, n) -> unary(op, f, in[0], z, n), x);
  }

  private static void unary(Unary op, DoubleUnaryOperator f, double[] x, double[] z, int n) {
    if (op == Unary.RELU) {
      for (int i = 0; i < n; i++) {
        z[i] = Math.max(x[i], 0);
      }
    } else {
      for (int i = 0; i < n; i++) {
        z[i] = f.applyAsDouble(x[i]);
      }
    }
  }

  void binary(Binary op, Operand a, Operand b, Operand out) {
    DoubleBinaryOperator f = op.reference();
    run(out, (in, z, n) -> binary(op, f, in[0], in[1], z, n), a, b);
  }

  /** The cheap ones without a call for each element. */
  private static void binary(
      Binary op, DoubleBinaryOperator f, double[] x, double[] y, double[] z, int n) {
    switch (op) {
      case MAXIMUM -> {
        for (int i = 0; i < n; i++) {
          z[i] = Math.max(x[i], y[i]);
        }
      }
      case MINIMUM -> {
        for (int i = 0; i < n; i++) {
          z[i] = Math.min(x[i], y[i]);
        }
      }
      case RELU_GRAD -> {
        for (int i = 0; i < n; i++) {
          z[i] = y[i] <= 0 ? 0 : x[i];
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          z[i] = f.applyAsDouble(x[i], y[i]);
        }
      }
    }
  }

  void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    run(
        out,
        (in, z, n) -> {
          for (int i = 0; i < n; i++) {
            z[i] = op.reference(in[0][i], in[1][i], in[2][i]);
          }
        },
        a,
        b,
        c);
  }
}
