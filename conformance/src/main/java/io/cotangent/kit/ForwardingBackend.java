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
import org.jspecify.annotations.Nullable;

/** Passes every call on to another backend, for what changes or watches a few of them. */
public class ForwardingBackend implements Backend {
  private final Backend backend;

  /** Forwards to a backend. */
  public ForwardingBackend(Backend backend) {
    this.backend = backend;
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public String description() {
    return backend.description();
  }

  @Override
  public boolean takesStrides() {
    return backend.takesStrides();
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    return backend.allocate(dtype, size);
  }

  @Override
  public void recycle(Buffer buffer) {
    backend.recycle(buffer);
  }

  @Override
  public Buffer upload(Object array) {
    return backend.upload(array);
  }

  @Override
  public Object download(Buffer buffer, int size) {
    return backend.download(buffer, size);
  }

  @Override
  public void fill(Operand out, Number value) {
    backend.fill(out, value);
  }

  @Override
  public void copy(Operand x, Operand out) {
    backend.copy(x, out);
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    backend.unary(op, x, out);
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    backend.binary(op, a, b, out);
  }

  @Override
  public void accumulate(Operand sum, Operand term) {
    backend.accumulate(sum, term);
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    backend.ternary(op, a, b, c, out);
  }

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    backend.reduce(op, x, axes, out);
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    backend.argReduce(op, x, axis, out);
  }

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    backend.matmul(a, b, out);
  }

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    backend.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    backend.scatterAdd(src, axis, index, out);
  }

  @Override
  public void scatter(Operand src, int axis, Operand index, Operand out) {
    backend.scatter(src, axis, index, out);
  }

  @Override
  public void scan(Scan op, Operand x, int axis, Operand out) {
    backend.scan(op, x, axis, out);
  }

  @Override
  public void argSort(Operand x, int axis, boolean descending, Operand out) {
    backend.argSort(x, axis, descending, out);
  }

  @Override
  public @Nullable Kernel kernel(Fused op, DType dtype) {
    return backend.kernel(op, dtype);
  }
}
