package io.cotangent.suite;

import io.cotangent.DType;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.Operand;

/**
 * Counts the kernel calls and the multiply-adds of another backend. Has no composites of its own,
 * so that all work is seen.
 */
final class CountingBackend implements Backend {
  private final Backend inner;
  long calls;
  long multiplyAdds;

  CountingBackend(Backend inner) {
    this.inner = inner;
  }

  private void count(Operand out) {
    calls++;
    multiplyAdds += out.shape().size();
  }

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public String description() {
    return inner.description();
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    return inner.allocate(dtype, size);
  }

  @Override
  public Buffer upload(Object array) {
    return inner.upload(array);
  }

  @Override
  public Object download(Buffer buffer, int size) {
    return inner.download(buffer, size);
  }

  @Override
  public void fill(Operand out, Number value) {
    inner.fill(out, value);
  }

  @Override
  public void copy(Operand x, Operand out) {
    count(out);
    inner.copy(x, out);
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    count(out);
    inner.unary(op, x, out);
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    count(out);
    inner.binary(op, a, b, out);
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    count(out);
    inner.ternary(op, a, b, c, out);
  }

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    count(x);
    inner.reduce(op, x, axes, out);
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    count(x);
    inner.argReduce(op, x, axis, out);
  }

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    calls++;
    multiplyAdds += (long) out.shape().size() * a.shape().dim(-1);
    inner.matmul(a, b, out);
  }

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    count(out);
    inner.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    count(src);
    inner.scatterAdd(src, axis, index, out);
  }
}
