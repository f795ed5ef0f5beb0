package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.ArgSort;
import io.cotangent.op.Binary;
import io.cotangent.op.CrossCorrelation;
import io.cotangent.op.CrossCorrelation.Geometry;
import io.cotangent.op.Dispatch;
import io.cotangent.op.Epilogue;
import io.cotangent.op.GatherScatter;
import io.cotangent.op.LogSumExp;
import io.cotangent.op.Matmul;
import io.cotangent.op.Movement;
import io.cotangent.op.PNorm;
import io.cotangent.op.PlaneWindows;
import io.cotangent.op.Pooling;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.SoftmaxCrossEntropy;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What holds whatever the numbers are, on the backend alone: a table for each law, a row for each
 * operation that obeys it.
 */
final class Identities {
  private static final int[] SIZES = {1, 2, 5, 64, 257};

  private final Backend backend;
  private final Inputs in;
  private final List<Check> all = new ArrayList<>();

  Identities(Backend backend, Backend oracle) {
    this.backend = backend;
    this.in = new Inputs(oracle);
  }

  List<Check> all() {
    axes();
    batches();
    linear();
    ties();
    constants();
    softmax();
    return all;
  }

  private void check(String name, Set<?> covers, Consumer<DType> body) {
    for (DType t : List.of(DType.F32, DType.F64)) {
      all.add(Check.of(Kind.IDENTITIES, covers, name, t, () -> body.accept(t)));
    }
  }

  private Tensor random(int seed, DType t, int... shape) {
    return in.grid(seed, -2, 2, shape).to(t).to(backend);
  }

  private static double tolerance(DType t) {
    return t == DType.F32 ? 1e-5 : 1e-12;
  }

  private static void same(String what, Tensor actual, Tensor expected, DType t) {
    Mismatch.strictly(what, actual, expected, tolerance(t));
  }

  // ---- f(x, axis) is f of the transposed, along its last axis ----

  private void axes() {
    for (Reduction op : Reduction.values()) {
      axis(op.label(), Set.of(op), (x, a) -> Samples.reduce(op, x, new int[] {a}, true));
    }
    axis("argmax", Set.of(ArgReduction.ARGMAX), (x, a) -> x.argmax(a, true));
    axis("argmin", Set.of(ArgReduction.ARGMIN), (x, a) -> x.argmin(a, true));
    for (Scan op : Scan.values()) {
      axis(op.label(), Set.of(op), (x, a) -> Dispatch.apply(new Scan.Along(op, a), x));
    }
    axis("argsort", Set.of(ArgSort.class), (x, a) -> x.argsort(a, false));
    axis("softmax", Set.of(SoftmaxAlong.class), (x, a) -> x.softmax(a));
    axis("logSoftmax", Set.of(SoftmaxAlong.class), (x, a) -> x.logSoftmax(a));
    axis(
        "softmaxGrad",
        Set.of(SoftmaxAlong.Grad.class),
        (x, a) -> new SoftmaxAlong.Grad(a, false).of(x, x.plus(2).times(0.125)));
    axis(
        "logSoftmaxGrad",
        Set.of(SoftmaxAlong.Grad.class),
        (x, a) -> new SoftmaxAlong.Grad(a, true).of(x, x.minus(2)));
    axis("logSumExp", Set.of(LogSumExp.class), (x, a) -> x.logSumExp(new int[] {a}, true));
    axis("norm", Set.of(PNorm.class), (x, a) -> x.norm(2, new int[] {a}, true));
    axis("concat", Set.of(Movement.Concat.class), (x, a) -> Tensor.concat(a, x, x.square()));
    axis("flip", Set.of(Movement.StridedSlice.class), (x, a) -> x.flip(a).copy());
    axis("gather", Set.of(GatherScatter.Gather.class), (x, a) -> x.gather(a, x.argsort(a, false)));
    axis(
        "scatter",
        Set.of(GatherScatter.Scatter.class),
        (x, a) -> x.scatter(a, x.argsort(a, false), x.square()));
    axis(
        "scatterAdd",
        Set.of(GatherScatter.ScatterAdd.class),
        (x, a) -> x.scatterAdd(a, x.argsort(a, false), x.square()));
    axis(
        "unfold and fold",
        Set.of(Movement.Unfold.class, Movement.Fold.class),
        (x, a) -> {
          Movement.Unfold w = new Movement.Unfold(a, 2, 2, 1);
          return Dispatch.apply(
              new Movement.Fold(w, x.dim(a)), Dispatch.apply(w, x.flip(a)).square());
        });
  }

