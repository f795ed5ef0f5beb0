package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Notes which methods of a backend a thread calls, and with which operation. */
public class CallLog extends ForwardingBackend {
  private final ThreadLocal<Set<String>> calls = ThreadLocal.withInitial(TreeSet::new);

  /** Notes the calls of a backend. */
  public CallLog(Backend backend) {
    super(backend);
  }

  /** This thread's calls since the last time, as {@code unary(Unary.COS)}. */
  public Set<String> take() {
    Set<String> taken = calls.get();
    calls.remove();
    return taken;
  }

  private void note(String method, Object operation) {
    calls.get().add(method + "(" + Check.label(operation) + ")");
  }

  private void note(String method) {
    calls.get().add(method);
  }

  @Override
  public Buffer upload(Object array) {
    note("upload");
    return super.upload(array);
  }

  @Override
  public void fill(Operand out, Number value) {
    note("fill");
    super.fill(out, value);
  }

  @Override
  public void copy(Operand x, Operand out) {
    note(x.buffer().dtype() == out.buffer().dtype() ? "copy" : "copy with a cast");
    super.copy(x, out);
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    note("unary", op);
    super.unary(op, x, out);
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    note("binary", op);
    super.binary(op, a, b, out);
  }

  @Override
  public void accumulate(Operand sum, Operand term) {
    note("accumulate");
    super.accumulate(sum, term);
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    note("ternary", op);
    super.ternary(op, a, b, c, out);
  }

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    note("reduce", op);
    super.reduce(op, x, axes, out);
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    note("argReduce", op);
    super.argReduce(op, x, axis, out);
  }

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    note("matmul");
    super.matmul(a, b, out);
  }

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    note("gather");
    super.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    note("scatterAdd");
    super.scatterAdd(src, axis, index, out);
  }

  @Override
  public void scatter(Operand src, int axis, Operand index, Operand out) {
    note("scatter");
    super.scatter(src, axis, index, out);
  }

  @Override
  public void scan(Scan op, Operand x, int axis, Operand out) {
    note("scan", op);
    super.scan(op, x, axis, out);
  }

  @Override
  public void argSort(Operand x, int axis, boolean descending, Operand out) {
    note("argSort");
    super.argSort(x, axis, descending, out);
  }

  @Override
  public @Nullable Kernel kernel(Fused op, DType dtype) {
    Kernel k = super.kernel(op, dtype);
    if (k == null) {
      return null;
    }
    return (in, out) -> {
      note("kernel", op.getClass());
      k.run(in, out);
    };
  }
}
