package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Rule;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Layout;

/**
 * The operations that move elements and compute nothing. Most are new layouts over the same buffer,
 * with no backend call. Each is linear, so its pullback is its adjoint: another movement.
 */
public final class Movement {
  private Movement() {}

  /** A movement that shows some elements of a tensor, each once, and computes no copy. */
  public interface View extends Op {
    /** The layout of the result over the layout of the input. */
    Layout on(Layout layout);

    @Override
    default Tensor forward(Tensor... in) {
      return Handle.view(in[0], on(in[0].layout()));
    }

    @Override
    default Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return new Adjoint(this, in[0].shape());
    }
  }

  /** The pullback of a view of a tensor of a shape. */
  private static final class Adjoint extends Rule.Region {
    private final View view;
    private final Shape shape;

    Adjoint(View view, Shape shape) {
      this.view = view;
      this.shape = shape;
    }

    @Override
    public Tensor[] pull(Tensor g) {
      return new Tensor[] {Dispatch.apply(new Pad(view, shape, 0), g)};
    }

    @Override
    public Layout within(Layout input) {
      return view.on(input);
    }
  }

  /**
   * Axis {@code i} of the result is axis {@code order[i]}; the adjoint is the inverse permutation.
   */
  public record Permute(Ints order) implements Op {
    @Override
    public String label() {
      return "permute";
    }

    @Override
    public Tensor forward(Tensor... in) {
      return Handle.view(in[0], in[0].layout().permute(order.toArray()));
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      int[] inverse = new int[order.size()];
      for (int i = 0; i < order.size(); i++) {
        inverse[order.get(i)] = i;
      }
      return g -> new Tensor[] {g.permute(inverse)};
    }
  }

  /** Other axes over the same elements in row-major order; a view where the layout allows it. */
  public record Reshape(Shape shape) implements Op {
    @Override
    public String label() {
      return "reshape";
    }

    @Override
    public Tensor forward(Tensor... in) {
      Layout view = in[0].layout().reshape(shape);
      if (view != null) {
        return Handle.view(in[0], view);
      }
      return Handle.view(Memory.copy(in[0], in[0].dtype()), shape.dense());
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Shape from = in[0].shape();
      return g -> new Tensor[] {g.reshape(from)};
    }
  }

  /** Stretches axes of length 1; the adjoint is the sum over them, which the engine takes. */
  public record Expand(Shape shape) implements Op {
    @Override
    public String label() {
      return "expand";
    }

    @Override
    public Tensor forward(Tensor... in) {
      return Handle.view(in[0], in[0].layout().expand(shape));
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return g -> new Tensor[] {g};
    }
  }

  /**
   * Takes {@code shape[i]} indices of axis i, from {@code start[i]} in steps of {@code step[i]},
   * which may be negative.
   */
  public record StridedSlice(Ints start, Ints step, Shape shape) implements View {
    @Override
    public String label() {
      return "slice";
    }

    @Override
    public Layout on(Layout layout) {
      Layout l = layout;
      for (int i = 0; i < start.size(); i++) {
        l = l.slice(i, start.get(i), step.get(i), shape.dim(i));
      }
      return l;
    }
  }

  /**
   * The elements whose indices along two axes differ by {@code offset}; the diagonal is the last
   * axis.
   */
  public record Diagonal(int first, int second, int offset) implements View {
    @Override
    public String label() {
      return "diagonal";
    }

    @Override
    public Layout on(Layout layout) {
      return layout.diagonal(first, second, offset);
    }
  }

  /**
   * The adjoint of a view: {@code x} at the elements that a view shows of a tensor, which is {@code
   * value} elsewhere.
   */
  public record Pad(View view, Shape shape, Number value) implements Op {
    @Override
    public String label() {
      return "pad";
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor x = in[0];
      Tensor y = Memory.allocate(x.backend(), x.dtype(), shape);
      if (shape.size() != x.size()) {
        x.backend().fill(Handle.operand(y), value);
      }
      if (x.size() > 0) {
        x.backend().copy(Memory.operand(x), Handle.operand(y).as(view.on(y.layout())));
      }
      return y;
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return g -> new Tensor[] {Dispatch.apply(view, g)};
    }
  }

  /**
   * All windows of {@code size} elements, {@code dilation} apart, from every {@code step}-th index
   * of an axis on, a view; the elements of a window are a new last axis. Windows overlap, so the
   * adjoint adds them up.
   */
  public record Unfold(int axis, int size, int step, int dilation) implements Op {
    @Override
    public String label() {
      return "unfold";
    }

    @Override
    public Tensor forward(Tensor... in) {
      return Handle.view(in[0], in[0].layout().windows(axis, size, step, dilation));
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Fold adjoint = new Fold(this, in[0].dim(axis));
      return g -> new Tensor[] {Dispatch.apply(adjoint, g)};
    }
  }

  /**
   * The adjoint of {@link Unfold}: every element of a window, its last axis, added where it came
   * from on an axis of a length.
   */
  public record Fold(Unfold windows, int length) implements Op {
    /** Terms up to which a sum in F32 is as good as one in F64. */
    private static final int FEW = 32;

    @Override
    public String label() {
      return "fold";
    }

    @Override
    public Tensor forward(Tensor... in) {
      Tensor x = in[0];
      if (x.dtype() == DType.F32 && windows.size > FEW) {
        return Memory.copy(forward(Memory.copy(x, DType.F64)), DType.F32);
      }
      int axis = windows.axis;
      int last = x.rank() - 1;
      Backend backend = x.backend();
      Shape shape = x.shape().without(last).with(axis, length);
      Tensor y = Tensor.zeros(backend, x.dtype(), shape);
      if (x.size() == 0) {
        return y;
      }
      Tensor sum = Memory.allocate(backend, x.dtype(), x.shape().without(last));
      for (int i = 0; i < windows.size; i++) {
        Tensor from = Handle.view(x, x.layout().select(last, i));
        Layout place = y.layout().slice(axis, i * windows.dilation, windows.step, x.dim(axis));
        backend.binary(
            Binary.ADD,
            Memory.operand(Handle.view(y, place)),
            Memory.operand(from),
            Handle.operand(sum));
        backend.copy(Handle.operand(sum), Handle.operand(y).as(place));
      }
      return y;
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return g -> new Tensor[] {Dispatch.apply(windows, g)};
    }
  }

  /** Tensors one after another along an axis; the adjoint slices. */
  public record Concat(int axis) implements Op {
    @Override
    public String label() {
      return "concat";
    }

    @Override
    public Tensor forward(Tensor... in) {
      long total = 0;
      DType t = in[0].dtype();
      for (Tensor x : in) {
        total += x.dim(axis);
        t = DType.promote(t, x.dtype());
      }
      int length = Shape.length("concat: axis " + axis, total);
      Tensor y = Memory.allocate(Dispatch.backend(this, in), t, in[0].shape().with(axis, length));
      int at = 0;
      for (Tensor x : in) {
        if (x.size() > 0) {
          Layout place = y.layout().slice(axis, at, 1, x.dim(axis));
          y.backend().copy(Memory.operand(x), Handle.operand(y).as(place));
        }
        at += x.dim(axis);
      }
      return y;
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      int[] lengths = new int[in.length];
      for (int i = 0; i < in.length; i++) {
        lengths[i] = in[i].dim(axis);
      }
      return g -> g.split(lengths, axis);
    }
  }

  /** The same values in another type; the engine casts the cotangent back. */
  public record Cast(DType dtype) implements Op {
    @Override
    public String label() {
      return "cast";
    }

    @Override
    public Tensor forward(Tensor... in) {
      return Memory.copy(in[0], dtype);
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      return g -> new Tensor[] {g};
    }
  }

  /** The same values on another backend; the cotangent goes the way back. */
  public record Transfer(Backend backend) implements Op {
    @Override
    public String label() {
      return "transfer";
    }

    @Override
    public Tensor forward(Tensor... in) {
      return Tensor.of(backend, in[0].toArray(), in[0].shape());
    }

    @Override
    public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
      Backend from = in[0].backend();
      return g -> new Tensor[] {g.to(from)};
    }
  }
}