  /** With gradients, where there are some. */
  private void axis(String name, Set<?> covers, BiFunction<Tensor, Integer, Tensor> f) {
    check(
        name + " along any axis",
        covers,
        t -> {
          for (int[] shape : new int[][] {{3, 4, 5}, {65, 2, 17}, {7, 130, 66}}) {
            for (int a = 0; a < 2; a++) {
              int[] order = a == 0 ? new int[] {2, 1, 0} : new int[] {0, 2, 1};
              Tensor x = random(1, t, shape).requiresGrad();
              Tensor moved = x.detach().permute(order).copy().requiresGrad();
              Tensor y = f.apply(x, a);
              Tensor other = f.apply(moved, 2);
              String what = "along " + a + " of " + x.shape();
              same(what, y, other.permute(order), t);
              if (y.dtype().isFloat()) {
                Tensor g = random(2, t, y.shape().dims());
                Tensor expected = other.backward(g.permute(order)).get(moved);
                same(what + " the gradient", y.backward(g).get(x), expected.permute(order), t);
              }
            }
          }
        });
  }

  // ---- a batch is its rows ----

  private void batches() {
    int[] images = {3, 5, 6};
    Geometry g = new Geometry(Ints.of(1, 2), Ints.of(1, 0), Ints.of(1, 1), 1);
    batch(
        "matmul",
        Set.of(Matmul.class),
        new int[] {9, 10},
        (x, t) -> x.matmul(random(3, t, 10, 11)));
    batch(
        "matmul of rows",
        Set.of(Matmul.class),
        new int[] {1, 33},
        (x, t) -> x.matmul(random(4, t, 33, 19)));
    batch(
        "linear",
        Set.of(Affine.class),
        new int[] {33},
        (x, t) -> new Affine(Epilogue.TANH).of(x, random(5, t, 19, 33), random(6, t, 19)));
    batch(
        "conv",
        Set.of(CrossCorrelation.class),
        images,
        (x, t) -> new CrossCorrelation(g).of(x, random(7, t, 4, 3, 3, 3)));
    batch(
        "convInputGrad",
        Set.of(CrossCorrelation.InputGrad.class),
        new int[] {4, 5, 2},
        (x, t) ->
            new CrossCorrelation.InputGrad(g, Shape.of(5, 6)).of(x, random(7, t, 4, 3, 3, 3)));
    batch(
        "maxPool",
        Set.of(PlaneWindows.ArgMax.class),
        images,
        (x, t) -> Pooling.of(2, 3).padding(1).stride(2).max(x));
    batch(
        "averagePool",
        Set.of(PlaneWindows.Sum.class),
        images,
        (x, t) -> Pooling.of(2, 3).padding(1).stride(2).average(x, true));
    batch("softmax", Set.of(SoftmaxAlong.class), new int[] {17}, (x, t) -> x.softmax(1));
    batch("cumsum", Set.of(Scan.CUMSUM), new int[] {17}, (x, t) -> x.cumsum(1));
    batch("sum", Set.of(Reduction.SUM), new int[] {17, 3}, (x, t) -> x.sum(1));
    batch("max", Set.of(Reduction.MAX), new int[] {17, 3}, (x, t) -> x.max(2));
    batch("sort", Set.of(ArgSort.class), new int[] {17}, (x, t) -> x.sort(1, true).values());
    batch(
        "crossEntropy",
        Set.of(SoftmaxCrossEntropy.class),
        new int[] {17},
        (x, t) -> SoftmaxCrossEntropy.perRow(x, x.argmin(1)));
  }

  private void batch(String name, Set<?> covers, int[] row, BiFunction<Tensor, DType, Tensor> f) {
    check(
        name + " of a batch, row by row",
        covers,
        t -> {
          for (int n : SIZES) {
            Tensor x = random(8, t, Shape.of(n).concat(Shape.of(row)).dims());
            Tensor y = f.apply(x, t);
            for (int i : new int[] {0, n / 2, n - 1}) {
              Slice one = Slice.of(i, i + 1);
              same("row " + i + " of " + n, y.slice(0, one), f.apply(x.slice(0, one), t), t);
            }
          }
        });
  }

  // ---- linear operations: f(x + 2z) = f(x) + 2f(z), and ⟨f(x), y⟩ = ⟨x, fᵀ(y)⟩ ----

