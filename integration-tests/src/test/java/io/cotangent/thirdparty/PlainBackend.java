package io.cotangent.thirdparty;

import io.cotangent.DType;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Elements;
import io.cotangent.spi.Operand;
import io.cotangent.spi.Walk;
import java.lang.reflect.Array;

/** A whole backend: {@code double[]} for every type but I64, and plain loops. */
class PlainBackend implements Backend {
  /** Numbers as a type holds them: rounded to F32, or whole. */
  private record Numbers(DType dtype, double[] data) implements Elements {
    @Override
    public int size() {
      return data.length;
    }

    @Override
    public boolean recyclable() {
      return false;
    }

    @Override
    public long getLong(int i) {
      return (long) data[i];
    }

    @Override
    public double getDouble(int i) {
      return data[i];
    }

    @Override
    public void setLong(int i, long v) {
      setDouble(i, v);
    }

    @Override
    public void setDouble(int i, double v) {
      data[i] =
          switch (dtype) {
            case F32 -> (float) v;
            case F64 -> v;
            case I32 -> (int) (long) v;
            case I64 -> (long) v;
            case BOOL -> v != 0 ? 1 : 0;
          };
    }

    @Override
    public void copy(int at, Elements from, int start, int n) {
      System.arraycopy(((Numbers) from).data, start, data, at, n);
    }
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public String description() {
    return "plain loops over double[]";
  }

  @Override
  public boolean takesStrides() {
    return false;
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    return new Numbers(dtype, new double[size]);
  }

  @Override
  public Buffer upload(Object array) {
    Numbers b = new Numbers(DType.ofArray(array), new double[Array.getLength(array)]);
    for (int i = 0; i < b.size(); i++) {
      Object v = Array.get(array, i);
      b.setDouble(i, v instanceof Boolean t ? (t ? 1 : 0) : ((Number) v).doubleValue());
    }
    return b;
  }

  @Override
  public Object download(Buffer buffer, int size) {
    Numbers b = (Numbers) buffer;
    return switch (b.dtype) {
      case F32 -> {
        float[] r = new float[size];
        for (int i = 0; i < size; i++) {
          r[i] = (float) b.data[i];
        }
        yield r;
      }
      case F64 -> java.util.Arrays.copyOf(b.data, size);
      case I32 -> {
        int[] r = new int[size];
        for (int i = 0; i < size; i++) {
          r[i] = (int) b.data[i];
        }
        yield r;
      }
      case I64 -> {
        long[] r = new long[size];
        for (int i = 0; i < size; i++) {
          r[i] = (long) b.data[i];
        }
        yield r;
      }
      case BOOL -> {
        boolean[] r = new boolean[size];
        for (int i = 0; i < size; i++) {
          r[i] = b.data[i] != 0;
        }
        yield r;
      }
    };
  }

  @Override
  public void fill(Operand out, Number value) {
    ElementLoops.fill(out, value);
  }

  @Override
  public void copy(Operand x, Operand out) {
    ElementLoops.copy(x, out);
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    ElementLoops.unary(op, x, out);
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    ElementLoops.binary(op, a, b, out);
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    ElementLoops.ternary(op, a, b, c, out);
  }

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    ElementLoops.reduce(op, x, axes, out);
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    ElementLoops.argReduce(op, x, axis, out);
  }

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    int m = out.shape().dim(-2);
    int n = out.shape().dim(-1);
    int k = a.shape().dim(-1);
    Numbers x = (Numbers) a.buffer();
    Numbers y = (Numbers) b.buffer();
    int matrices = m * n == 0 ? 0 : out.shape().size() / (m * n);
    Walk left = new Walk(a.layout());
    Walk right = new Walk(b.layout());
    for (int i = 0; i < matrices; i++) {
      if (k > 0) {
        left.seek(i * m * k);
        right.seek(i * k * n);
      }
      for (int r = 0; r < m; r++) {
        for (int c = 0; c < n; c++) {
          double sum = 0;
          for (int p = 0; p < k; p++) {
            sum += x.data[left.at + r * k + p] * y.data[right.at + p * n + c];
          }
          ((Numbers) out.buffer()).setDouble((i * m + r) * n + c, sum);
        }
      }
    }
  }

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    ElementLoops.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    ElementLoops.scatterAdd(src, axis, index, out);
  }
}
