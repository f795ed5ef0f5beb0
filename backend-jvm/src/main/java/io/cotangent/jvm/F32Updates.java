package io.cotangent.jvm;

import io.cotangent.op.ElementwiseUpdate;
import io.cotangent.spi.Operand;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Optimizers' steps by their own loops, in one pass: a tile of every state and of the gradient at a
 * time, in F64, rounded at its end. Tiles are kept for the next step.
 */
final class F32Updates {
  /** Elements of a tile, which stay in the processor's first cache. */
  private static final int TILE = 512;

  /** Arrays of a tile: the states, four at most, and the gradient. */
  static final int ARRAYS = 5;

  private final Workers workers;
  private final ArrayBlockingQueue<double[][]> tiles = new ArrayBlockingQueue<>(64);

  F32Updates(Workers workers) {
    this.workers = workers;
  }

  /** Updates the states, dense over buffers of their own, by the gradient behind them. */
  void run(ElementwiseUpdate op, Operand[] in) {
    int states = op.states();
    ElementwiseUpdate.Loop loop = op.loop();
    workers.ranges(
        in[0].shape().size(),
        Workers.GRAIN,
        (from, to) -> {
          double[][] kept = tiles.poll();
          double[][] tile = kept == null ? new double[ARRAYS][TILE] : kept;
          F32Source g = new F32Source(in[states], from, 0);
          for (int i = from, n; i < to; i += n) {
            n = Math.min(TILE, to - i);
            for (int k = 0; k < states; k++) {
              read(F32Operands.data(in[k]), F32Operands.start(in[k]) + i, tile[k], n);
            }
            read(g.next(n), g.at(i), tile[ARRAYS - 1], n);
            loop.update(tile, tile[ARRAYS - 1], n);
            for (int k = 0; k < states; k++) {
              float[] x = F32Operands.data(in[k]);
              write(tile[k], x, F32Operands.start(in[k]) + i, k == 0 ? 0 : Float.MIN_NORMAL, n);
            }
          }
          boolean unused = tiles.offer(tile);
        });
  }

  private static void read(float[] x, int at, double[] tile, int n) {
    for (int i = 0; i < n; i++) {
      tile[i] = x[at + i];
    }
  }

  /** What is smaller than {@code least} becomes 0: arithmetic is slow on subnormal numbers. */
  private static void write(double[] tile, float[] x, int at, float least, int n) {
    for (int i = 0; i < n; i++) {
      x[at + i] = Math.abs(tile[i]) < least ? 0 : (float) tile[i];
    }
  }
}
