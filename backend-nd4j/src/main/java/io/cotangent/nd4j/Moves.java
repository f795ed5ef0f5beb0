package io.cotangent.nd4j;

import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;

/** Filling and copying, a run of equal steps at a time. */
final class Moves {
  /** Elements that are cast at a time. */
  private static final int TILE = 512;

  private Moves() {}

  /** Sets every element of any layout. */
  static void fill(Operand out, Number value) {
    Nd4jBuffer b = (Nd4jBuffer) out.buffer();
    Walk w = new Walk(out.layout());
    int n = out.shape().size();
    for (int i = 0; i < n; ) {
      int m = w.run();
      b.fill(w.at, w.step, m, value);
      w.advance(m);
      i += m;
    }
  }

  /** Copies, casting, from any layout to any. */
  static void copy(Operand x, Operand out) {
    Nd4jBuffer source = (Nd4jBuffer) x.buffer();
    Nd4jBuffer target = (Nd4jBuffer) out.buffer();
    boolean same = x.dtype() == out.dtype();
    boolean doubles = x.dtype().isFloat();
    double[] tile = new double[same || !doubles ? 0 : TILE];
    Walk from = new Walk(x.layout());
    Walk to = new Walk(out.layout());
    int n = x.shape().size();
    for (int i = 0; i < n; ) {
      int m = Math.min(from.run(), to.run());
      if (same) {
        target.move(source, from.at, from.step, to.at, to.step, m);
      } else if (doubles) {
        m = Math.min(m, TILE);
        source.read(from.at, from.step, tile, m);
        target.write(tile, to.at, to.step, m);
      } else {
        for (int k = 0; k < m; k++) {
          target.setLong(to.at + k * to.step, source.getLong(from.at + k * from.step));
        }
      }
      from.advance(m);
      to.advance(m);
      i += m;
    }
  }

  /** Copies to the start of a buffer, row-major. */
  static void gather(Operand x, Nd4jBuffer to) {
    copy(x, new Operand(to, x.shape().dense()));
  }

  /** Copies from the start of a buffer, where the elements stand row-major. */
  static void spread(Nd4jBuffer from, Operand out) {
    copy(new Operand(from, out.shape().dense()), out);
  }
}
