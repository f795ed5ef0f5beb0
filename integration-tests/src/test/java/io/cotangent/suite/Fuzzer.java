package io.cotangent.suite;

import io.cotangent.DType;
import io.cotangent.Index;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Convolution;
import io.cotangent.op.Normalization;
import io.cotangent.op.PadMode;
import io.cotangent.op.Pooling;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Random programs: a tensor of random shape and layout, and a chain of operations with random
 * arguments, which runs on any backend. A seed decides everything.
 */
final class Fuzzer {
  /** An operation as it is applied, and its name. */
  record Step(String name, UnaryOperator<Tensor> f) {}

  private final Rng rng;
  private final Backend backend;

  /** Whether operations may depend on which of two elements is larger: rounding is below 1e-15. */
  private boolean ordered;

  /** A program, made by running it on a backend. */
  record Program(
      long seed, DType dtype, Shape shape, UnaryOperator<Tensor> layout, List<Step> steps) {
    /** The start on a backend: random numbers in (−2, 2), laid out. */
    Tensor start(Backend b) {
      return layout.apply(new Rng(seed).uniform(b, dtype, -2, 2, shape)).detach();
    }

    Tensor run(Tensor x) {
      Tensor t = x;
      for (Step s : steps) {
        t = s.f.apply(t);
      }
      return t;
    }

    @Override
    public String toString() {
      return "seed "
          + seed
          + ": "
          + dtype
          + shape
          + String.join("", steps.stream().map(s -> " → " + s.name).toList());
    }
  }

  private Fuzzer(long seed, Backend backend) {
    this.rng = new Rng(seed).split();
    this.backend = backend;
  }

  static Program program(long seed, Backend backend) {
    return new Fuzzer(seed, backend).make(seed);
  }

  private int below(int n) {
    return rng.nextInt(n);
  }

  private Program make(long seed) {
    int[] dims = new int[below(5)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = below(40) == 0 ? 0 : 1 + below(4);
    }
    DType dtype = below(3) == 0 ? DType.F32 : DType.F64;
    ordered = dtype == DType.F64;
    List<Step> steps = new ArrayList<>();
    Program p = new Program(seed, dtype, Shape.of(dims), layout(dims.length), steps);
    Tensor t = p.start(backend);
    int n = 1 + below(5);
    for (int i = 0; i < n; i++) {
      Step s = step(t);
      t = s.f.apply(t);
      steps.add(s);
      if (t.size() > 0 && !(t.abs().max().item() < 20)) {
        Step calm = new Step("tanh", x -> x.times(0.01).tanh());
        t = calm.f.apply(t);
        steps.add(calm);
      }
      if (t.size() > 400) {
        break;
      }
    }
    return p;
  }

  private UnaryOperator<Tensor> layout(int rank) {
    if (rank == 0) {
      return x -> x;
    }
    int axis = below(rank);
    return switch (below(5)) {
      case 0 -> x -> x.transpose(0, axis).copy().transpose(0, axis);
      case 1 -> x -> x.flip(axis);
      case 2 -> x -> Tensor.concat(axis, x, x).slice(axis, Slice.of(null, null, 2));
      case 3 ->
          x ->
              x.dim(axis) == 0
                  ? x
                  : x.slice(axis, Slice.of(0, 1))
                      .expand(x.shape())
                      .plus(Tensor.zeros(x.backend(), x.dtype(), x.shape()));
      default -> x -> x;
    };
  }

  /** Random numbers that are the same on every backend. */
  private static Tensor constant(Tensor like, long seed, Shape shape) {
    return new Rng(seed).uniform(like.backend(), like.dtype(), 0.3, 1.7, shape);
  }

  /** With a ramp that tells equal elements apart. */
  private static Tensor distinct(Tensor x) {
    Tensor ramp = Tensor.arange(x.backend(), DType.I64, x.size()).to(x.dtype());
    return x.plus(ramp.times(0.0137).reshape(x.shape()));
  }

  private Step step(Tensor t) {
    return t.rank() == 0 || below(3) == 0 ? elementwise(t) : structured(t);
  }

