package io.cotangent.nd4j;

import static java.lang.ref.Reference.reachabilityFence;

import io.cotangent.DType;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The dense inputs, results and temporaries of one call, which are reachable until its end; then
 * the temporaries give their memory back. ND4J never sees a view: what does not fill its buffer in
 * row-major order is copied first.
 */
final class Dense implements AutoCloseable {
  private final OffHeap memory;
  private final List<Nd4jBuffer> used = new ArrayList<>();
  private final List<Nd4jBuffer> temporaries = new ArrayList<>();
  private final List<Runnable> atEnd = new ArrayList<>();

  Dense(OffHeap memory) {
    this.memory = memory;
  }

  private static boolean fills(Operand x) {
    Layout l = x.layout();
    return l.isDense() && l.offset() == 0 && x.buffer().size() == l.shape().size();
  }

  /** The buffer of an operand as it is, reachable until the end. */
  Nd4jBuffer keep(Operand x) {
    Nd4jBuffer b = (Nd4jBuffer) x.buffer();
    used.add(b);
    return b;
  }

  /** The elements of an operand in order, alone in their buffer. */
  Nd4jBuffer of(Operand x) {
    if (fills(x)) {
      return keep(x);
    }
    Nd4jBuffer copy = temporary(x.dtype(), x.shape().size());
    Moves.gather(x, copy);
    return copy;
  }

  /** Memory for the elements of an output in order, which at the end stand where it lies. */
  Nd4jBuffer result(Operand out) {
    if (fills(out)) {
      return keep(out);
    }
    Nd4jBuffer aside = temporary(out.dtype(), out.shape().size());
    atEnd.add(() -> Moves.spread(aside, out));
    return aside;
  }

  /** {@link #result} as an array of one axis. */
  INDArray out(Operand out) {
    return result(out).array();
  }

  Nd4jBuffer temporary(DType dtype, int size) {
    Nd4jBuffer b = memory.take(dtype, size);
    temporaries.add(b);
    return b;
  }

  @Override
  public void close() {
    atEnd.forEach(Runnable::run);
    reachabilityFence(used);
    temporaries.forEach(memory::give);
  }
}
