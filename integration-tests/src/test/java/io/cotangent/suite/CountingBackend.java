package io.cotangent.suite;

import io.cotangent.DType;
import io.cotangent.kit.ForwardingBackend;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import org.jspecify.annotations.Nullable;

/**
 * Counts the kernel calls and the multiply-adds of another backend. Has no composites of its own,
 * so that all work is seen.
 */
final class CountingBackend extends ForwardingBackend {
  long calls;
  long multiplyAdds;

  CountingBackend(Backend inner) {
    super(inner);
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
  public @Nullable Kernel kernel(Fused op, DType dtype) {
    return null;
  }

  @Override
  public void copy(Operand x, Operand out) {
    count(out);
    super.copy(x, out);
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    count(out);
    super.unary(op, x, out);
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    count(out);
    super.binary(op, a, b, out);
  }

  @Override
  public void accumulate(Operand sum, Operand term) {
    count(sum);
    super.accumulate(sum, term);
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    count(out);
    super.ternary(op, a, b, c, out);
  }

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    count(x);
    super.reduce(op, x, axes, out);
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    count(x);
    super.argReduce(op, x, axis, out);
  }

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    calls++;
    multiplyAdds += (long) out.shape().size() * a.shape().dim(-1);
    super.matmul(a, b, out);
  }

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    count(out);
    super.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    count(src);
    super.scatterAdd(src, axis, index, out);
  }

  @Override
  public void scatter(Operand src, int axis, Operand index, Operand out) {
    count(src);
    super.scatter(src, axis, index, out);
  }

  @Override
  public void scan(Scan op, Operand x, int axis, Operand out) {
    count(x);
    super.scan(op, x, axis, out);
  }

  @Override
  public void argSort(Operand x, int axis, boolean descending, Operand out) {
    count(x);
    super.argSort(x, axis, descending, out);
  }
}