  private Step elementwise(Tensor t) {
    long seed = rng.nextInt(1 << 20);
    Shape other = broadcastable(t.shape());
    return switch (below(24)) {
      case 0 -> new Step("sin", Tensor::sin);
      case 1 -> new Step("exp", x -> x.clamp(-3, 3).exp());
      case 2 -> new Step("log", x -> x.square().plus(0.5).log());
      case 3 -> new Step("sqrt", x -> x.square().plus(0.3).sqrt());
      case 4 -> new Step("tanh", Tensor::tanh);
      case 5 -> new Step("sigmoid", Tensor::sigmoid);
      case 6 -> new Step("gelu", Tensor::gelu);
      case 7 -> new Step("silu", Tensor::silu);
      case 8 -> new Step("softplus", Tensor::softplus);
      case 9 -> new Step("erf", Tensor::erf);
      case 10 -> ordered ? new Step("relu", x -> distinct(x).minus(0.0421).relu()) : same();
      case 11 -> new Step("elu", x -> x.elu(0.7));
      case 12 -> new Step("atan", Tensor::atan);
      case 13 -> new Step("log1p", x -> x.square().log1p());
      case 14 -> new Step("expm1", x -> x.clamp(-2, 2).expm1());
      case 15 -> new Step("asinh", Tensor::asinh);
      case 16 -> new Step("lgamma", x -> x.square().plus(0.4).lgamma());
      case 17 -> new Step("plus " + other, x -> x.plus(constant(x, seed, other)));
      case 18 -> new Step("minus of " + other, x -> constant(x, seed, other).minus(x));
      case 19 -> new Step("times " + other, x -> x.times(constant(x, seed, other)));
      case 20 -> new Step("div " + other, x -> x.div(constant(x, seed, other)));
      case 21 ->
          ordered ? new Step("maximum", x -> x.maximum(constant(x, seed, other).minus(1))) : same();
      case 22 -> new Step("hypot", x -> x.hypot(constant(x, seed, other)));
      default -> new Step("x·x", x -> x.times(x));
    };
  }

  private Shape broadcastable(Shape s) {
    int drop = below(s.rank() + 1);
    int[] d = Arrays.copyOfRange(s.dims(), drop, s.rank());
    for (int i = 0; i < d.length; i++) {
      d[i] = below(3) == 0 ? 1 : d[i];
    }
    return Shape.of(d);
  }

