package io.cotangent.nd4j;

import static java.lang.ref.Reference.reachabilityFence;

import io.cotangent.op.ElementwiseUpdate;
import io.cotangent.op.Fused;
import io.cotangent.op.UpdateRules.SgdStep;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Optimizers' steps in place. ND4J's own updaters allocate off-heap in every step, and have other
 * formulas; so the steps' own loops run, a tile of every state and of the gradient at a time.
 */
final class Updates {
  /** Elements of a tile, which stay in the processor's first cache. */
  private static final int TILE = 512;

  /** Elements of a task. */
  private static final int GRAIN = 64 * TILE;

  /** Arrays of a tile: the states, four at most, and the gradient. */
  private static final int ARRAYS = 5;

  private final OffHeap memory;
  private final Tasks tasks;
  private final ArrayBlockingQueue<double[][]> tiles = new ArrayBlockingQueue<>(64);

  Updates(OffHeap memory, Tasks tasks) {
    this.memory = memory;
    this.tasks = tasks;
  }

  /** A kernel for a step, else null. */
  @Nullable Kernel kernel(Fused op) {
    if (op instanceof SgdStep step && step.momentum() == 0 && step.weightDecay() == 0) {
      return (in, out) -> sgd(step.lr(), in[0], in[1]);
    } else if (op instanceof ElementwiseUpdate update && update.states() < ARRAYS) {
      return (in, out) -> run(update, in);
    }
    return null;
  }

  /** Updates the states, dense over buffers of their own, by the gradient behind them. */
  private void run(ElementwiseUpdate op, Operand[] in) {
    int states = op.states();
    ElementwiseUpdate.Loop loop = op.loop();
    tasks.spans(
        in[0].shape().size(),
        GRAIN,
        (from, count) -> {
          double[][] kept = tiles.poll();
          double[][] tile = kept == null ? new double[ARRAYS][TILE] : kept;
          Walk g = new Walk(in[states].layout());
          g.seek(from);
          for (int i = from, n; i < from + count; i += n) {
            n = Math.min(TILE, from + count - i);
            for (int k = 0; k < states; k++) {
              buffer(in[k]).read(in[k].layout().offset() + i, 1, tile[k], n);
            }
            read(buffer(in[states]), g, tile[ARRAYS - 1], n);
            loop.update(tile, tile[ARRAYS - 1], n);
            for (int k = 0; k < states; k++) {
              buffer(in[k]).write(tile[k], in[k].layout().offset() + i, 1, n);
            }
          }
          boolean unused = tiles.offer(tile);
        });
    reachabilityFence(in);
  }

  private static Nd4jBuffer buffer(Operand x) {
    return (Nd4jBuffer) x.buffer();
  }

  /** The next n elements of a tensor in order. */
  private static void read(Nd4jBuffer from, Walk walk, double[] tile, int n) {
    if (walk.run() >= n) {
      from.read(walk.at, walk.step, tile, n);
      walk.advance(n);
      return;
    }
    for (int i = 0; i < n; i++) {
      tile[i] = from.getDouble(walk.at);
      walk.advance(1);
    }
  }

  private void sgd(double lr, Operand p, Operand g) {
    int n = p.shape().size();
    if (n > 0) {
      try (Dense d = new Dense(memory)) {
        Blas.addScaled(n, -lr, d.of(g), 0, d.keep(p), 0);
      }
    }
  }
}