  private void linear() {
    Geometry g = new Geometry(Ints.of(2, 1), Ints.of(1, 1), Ints.of(1, 2), 1);
    linear("sum", Set.of(Reduction.SUM), x -> x.sum(1));
    linear("mean", Set.of(Reduction.SUM), x -> x.mean(0));
    linear("cumsum", Set.of(Scan.CUMSUM), x -> x.cumsum(1));
    linear("matmul on the left", Set.of(Matmul.class), x -> x.matmul(w(x, x.dim(1), 19)));
    linear("matmul on the right", Set.of(Matmul.class), x -> w(x, 19, x.dim(0)).matmul(x));
    linear("linear", Set.of(Affine.class), x -> x.linear(w(x, 19, x.dim(1)), null));
    linear("permute", Set.of(Movement.Permute.class), x -> x.permute(1, 0));
    linear("reshape", Set.of(Movement.Reshape.class), x -> x.permute(1, 0).reshape(-1));
    linear(
        "expand", Set.of(Movement.Expand.class), x -> x.unsqueeze(1).expand(x.dim(0), 3, x.dim(1)));
    linear("slice", Set.of(Movement.StridedSlice.class), x -> x.slice(1, Slice.of(null, null, -2)));
    linear("diagonal", Set.of(Movement.Diagonal.class), x -> x.diagonal(1, 0, 1));
    linear("pad", Set.of(Movement.Pad.class), x -> x.pad(0, 2, 1, 1, 3));
    linear("concat", Set.of(Movement.Concat.class), x -> Tensor.concat(1, x, x.times(2)));
    linear(
        "gather", Set.of(GatherScatter.Gather.class), x -> x.indexSelect(0, position(x, x.dim(0))));
    linear(
        "scatterAdd",
        Set.of(GatherScatter.ScatterAdd.class),
        x -> x.times(3).indexAdd(0, position(x, x.dim(0)), x));
    linear(
        "scatter",
        Set.of(GatherScatter.Scatter.class),
        x -> x.scatter(0, position(x, 1).reshape(1, 1), x.slice(0, Slice.of(0, 1))));
    linear(
        "conv by x",
        Set.of(CrossCorrelation.class),
        x -> new CrossCorrelation(g).of(image(x), w(x, 12).reshape(2, 1, 2, 3)));
    linear(
        "convInputGrad by y",
        Set.of(CrossCorrelation.InputGrad.class),
        x ->
            new CrossCorrelation.InputGrad(g, Shape.of(2 * x.dim(0) - 2, x.dim(1) + 2))
                .of(image(x), w(x, 6).reshape(1, 1, 2, 3)));
    linear(
        "sumPool",
        Set.of(PlaneWindows.Sum.class),
        x -> Pooling.of(2, 3).padding(1).stride(2).average(image(x), true));
    linear(
        "fold",
        Set.of(Movement.Fold.class),
        x ->
            Dispatch.apply(
                new Movement.Fold(new Movement.Unfold(0, x.dim(1), 1, 1), x.dim(0) + x.dim(1) - 1),
                x));
  }

  private Tensor w(Tensor x, int... shape) {
    return in.grid(9, -2, 2, shape).to(x.dtype()).to(x.backend());
  }

  private static Tensor image(Tensor x) {
    return x.reshape(1, 1, x.dim(0), x.dim(1));
  }

  /** Positions in the first axis, some twice. */
  private Tensor position(Tensor x, int n) {
    return in.index(10, 0, x.dim(0), n).to(x.backend());
  }

  private void linear(String name, Set<?> covers, UnaryOperator<Tensor> f) {
    check(
        name + " adds up",
        covers,
        t -> {
          for (int[] shape : new int[][] {{4, 5}, {33, 66}, {257, 129}}) {
            Tensor x = random(11, t, shape).requiresGrad();
            Tensor z = random(12, t, shape);
            Tensor y = f.apply(x);
            same(
                "f(x + 2z), " + x.shape(),
                f.apply(x.plus(z.times(2))),
                y.plus(f.apply(z).times(2)),
                t);
            Tensor g = random(13, t, y.shape().dims());
            Tensor back = y.backward(g).get(x);
            double size = y.abs().times(g.abs()).sum().item();
            double error = y.times(g).sum().item() - x.times(back).sum().item();
            if (!(Math.abs(error) <= tolerance(t) * Math.max(size, 1))) {
              throw new Mismatch("⟨f(x), y⟩ − ⟨x, fᵀ(y)⟩ is " + error + " for " + x.shape());
            }
          }
        });
  }

  // ---- f(x + c) = f(x) + c: gradients add up to the cotangent, ties or not ----