  private Step structured(Tensor t) {
    int rank = t.rank();
    int axis = below(rank);
    int negative = below(2) == 0 ? axis : axis - rank;
    int n = t.dim(axis);
    boolean keep = below(2) == 0;
    int other = below(rank);
    long seed = rng.nextInt(1 << 20);
    boolean some = n > 0;
    return switch (below(34)) {
      case 0 -> new Step("sum " + negative, x -> x.sum(new int[] {negative}, keep));
      case 1 -> some ? new Step("mean", x -> x.mean(new int[] {negative}, keep)) : same();
      case 2 -> new Step("prod", x -> x.prod(new int[] {negative}, keep));
      case 3 ->
          some && ordered
              ? new Step("max", x -> distinct(x).max(new int[] {negative}, keep))
              : same();
      case 4 -> some ? new Step("logSumExp", x -> x.logSumExp(new int[] {negative}, keep)) : same();
      case 5 -> new Step("norm", x -> x.plus(0.1).norm(2, new int[] {negative}, keep));
      case 6 -> n > 1 ? new Step("var", x -> x.variance(new int[] {negative}, 1, keep)) : same();
      case 7 -> new Step("softmax", x -> x.softmax(negative));
      case 8 -> new Step("logSoftmax", x -> x.logSoftmax(negative));
      case 9 -> new Step("cumsum", x -> x.cumsum(negative));
      case 10 -> new Step("cumprod", x -> x.cumprod(negative));
      case 11 -> new Step("logCumsumExp", x -> x.logCumsumExp(negative));
      case 12 ->
          ordered ? new Step("sort", x -> distinct(x).sort(negative, keep).values()) : same();
      case 13 -> ordered ? new Step("cummax", x -> distinct(x).cummax(negative).values()) : same();
      case 14 -> new Step("flip", x -> x.flip(negative));
      case 15 -> new Step("transpose", x -> x.transpose(axis, other));
      case 16 -> new Step("flatten", Tensor::flatten);
      case 17 -> new Step("unsqueeze", x -> x.unsqueeze(negative));
      case 18 -> new Step("squeeze", Tensor::squeeze);
      case 19 -> {
        int start = below(Math.max(n, 1));
        int step = keep ? 1 + below(2) : -1 - below(2);
        yield new Step(
            "slice " + start + " by " + step, x -> x.slice(axis, Slice.of(start, null, step)));
      }
      case 20 -> new Step("concat", x -> Tensor.concat(axis, x, x.neg()));
      case 21 -> new Step("stack", x -> Tensor.stack(axis, x, x));
      case 22 -> {
        int[] widths = {below(3), below(3) - Math.min(1, t.dim(-1))};
        yield new Step("pad " + Arrays.toString(widths), x -> x.pad(0.5, widths));
      }
      case 23 -> some ? new Step("gather", x -> gathered(x, axis, seed)) : same();
      case 24 -> some ? new Step("indexAdd", x -> added(x, axis, seed)) : same();
      case 25 -> new Step("roll", x -> x.roll(new int[] {2}, negative));
      case 26 -> new Step("repeat", x -> x.repeatInterleave(2, negative));
      case 27 -> rank > 1 ? new Step("tril", x -> x.tril(below01(seed))) : same();
      case 28 -> rank > 1 && some ? new Step("matmul", x -> product(x, seed)) : same();
      case 29 ->
          rank == 3 && t.dim(1) > 0 && t.dim(2) > 1 && t.dim(0) > 0
              ? new Step("conv1d", x -> conv(x, seed))
              : same();
      case 30 ->
          ordered && rank > 1 && t.dim(-1) > 1
              ? new Step("maxPool", x -> Pooling.of(2).stride(1).max(distinct(x)))
              : same();
      case 31 ->
          rank > 1 && t.dim(-1) > 1
              ? new Step("avgPool", x -> Pooling.of(2).padding(1).average(x, keep))
              : same();
      case 32 -> t.dim(-1) > 1 && t.size() > 0 ? new Step("layerNorm", Fuzzer::layerNorm) : same();
      default ->
          n > 1
              ? new Step(
                  "reflect",
                  x ->
                      x.transpose(axis, -1)
                          .pad(PadMode.REFLECT, 1, 1)
                          .index(Index.ellipsis(), Index.of(Slice.of(0, n)))
                          .transpose(axis, -1))
              : same();
    };
  }

  private static int below01(long seed) {
    return (int) (seed % 3) - 1;
  }

  private static Step same() {
    return new Step("square", Tensor::square);
  }

  private static Tensor index(Tensor x, int length, long seed, int count) {
    Rng r = new Rng(seed);
    long[] v = new long[count];
    Arrays.setAll(v, i -> r.nextInt(2 * length) - length);
    return Tensor.of(x.backend(), v, Shape.of(count));
  }

  private static Tensor gathered(Tensor x, int axis, long seed) {
    return x.indexSelect(axis, index(x, x.dim(axis), seed, 3));
  }

  private static Tensor added(Tensor x, int axis, long seed) {
    Tensor index = index(x, x.dim(axis), seed, 3);
    return x.indexAdd(axis, index, x.indexSelect(axis, index).sin());
  }

  private static Tensor product(Tensor x, long seed) {
    Shape s = Shape.of(x.dim(-1), 3);
    return seed % 2 == 0
        ? x.matmul(constant(x, seed, s).minus(1))
        : x.matmul(x.transpose(-1, -2)).times(0.3);
  }

  private static Tensor conv(Tensor x, long seed) {
    Tensor w = constant(x, seed, Shape.of(2, x.dim(1), 2)).minus(1);
    return Convolution.DEFAULT
        .padding((int) (seed % 2))
        .stride(1 + (int) (seed / 2 % 2))
        .apply(x, w, null);
  }

  private static Tensor layerNorm(Tensor x) {
    return Normalization.layerNorm(x, new int[] {x.dim(-1)}, null, null, 0.1);
  }
}
