package io.cotangent.nd4j;

import io.cotangent.DType;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The dense inputs and temporaries of one call, which give their memory back at its end. ND4J never
 * sees a view: what does not fill its buffer in row-major order is copied first.
 */
final class Dense implements AutoCloseable {
  private final OffHeap memory;
  private final List<Nd4jBuffer> temporaries = new ArrayList<>();
  private final List<Runnable> atEnd = new ArrayList<>();

  Dense(OffHeap memory) {
    this.memory = memory;
  }

  /** The elements of an operand in order, alone in their buffer. */
  Nd4jBuffer of(Operand x) {
    Layout l = x.layout();
    if (l.isDense() && l.offset() == 0 && x.buffer().size() == l.shape().size()) {
      return (Nd4jBuffer) x.buffer();
    }
    Nd4jBuffer copy = temporary(x.dtype(), l.shape().size());
    ElementLoops.copy(x, new Operand(copy, Layout.dense(l.shape())));
    return copy;
  }

  /** Memory for the elements of an output in order, which at the end stand where it lies. */
  Nd4jBuffer result(Operand out) {
    Layout l = out.layout();
    if (l.isDense() && l.offset() == 0 && out.buffer().size() == l.shape().size()) {
      return (Nd4jBuffer) out.buffer();
    }
    Nd4jBuffer aside = temporary(out.dtype(), l.shape().size());
    atEnd.add(() -> ElementLoops.copy(new Operand(aside, Layout.dense(l.shape())), out));
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
    temporaries.forEach(memory::give);
  }
}