  private void ties() {
    shifts("max", Set.of(Reduction.MAX), x -> x.max(1));
    shifts("min", Set.of(Reduction.MIN), x -> x.min(1));
    shifts("max over axis 0", Set.of(Reduction.MAX), x -> x.max(0));
    shifts("mean", Set.of(Reduction.SUM), x -> x.mean(1));
    shifts("logSumExp", Set.of(LogSumExp.class), x -> x.logSumExp(1));
    shifts("maximum", Set.of(Binary.MAXIMUM), x -> Binary.MAXIMUM.of(x, x.flip(1)));
    shifts("minimum", Set.of(Binary.MINIMUM), x -> Binary.MINIMUM.of(x, x.flip(1)));
    shifts("maximum of x and x", Set.of(Binary.MAXIMUM), x -> Binary.MAXIMUM.of(x, x));
    shifts("minimum of x and x", Set.of(Binary.MINIMUM), x -> Binary.MINIMUM.of(x, x));
    shifts("logaddexp", Set.of(Binary.LOGADDEXP), x -> Binary.LOGADDEXP.of(x, x.flip(1)).minus(x));
    shifts("logcumsumexp", Set.of(Scan.LOGCUMSUMEXP), x -> x.logCumsumExp(1));
    shifts("cummax", Set.of(Scan.CUM_ARGMAX), x -> x.cummax(1).values());
    shifts("cummin", Set.of(Scan.CUM_ARGMIN), x -> x.cummin(0).values());
    shifts("sort", Set.of(ArgSort.class), x -> x.sort(1, false).values());
    shifts("median", Set.of(ArgSort.class), x -> x.median(1, false).values());
    shifts(
        "maxPool",
        Set.of(PlaneWindows.ArgMax.class),
        x -> Pooling.of(2, 3).padding(1).stride(1).max(image(x)));
  }

  private void shifts(String name, Set<?> covers, UnaryOperator<Tensor> f) {
    boolean difference = name.equals("logaddexp"); // less x: what is left does not move
    check(
        "gradients of " + name + " add up",
        covers,
        t -> {
          for (int[] shape : new int[][] {{3, 4}, {4, 33}, {130, 257}}) {
            Tensor x = in.whole(14, -3, 3, shape).to(t).to(backend).requiresGrad();
            Tensor y = f.apply(x);
            Tensor g = random(15, t, y.shape().dims());
            double given = difference ? 0 : g.sum().item();
            double found = y.backward(g).get(x).sum().item();
            double size = g.abs().sum().item();
            if (!(Math.abs(found - given) <= tolerance(t) * Math.max(size, 1))) {
              throw new Mismatch(
                  "the gradients' sum is " + found + " instead of " + given + " for " + x.shape());
            }
          }
        });
  }

  // ---- f(x + c) = f(x) ----

  private void constants() {
    constant("softmax", Set.of(SoftmaxAlong.class), x -> x.softmax(1));
    constant("logSoftmax", Set.of(SoftmaxAlong.class), x -> x.logSoftmax(1));
    constant("variance", Set.of(Reduction.SUM), x -> x.variance(1));
    constant("argmax", Set.of(ArgReduction.ARGMAX), x -> x.argmax(1));
    constant("argsort", Set.of(ArgSort.class), x -> x.argsort(1, false));
    constant(
        "crossEntropy",
        Set.of(SoftmaxCrossEntropy.class),
        x -> SoftmaxCrossEntropy.perRow(x, x.argmin(1)));
  }

  /** Shifted by 4096, which leaves the numbers of the grid as they are. */
  private void constant(String name, Set<?> covers, UnaryOperator<Tensor> f) {
    check(
        name + " of x + c",
        covers,
        t -> {
          for (int n : SIZES) {
            Tensor x = in.whole(16, -64, 64, 3, n + 1).to(t).to(backend).times(0.03125);
            for (double c : new double[] {4096, -4096}) {
              same("of [3, " + (n + 1) + "] + " + c, f.apply(x.plus(c)), f.apply(x), t);
            }
          }
        });
  }

  private void softmax() {
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      check(
          "softmax adds up to 1 along " + a,
          Set.of(SoftmaxAlong.class),
          t -> {
            for (int[] shape : new int[][] {{3, 4, 5}, {65, 2, 17}, {7, 130, 66}}) {
              for (double factor : new double[] {1, 400, 1e8, -1e30}) {
                Tensor x = random(17, t, shape).times(factor);
                Tensor y = x.softmax(a);
                Tensor total = y.sum(a);
                Mismatch.check("the sum", total, total.onesLike(), t == DType.F32 ? 1e-6 : 1e-12);
                if (factor <= 400 && factor > 0) {
                  same("exp of its logarithm", x.logSoftmax(a).exp(), y, t);
                }
              }
            }
          });
    }
  }
}
