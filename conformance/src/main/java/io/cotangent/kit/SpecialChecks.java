package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Special values of every elementwise operation and fold; nothing, and 0-d tensors. */
final class SpecialChecks {
  /** No row of four adds up what cancels: the rest would tell how exact a backend's sums are. */
  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -2.5,
    1e30,
    88,
    1e-30,
    -1e-30,
    -1e30,
    -100,
    3
  };

  private final Backend backend;
  private final Backend oracle;
  private final List<Check> all = new ArrayList<>();

  SpecialChecks(Backend backend, Backend oracle) {
    this.backend = backend;
    this.oracle = oracle;
  }

  List<Check> all() {
    for (DType t : List.of(DType.F32, DType.F64)) {
      for (Unary op : Unary.values()) {
        if (op != Unary.NOT) {
          add(op, op.label(), t, in -> op.of(in[0]), 1);
        }
      }
      for (Binary op : Binary.values()) {
        if (op != Binary.AND && op != Binary.OR && op != Binary.XOR) {
          // These take an output of tanh or sigmoid, which is never huge.
          boolean bounded = op == Binary.TANH_GRAD || op == Binary.SIGMOID_GRAD;
          add(op, op.label(), t, in -> op.of(in[0], bounded ? in[1].clamp(-1, 1) : in[1]), 2);
        }
      }
      add(Ternary.CLAMP, "clamp", t, in -> in[0].clamp(-1, 2), 1);
      add(Ternary.WHERE, "where", t, in -> in[0].gt(0).where(in[0], in[1]), 2);
      folds(t);
      empty(t);
    }
    for (SpecialPoints.Point p : SpecialPoints.all(oracle)) {
      for (DType t : List.of(DType.F32, DType.F64)) {
        all.add(Check.of(Kind.SPECIALS, p.covers(), p.name(), t, () -> point(p, t)));
      }
    }
    return all;
  }

  /** Values and gradients against numbers. */
  private void point(SpecialPoints.Point p, DType t) {
    double tolerance = t == DType.F32 ? 2e-5 : 1e-12;
    List<Tensor> leaves = new ArrayList<>();
    List<Tensor> in = new ArrayList<>();
    for (Tensor x : p.inputs()) {
      boolean floats = x.dtype().isFloat();
      Tensor moved = (floats ? x.to(t) : x).to(backend);
      Tensor leaf = floats && p.cotangents() != null ? moved.requiresGrad() : moved;
      in.add(leaf);
      if (floats) {
        leaves.add(leaf);
      }
    }
    Tensor y = p.f().apply(in.toArray(Tensor[]::new));
    Mismatch.check("value", y, like(y, p.values()), tolerance);
    if (p.cotangents() != null) {
      var found = y.backward(like(y, p.cotangents()).to(backend));
      for (int i = 0; i < leaves.size(); i++) {
        Tensor g = found.get(leaves.get(i));
        Mismatch.check("gradient " + i, g, like(g, p.gradients().get(i)), tolerance);
      }
    }
  }

  private Tensor like(Tensor x, double[] values) {
    return Tensor.of(oracle, values, x.shape()).to(x.dtype());
  }

  private void folds(DType t) {
    for (Reduction op : Reduction.values()) {
      String name = op.label();
      add(
          Kind.SPECIALS,
          op,
          name + " of special values",
          t,
          () -> specials(t, in -> Samples.fold(op, in[0].reshape(4, 4), 1), 1));
      if (op != Reduction.MAX && op != Reduction.MIN) { // of nothing: an error
        add(
            Kind.SIZES,
            op,
            name + " of nothing",
            t,
            () -> nothing(t, in -> Samples.fold(op, in[0], 0), 1));
      }
      add(
          Kind.SIZES,
          op,
          name + " of a scalar",
          t,
          () -> scalars(t, in -> Samples.fold(op, in[0].reshape(1), 0), 1));
    }
    for (ArgReduction op : ArgReduction.values()) {
      boolean top = op == ArgReduction.ARGMAX;
      Function<Tensor[], Tensor> f =
          in -> top ? in[0].reshape(4, 4).argmax(1) : in[0].reshape(4, 4).argmin(1);
      add(Kind.SPECIALS, op, op.label() + " of special values", t, () -> specials(t, f, 1));
    }
  }

  private void empty(DType t) {
    Map<String, Function<Tensor[], Tensor>> empty = new LinkedHashMap<>();
    empty.put("matmul", in -> in[0].reshape(0, 3).matmul(in[0].reshape(3, 0)));
    empty.put("matmul over nothing", in -> in[0].reshape(3, 0).matmul(in[0].reshape(0, 2)));
    empty.put("softmax", in -> in[0].reshape(0, 3).softmax(1));
    empty.put("logSoftmax", in -> in[0].reshape(0, 3).logSoftmax(1));
    empty.put("concat", in -> Tensor.concat(0, in[0].reshape(0), in[0].reshape(0)));
    empty.put("permute", in -> in[0].reshape(0, 3).permute(1, 0).copy());
    empty.put("linear", in -> in[0].reshape(0, 3).linear(in[0].zerosLike().reshape(0, 3), null));
    empty.put("cast", in -> in[0].to(DType.I64));
    empty.forEach(
        (name, f) ->
            all.add(
                Check.of(Kind.SIZES, Set.of(), name + " of nothing", t, () -> nothing(t, f, 1))));
  }

  private void add(Enum<?> op, String name, DType t, Function<Tensor[], Tensor> f, int arity) {
    add(Kind.SPECIALS, op, name + " of special values", t, () -> specials(t, f, arity));
    add(Kind.SIZES, op, name + " of nothing", t, () -> nothing(t, f, arity));
    add(Kind.SIZES, op, name + " of a scalar", t, () -> scalars(t, f, arity));
  }

  private void add(Kind kind, Enum<?> op, String name, DType t, Runnable body) {
    all.add(Check.of(kind, Set.of(op), name, t, body));
  }

  private void compare(DType t, Function<Tensor[], Tensor> f, int arity, Tensor a, Tensor b) {
    Tensor[] in = arity == 1 ? new Tensor[] {a.to(t)} : new Tensor[] {a.to(t), b.to(t)};
    Tensor[] moved = new Tensor[arity];
    for (int i = 0; i < arity; i++) {
      moved[i] = in[i].to(backend);
    }
    Mismatch.check("value", f.apply(moved), rounded(f.apply(in)), t == DType.F32 ? 2e-5 : 1e-12);
  }

  /** The oracle does not round to F32: what overflows there is infinite. */
  private Tensor rounded(Tensor x) {
    return x.dtype() == DType.F32 ? Tensor.of(oracle, x.toFloats(), x.shape()) : x;
  }

  /** Every special value, with every other one for operations of two inputs. */
  private void specials(DType t, Function<Tensor[], Tensor> f, int arity) {
    int n = SPECIAL.length;
    if (arity == 1) {
      Tensor x = Tensor.of(oracle, SPECIAL, Shape.of(n));
      compare(t, f, 1, x, x);
      return;
    }
    double[] a = new double[n * n];
    double[] b = new double[n * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = SPECIAL[i / n];
      b[i] = SPECIAL[i % n];
    }
    compare(t, f, 2, Tensor.of(oracle, a, Shape.of(n * n)), Tensor.of(oracle, b, Shape.of(n * n)));
  }

  private void nothing(DType t, Function<Tensor[], Tensor> f, int arity) {
    Tensor none = Tensor.of(oracle, new double[0], Shape.of(0));
    compare(t, f, arity, none, none);
  }

  private void scalars(DType t, Function<Tensor[], Tensor> f, int arity) {
    Tensor half = Tensor.of(oracle, new double[] {0.5}, Shape.SCALAR);
    Tensor two = Tensor.of(oracle, new double[] {2}, Shape.SCALAR);
    compare(t, f, arity, half, two);
  }
}
