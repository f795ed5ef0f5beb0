package io.cotangent.kit;

import static io.cotangent.DType.BOOL;
import static io.cotangent.DType.F32;
import static io.cotangent.DType.F64;
import static io.cotangent.DType.I32;
import static io.cotangent.DType.I64;

import io.cotangent.DType;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.ArgSort;
import io.cotangent.op.Binary;
import io.cotangent.op.Cdist;
import io.cotangent.op.CosineSimilarity;
import io.cotangent.op.CrossCorrelation;
import io.cotangent.op.CrossCorrelation.Geometry;
import io.cotangent.op.Dispatch;
import io.cotangent.op.Epilogue;
import io.cotangent.op.GatherScatter;
import io.cotangent.op.GruSequence;
import io.cotangent.op.GruStep;
import io.cotangent.op.InPlace;
import io.cotangent.op.LogSumExp;
import io.cotangent.op.LstmSequence;
import io.cotangent.op.LstmStep;
import io.cotangent.op.Matmul;
import io.cotangent.op.Movement;
import io.cotangent.op.Nonzero;
import io.cotangent.op.PNorm;
import io.cotangent.op.PlaneWindows;
import io.cotangent.op.Reduction;
import io.cotangent.op.ScaledDotProduct;
import io.cotangent.op.Scan;
import io.cotangent.op.SearchSorted;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.SoftmaxCrossEntropy;
import io.cotangent.op.Standardize;
import io.cotangent.op.TensorwiseRules.AdafactorStep;
import io.cotangent.op.TensorwiseRules.LambStep;
import io.cotangent.op.TensorwiseRules.MuonStep;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.op.UpdateRules.AdadeltaStep;
import io.cotangent.op.UpdateRules.AdagradStep;
import io.cotangent.op.UpdateRules.AdamStep;
import io.cotangent.op.UpdateRules.AdamaxStep;
import io.cotangent.op.UpdateRules.AsgdStep;
import io.cotangent.op.UpdateRules.LionStep;
import io.cotangent.op.UpdateRules.NadamStep;
import io.cotangent.op.UpdateRules.RadamStep;
import io.cotangent.op.UpdateRules.RmspropStep;
import io.cotangent.op.UpdateRules.RpropStep;
import io.cotangent.op.UpdateRules.SgdStep;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Operations at the lengths around which kernels change their ways: below, at and above lanes,
 * blocks, tiles and the shares of threads. A new operation needs a row here, or the kit fails.
 */
final class Sizes {
  /** Around lanes, blocks, and what one thread takes; the last takes several threads. */
  private static final int[] LENGTHS = {
    1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512,
    513, 1023, 1024, 1025, 32767, 32768, 32769, 65537
  };

  /** Those of an axis that other axes stand beside. */
  private static final int[] AXIS = Arrays.copyOf(LENGTHS, 27);

  /** Around the tiles of products. */
  private static final int[] TILES = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129
  };

  /** Around the blocks of long products. */
  private static final int[] BLOCKS = {255, 256, 257, 511, 512, 513, 1025, 4097};

  private static final int[] CHANNELS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33};
  private static final int[] WIDTHS = {3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 31, 33, 34, 65};
  private static final int[] STATES = {1, 7, 8, 16, 17, 33, 1025, 32769, 65537};

  private static final Set<DType> FLOATS = Set.of(F32, F64);
  private static final Set<DType> INTEGERS = Set.of(I32, I64);
  private static final Set<DType> BOOLEANS = Set.of(BOOL);

  /**
   * A use of operations at several lengths.
   *
   * @param name for reports
   * @param covers the operations
   * @param dtypes types under test: those of the inputs in F64
   * @param lengths the lengths
   * @param inputs for a length, on the oracle; numbers that both floating-point types hold
   * @param f the use
   * @param reference what it means, computed by the oracle: {@code f}, or another way
   * @param lays how the inputs lie
   */
  record Row(
      String name,
      Set<?> covers,
      Set<DType> dtypes,
      int[] lengths,
      IntFunction<List<Tensor>> inputs,
      Function<Tensor[], Tensor> f,
      Function<Tensor[], Tensor> reference,
      List<Arrangement> lays) {
    Row(
        String name,
        Set<?> covers,
        Set<DType> dtypes,
        int[] lengths,
        IntFunction<List<Tensor>> inputs,
        Function<Tensor[], Tensor> f) {
      this(name, covers, dtypes, lengths, inputs, f, f, List.of(Arrangement.DENSE));
    }

    Row lying(Arrangement... other) {
      return new Row(name, covers, dtypes, lengths, inputs, f, reference, List.of(other));
    }

    Row meaning(Function<Tensor[], Tensor> other) {
      return new Row(name, covers, dtypes, lengths, inputs, f, other, lays);
    }
  }

  private final Inputs in;
  private final List<Row> rows = new ArrayList<>();

  private Sizes(Backend oracle) {
    in = new Inputs(oracle);
  }

  static List<Row> all(Backend oracle) {
    Sizes s = new Sizes(oracle);
    s.elementwise();
    s.folds();
    s.alongAnAxis();
    s.movement();
    s.indexing();
    s.products();
    s.distances();
    s.normalizations();
    s.attention();
    s.cells();
    s.convolutions();
    s.pools();
    s.updates();
    return s.rows;
  }

  private static Row row(
      String name,
      Set<?> covers,
      int[] lengths,
      IntFunction<List<Tensor>> inputs,
      Function<Tensor[], Tensor> f) {
    return new Row(name, covers, FLOATS, lengths, inputs, f);
  }

  private void add(
      String name,
      Set<?> covers,
      int[] lengths,
      IntFunction<List<Tensor>> inputs,
      Function<Tensor[], Tensor> f) {
    rows.add(row(name, covers, lengths, inputs, f));
  }

  private static Arrangement lay(Lay lay, int input) {
    return new Arrangement(lay, input);
  }

  // ---- elementwise ----

  /** Values of a shape. */
  private interface Values extends Function<int[], Tensor> {
    default Tensor at(int... shape) {
      return apply(shape);
    }
  }

  private void elementwise() {
    for (Unary op : Unary.values()) {
      Function<Tensor[], Tensor> f = x -> op.of(x[0]);
      if (op == Unary.NOT) {
        elementwise(op.label(), op, BOOLEANS, f, s -> in.truths(1, s));
        continue;
      }
      double[] range = Samples.domain(op);
      elementwise(op.label(), op, FLOATS, f, s -> in.grid(1, range[0], range[1], s));
      if (op.integers() != null) {
        elementwise(op.label(), op, INTEGERS, f, s -> in.whole(2, -9, 9, s));
      }
    }
    for (Binary op : Binary.values()) {
      if (op == Binary.AND || op == Binary.OR || op == Binary.XOR) {
        pairs(op, BOOLEANS, s -> in.truths(3, s), s -> in.truths(4, s));
        continue;
      }
      boolean positive = op == Binary.POW || op == Binary.XLOGY;
      Values a =
          op == Binary.POLYGAMMA
              ? s -> in.whole(3, 1, 4, s)
              : s -> in.grid(3, positive ? 0.25 : -2, 2, s);
      pairs(op, FLOATS, a, s -> in.grid(4, 0.25, 2, s));
      if (op.integers() != null) {
        pairs(op, INTEGERS, s -> in.whole(5, -9, 9, s), s -> in.whole(6, 1, 5, s));
      }
    }
    elementwise(
        "clamp", Ternary.CLAMP, FLOATS, x -> x[0].clamp(-0.5, 0.75), s -> in.grid(7, -2, 2, s));
    elementwise(
        "where",
        Ternary.WHERE,
        FLOATS,
        x -> x[0].where(x[1], x[2]),
        s -> in.truths(8, s),
        s -> in.grid(9, -2, 2, s),
        s -> in.grid(10, -2, 2, s));
  }

  /** At every length, and in layouts whose runs end amid chunks and threads' shares. */
  private void elementwise(
      String name, Enum<?> op, Set<DType> dtypes, Function<Tensor[], Tensor> f, Values... values) {
    String title = name + (dtypes == INTEGERS ? " of integers" : "");
    Set<?> covers = Set.of(op);
    rows.add(new Row(title, covers, dtypes, LENGTHS, n -> made(values, n), f));
    if (dtypes != BOOLEANS) {
      rows.add(
          new Row(
                  title + " of [257, n]",
                  covers,
                  dtypes,
                  new int[] {129},
                  n -> made(values, 257, n),
                  f)
              .lying(lay(Lay.TRANSPOSED, -1), lay(Lay.STEPPED, values.length - 1)));
    }
  }

  private static List<Tensor> made(Values[] values, int... shape) {
    return Arrays.stream(values).map(v -> v.at(shape)).toList();
  }

  /** And with a row, a column and a scalar. */
  private void pairs(Binary op, Set<DType> dtypes, Values a, Values b) {
    Function<Tensor[], Tensor> f = x -> op.of(x[0], x[1]);
    elementwise(op.label(), op, dtypes, f, a, b);
    int[][] others = {{1030}, {33, 1}, {}};
    String[] names = {" with a row", " with a column", " with a scalar"};
    for (int i = 0; i < others.length; i++) {
      int[] other = others[i];
      rows.add(
          new Row(
              op.label() + (dtypes == INTEGERS ? " of integers" : "") + names[i],
              Set.of(op),
              dtypes,
              new int[] {1030},
              n -> List.of(a.at(33, n), b.at(other)),
              f));
    }
  }

  // ---- folds ----

  private Tensor folded(Reduction op, int... shape) {
    return op == Reduction.PROD ? in.factors(shape) : in.whole(12, -9, 9, shape);
  }

  private void folds() {
    for (Reduction op : Reduction.values()) {
      Set<?> covers = Set.of(op, Reduction.Along.class);
      String name = op.label();
      Function<Tensor[], Tensor> all = x -> Samples.reduce(op, x[0], new int[] {}, false);
      add(name + " of [n]", covers, LENGTHS, n -> List.of(folded(op, n)), all);
      if (op == Reduction.MAX || op == Reduction.MIN) {
        add(name + " of an ascending [n]", covers, LENGTHS, n -> List.of(in.ramp(n)), all);
      }
      along(
          name,
          covers,
          (x, axis) -> Samples.reduce(op, x, new int[] {axis}, false),
          s -> folded(op, s));
      rows.add(
          row(name + " of [257, n]", covers, new int[] {129}, n -> List.of(folded(op, 257, n)), all)
              .lying(lay(Lay.TRANSPOSED, 0), lay(Lay.STEPPED, 0)));
      add(
          name + " of columns of [n, 2050]",
          covers,
          new int[] {1, 63, 64, 65, 129},
          n -> List.of(folded(op, n, 2050)),
          x -> Samples.reduce(op, x[0], new int[] {0}, false));
      rows.add(
          new Row(
              name + " of integers",
              covers,
              INTEGERS,
              LENGTHS,
              n -> List.of(in.whole(13, -2, 2, n)),
              all));
    }
    for (ArgReduction op : ArgReduction.values()) {
      boolean top = op == ArgReduction.ARGMAX;
      BiFunction<Tensor, Integer, Tensor> f = (x, axis) -> top ? x.argmax(axis) : x.argmin(axis);
      along(op.label(), Set.of(op, ArgReduction.Along.class), f, s -> in.whole(14, -900, 900, s));
      along(op.label() + " of ascending", Set.of(op), f, in::ramp);
    }
  }

  // ---- what goes along an axis ----

  /** Along the last axis, the first, and one between others; then with several threads. */
  private void along(
      String name, Set<?> covers, BiFunction<Tensor, Integer, Tensor> f, Values values) {
    add(name + " along [n]", covers, LENGTHS, n -> List.of(values.at(n)), x -> f.apply(x[0], 0));
    add(
        name + " along 1 of [3, n]",
        covers,
        AXIS,
        n -> List.of(values.at(3, n)),
        x -> f.apply(x[0], 1));
    add(
        name + " along 0 of [n, 3]",
        covers,
        AXIS,
        n -> List.of(values.at(n, 3)),
        x -> f.apply(x[0], 0));
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      rows.add(
          row(
                  name + " along " + a + " of [n, 129, 67]",
                  covers,
                  new int[] {5},
                  n -> List.of(values.at(n, 129, 67)),
                  x -> f.apply(x[0], a))
              .lying(Arrangement.DENSE, lay(Lay.TRANSPOSED, 0)));
    }
  }

  private void alongAnAxis() {
    for (Scan op : Scan.values()) {
      along(
          op.label(),
          Set.of(op, Scan.Along.class),
          (x, axis) -> Dispatch.apply(new Scan.Along(op, axis), x),
          s -> op == Scan.CUMPROD ? in.factors(s) : in.whole(15, -9, 9, s));
    }
    Values values = s -> in.grid(16, -2, 2, s);
    for (boolean descending : new boolean[] {false, true}) {
      along(
          descending ? "argsort, descending," : "argsort",
          Set.of(ArgSort.class),
          (x, axis) -> x.argsort(axis, descending),
          s -> in.whole(17, -99, 99, s));
    }
    along("softmax", Set.of(SoftmaxAlong.class), (x, axis) -> x.softmax(axis), values);
    along("logSoftmax", Set.of(SoftmaxAlong.class), (x, axis) -> x.logSoftmax(axis), values);
    along("logSumExp", Set.of(LogSumExp.class), (x, axis) -> x.logSumExp(axis), values);
    for (boolean log : new boolean[] {false, true}) {
      along(
          log ? "logSoftmaxGrad" : "softmaxGrad",
          Set.of(SoftmaxAlong.Grad.class),
          (x, axis) -> new SoftmaxAlong.Grad(axis, log).of(x, x.plus(2).times(0.125)),
          values);
    }
    for (double p : new double[] {1, 2, 3, Double.POSITIVE_INFINITY}) {
      along("norm, p = " + p + ",", Set.of(PNorm.class), (x, axis) -> x.norm(p, axis), values);
    }
    for (int c : new int[] {1, 2, 5, 17, 130}) {
      add(
          "crossEntropy of [n, " + c + "]",
          Set.of(SoftmaxCrossEntropy.class),
          all(AXIS, 2049),
          n -> List.of(in.grid(18, -2, 2, n, c), in.index(19, 0, c, n)),
          x -> SoftmaxCrossEntropy.perRow(x[0], x[1]));
      add(
          "crossEntropyGrad of [n, " + c + "]",
          Set.of(SoftmaxCrossEntropy.Grad.class),
          all(AXIS, 2049),
          n -> List.of(in.grid(18, -2, 2, n, c), in.index(19, 0, c, n), in.grid(20, 0.25, 1, n)),
          x -> new SoftmaxCrossEntropy.Grad().of(x));
    }
  }

  private static int[] all(int[] a, int... b) {
    int[] r = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, r, a.length, b.length);
    return r;
  }

  // ---- movement ----

  private void movement() {
    IntFunction<List<Tensor>> vector = n -> List.of(in.grid(21, -2, 2, n));
    IntFunction<List<Tensor>> matrix = n -> List.of(in.grid(22, -2, 2, n, 37));
    int[] lengths = all(AXIS, 32769);
    for (DType t : DType.values()) {
      add("cast to " + t, Set.of(Movement.Cast.class), LENGTHS, vector, x -> x[0].to(t));
    }
    add(
        "copy of a transposed [n, 37]",
        Set.of(Movement.Permute.class),
        lengths,
        matrix,
        x -> x[0].permute(1, 0).copy());
    add(
        "reshape of a transposed [n, 37]",
        Set.of(Movement.Reshape.class),
        lengths,
        matrix,
        x -> x[0].permute(1, 0).reshape(-1));
    add(
        "copy of an expanded [n]",
        Set.of(Movement.Expand.class),
        lengths,
        vector,
        x -> x[0].expand(3, x[0].dim(0)).copy());
    add(
        "copy of every third of [n]",
        Set.of(Movement.StridedSlice.class),
        LENGTHS,
        vector,
        x -> x[0].slice(Slice.of(null, null, 3)).copy());
    add("pad", Set.of(Movement.Pad.class), LENGTHS, vector, x -> x[0].pad(1.5, 3, 1));
    add(
        "concat",
        Set.of(Movement.Concat.class),
        LENGTHS,
        vector,
        x -> Tensor.concat(0, x[0], x[0].slice(Slice.from(1)), x[0]));
    add(
        "diagonal",
        Set.of(Movement.Diagonal.class),
        new int[] {1, 2, 16, 17, 65, 129},
        n -> List.of(in.grid(23, -2, 2, n, n)),
        x -> x[0].diagonal(0, 0, 1).copy());
    int[] wide = all(Arrays.copyOfRange(AXIS, 3, AXIS.length), 32769);
    Movement.Unfold windows = new Movement.Unfold(0, 3, 2, 2);
    add(
        "unfold",
        Set.of(Movement.Unfold.class),
        wide,
        vector,
        x -> Dispatch.apply(windows, x[0]).copy());
    add(
        "fold",
        Set.of(Movement.Fold.class),
        wide,
        n -> List.of(in.grid(24, -2, 2, (n - 5) / 2 + 1, 3)),
        x -> Dispatch.apply(new Movement.Fold(windows, 2 * x[0].dim(0) + 3), x[0]));
    add(
        "transfer",
        Set.of(Movement.Transfer.class),
        LENGTHS,
        vector,
        x -> x[0].exp().to(x[0].backend()));
  }

  private void indexing() {
    int[] lengths = all(AXIS, 32769);
    add(
        "gather of [n]",
        Set.of(GatherScatter.Gather.class),
        lengths,
        n -> List.of(in.grid(25, -2, 2, 33, 5), in.index(26, -33, 33, n, 5)),
        x -> x[0].gather(0, x[1]));
    add(
        "gather from [n]",
        Set.of(GatherScatter.Gather.class),
        lengths,
        n -> List.of(in.grid(25, -2, 2, 2, n), in.index(26, -n, n, 2, 65)),
        x -> x[0].gather(1, x[1]));
    add(
        "nonzero of [n]",
        Set.of(Nonzero.class),
        LENGTHS,
        n -> List.of(in.whole(70, -1, 1, n)),
        x -> x[0].nonzero());
    add(
        "searchSorted of [n] in [n]",
        Set.of(SearchSorted.class),
        LENGTHS,
        n -> List.of(in.grid(71, 0, 1, n), in.grid(72, -1, n, n)),
        x -> x[0].sort(0, false).values().searchSorted(x[1], false));
    add(
        "scatterAdd of [n]",
        Set.of(GatherScatter.ScatterAdd.class),
        lengths,
        n ->
            List.of(
                in.grid(27, -2, 2, 33, 5), in.index(28, -33, 33, n, 5), in.whole(29, -2, 2, n, 5)),
        x -> x[0].scatterAdd(0, x[1], x[2]));
    add(
        "scatter of [n]",
        Set.of(GatherScatter.Scatter.class),
        lengths,
        n ->
            List.of(in.grid(30, -2, 2, 5, 33), in.index(31, 0, 33, 5, n), in.grid(32, -2, 2, 5, n)),
        x -> x[0].scatter(1, x[1], x[2]));
  }

  // ---- products ----

  private void product(String name, int[] lengths, IntFunction<int[]> sizes) {
    Arrangement[] lays = {
      Arrangement.DENSE, lay(Lay.TRANSPOSED, 0), lay(Lay.TRANSPOSED, 1), lay(Lay.STEPPED, -1)
    };
    rows.add(
        row(
                "matmul " + name,
                Set.of(Matmul.class),
                lengths,
                n -> {
                  int[] s = sizes.apply(n);
                  return List.of(in.whole(33, -9, 9, s[0], s[2]), in.grid(34, -2, 2, s[2], s[1]));
                },
                x -> x[0].matmul(x[1]))
            .lying(lays));
    rows.add(
        row(
                "linear " + name,
                Set.of(Affine.class),
                lengths,
                n -> {
                  int[] s = sizes.apply(n);
                  return List.of(
                      in.whole(35, -9, 9, s[0], s[2]),
                      in.grid(36, -2, 2, s[1], s[2]),
                      in.grid(37, -2, 2, s[1]));
                },
                x -> new Affine(Epilogue.RELU).of(x))
            .lying(Arrangement.DENSE, lay(Lay.TRANSPOSED, 1)));
  }

  private void products() {
    product("[n, 33] x [33, 17]", TILES, n -> new int[] {n, 17, 33});
    product("[17, 33] x [33, n]", TILES, n -> new int[] {17, n, 33});
    product("[9, n] x [n, 19]", TILES, n -> new int[] {9, 19, n});
    product("[3, n] x [n, 5]", BLOCKS, n -> new int[] {3, 5, n});
    product("[17, n] x [n, 18]", BLOCKS, n -> new int[] {17, 18, n});
    product("[n, 130] x [130, 120]", new int[] {97, 128}, n -> new int[] {n, 120, 130});
    product("[1, 257] x [257, n]", new int[] {1, 1025, 2049}, n -> new int[] {1, n, 257});
    product("[n, 257] x [257, 1]", new int[] {1, 1025, 2049}, n -> new int[] {n, 1, 257});
    int[] batches = {1, 2, 3, 4, 5, 8, 33};
    rows.add(
        row(
                "matmul [n, 9, 10] x [n, 10, 11]",
                Set.of(Matmul.class),
                batches,
                n -> List.of(in.whole(38, -9, 9, n, 9, 10), in.grid(39, -2, 2, n, 10, 11)),
                x -> x[0].matmul(x[1]))
            .lying(Arrangement.DENSE, lay(Lay.TRANSPOSED, -1)));
    add(
        "matmul [n, 9, 10] x [10, 11]",
        Set.of(Matmul.class),
        batches,
        n -> List.of(in.whole(38, -9, 9, n, 9, 10), in.grid(39, -2, 2, 10, 11)),
        x -> x[0].matmul(x[1]));
  }

  /** Up to where the differences of all pairs no longer fit into what is made at once. */
  private void distances() {
    Function<Tensor[], Tensor> norms = x -> x[0].unsqueeze(1).minus(x[1].unsqueeze(0)).norm(2, 2);
    add(
        "cosineSimilarity of [2, n]",
        Set.of(CosineSimilarity.class),
        AXIS,
        n -> List.of(in.grid(73, -2, 2, 2, n), in.grid(74, -2, 2, 2, n)),
        x -> x[0].cosineSimilarity(x[1], 1, 1e-8));
    rows.add(
        row(
                "cdist [n, 17] to [182, 17]",
                Set.of(Cdist.class),
                new int[] {1, 2, 33, 182, 183},
                n -> List.of(in.grid(60, -2, 2, n, 17), in.grid(61, -2, 2, 182, 17)),
                x -> x[0].cdist(x[1], 2))
            .meaning(norms));
    rows.add(
        row(
                "cdistGrad [n, 17] to [182, 17]",
                Set.of(Cdist.Grad.class),
                new int[] {1, 2, 33, 182, 183},
                n ->
                    List.of(
                        in.grid(60, -2, 2, n, 17),
                        in.grid(61, -2, 2, 182, 17),
                        in.grid(62, -2, 2, n, 182)),
                x -> new Cdist.Grad(2).of(x))
            .meaning(
                x -> {
                  Tensor a = x[0].requiresGrad();
                  return norms.apply(new Tensor[] {a, x[1]}).backward(x[2]).get(a);
                }));
  }

  // ---- normalization, attention, recurrent cells ----

  private void normalizations() {
    for (Standardize.Kind kind : Standardize.Kind.values()) {
      for (int axis : new int[] {0, 1}) {
        Standardize op = new Standardize(kind, Ints.of(axis), 0.125);
        IntFunction<Shape> shape = n -> axis == 0 ? Shape.of(9, n) : Shape.of(n, 9);
        IntFunction<Tensor> x = n -> in.grid(80, -2, 2, shape.apply(n).dims());
        IntFunction<Tensor> g = n -> in.grid(81, -2, 2, shape.apply(n).dims());
        IntFunction<Tensor> w = n -> in.grid(82, 0.25, 1, shape.apply(n).with(axis, 1).dims());
        String name = kind + " of n, along 9 on axis " + axis;
        add(
            name,
            Set.of(Standardize.class),
            AXIS,
            n -> List.of(x.apply(n), w.apply(n), w.apply(n)),
            t -> op.of(t));
        add(
            name + ", inputGrad",
            Set.of(Standardize.InputGrad.class),
            AXIS,
            n -> List.of(g.apply(n), x.apply(n), w.apply(n)),
            t -> new Standardize.InputGrad(op).of(t));
      }
      Standardize rows = new Standardize(kind, Ints.of(1), 0.125);
      add(
          kind + " of [9, n]",
          Set.of(Standardize.class),
          AXIS,
          n -> List.of(in.grid(80, -2, 2, 9, n), in.grid(82, 0.25, 1, 1, n)),
          t -> rows.of(t));
      add(
          kind + " weightGrad of [9, n]",
          Set.of(Standardize.WeightGrad.class),
          AXIS,
          n -> List.of(in.grid(81, -2, 2, 9, n), in.grid(80, -2, 2, 9, n)),
          t -> new Standardize.WeightGrad(rows, t[0].shape().with(0, 1)).of(t));
    }
    add(
        "batchNormInference of [2, n, 9]",
        Set.of(Standardize.By.class),
        AXIS,
        n ->
            List.of(
                in.grid(80, -2, 2, 2, n, 9),
                in.grid(81, -2, 2, 1, n, 1),
                in.grid(82, 0.25, 1, 1, n, 1)),
        t -> new Standardize.By(0.125).of(t));
  }

  private void attention() {
    for (boolean causal : new boolean[] {false, true}) {
      String name = causal ? "causal attention" : "attention";
      IntFunction<Tensor> q = n -> in.grid(84, -1, 1, 2, n, 9);
      IntFunction<Tensor> k = n -> in.grid(85, -1, 1, 2, n + 1, 9);
      IntFunction<Tensor> v = n -> in.grid(86, -1, 1, 2, n + 1, 17);
      int[] lengths = {1, 2, 15, 17, 33, 65, 129};
      add(
          name + " of [2, n, 9] over n + 1",
          Set.of(ScaledDotProduct.class),
          lengths,
          n -> List.of(q.apply(n), k.apply(n), v.apply(n)),
          t -> new ScaledDotProduct(causal).of(t));
      add(
          name + " of [2, n, 9] over n + 1, masked",
          Set.of(ScaledDotProduct.class),
          lengths,
          n -> List.of(q.apply(n), k.apply(n), v.apply(n), in.grid(89, -1, 1, n, n + 1)),
          t -> new ScaledDotProduct(causal).of(t[0], t[1], t[2], t[3].gt(0)));
      add(
          name + "Grad of [2, n, 9] over n + 1",
          Set.of(ScaledDotProduct.Grad.class),
          lengths,
          n ->
              List.of(
                  in.grid(87, -1, 1, 2, n, 17),
                  in.grid(88, -1, 1, 2, n, 17),
                  q.apply(n),
                  k.apply(n),
                  v.apply(n)),
          t -> new ScaledDotProduct.Grad(causal).of(t));
    }
  }

  private void cells() {
    add(
        "lstmCell of [7, n]",
        Set.of(LstmStep.class),
        AXIS,
        n ->
            List.of(
                in.grid(90, -2, 2, 7, 4 * n),
                in.grid(91, -2, 2, 7, 4 * n),
                in.grid(92, -1, 1, 7, n)),
        t -> new LstmStep().of(t));
    add(
        "lstmCellGrad of [7, n]",
        Set.of(LstmStep.Grad.class),
        AXIS,
        n ->
            List.of(
                in.grid(93, -1, 1, 2, 7, n),
                in.grid(90, -2, 2, 7, 4 * n),
                in.grid(91, -2, 2, 7, 4 * n),
                in.grid(92, -1, 1, 7, n),
                in.grid(94, -1, 1, 2, 7, n)),
        t -> new LstmStep.Grad().of(t));
    add(
        "gruCell of [7, n]",
        Set.of(GruStep.class),
        AXIS,
        n ->
            List.of(
                in.grid(90, -2, 2, 7, 3 * n),
                in.grid(91, -2, 2, 7, 3 * n),
                in.grid(92, -1, 1, 7, n)),
        t -> new GruStep().of(t));
    add(
        "gruCellGrad of [7, n]",
        Set.of(GruStep.Grad.class),
        AXIS,
        n ->
            List.of(
                in.grid(93, -1, 1, 7, n),
                in.grid(90, -2, 2, 7, 3 * n),
                in.grid(91, -2, 2, 7, 3 * n),
                in.grid(92, -1, 1, 7, n)),
        t -> new GruStep.Grad().of(t));
    sequences(1, 1, 2, 11, 12, 13, 25);
    sequences(9, 1, 2, 11, 12, 13, 25);
    sequences(17, 1, 11, 12, 13, 25);
    sequences(129, 1, 13, 27); // more than one task
    sequences(520, 3); // sums over more than 2048 gates
  }

  /** Batches of n sequences of one or two steps. */
  private void sequences(int hidden, int... batches) {
    int h = hidden;
    IntFunction<Tensor> lengths = n -> in.index(106, 1, 3, n);
    IntFunction<Tensor> state = n -> in.grid(95, -1, 1, n, h);
    IntFunction<Tensor> x = n -> in.grid(96, -2, 2, 2, n, 4 * h);
    Tensor w = in.grid(97, -0.25, 0.25, 4 * h, h);
    add(
        "lstm of [2, n, " + h + "]",
        Set.of(LstmSequence.class),
        batches,
        n -> List.of(x.apply(n), w, state.apply(n), in.grid(98, -1, 1, n, h), lengths.apply(n)),
        t -> new LstmSequence(false).of(t));
    add(
        "lstmGrad of [2, n, " + h + "]",
        Set.of(LstmSequence.Grad.class),
        batches,
        n ->
            List.of(
                in.grid(99, -1, 1, 2, 2, n, h),
                x.apply(n),
                w,
                state.apply(n),
                in.grid(98, -1, 1, n, h),
                in.grid(100, -1, 1, 2, 2, n, h)),
        t -> new LstmSequence.Grad(true).of(t));
    IntFunction<Tensor> gated = n -> in.grid(101, -2, 2, 2, n, 3 * h);
    Tensor u = in.grid(102, -0.25, 0.25, 3 * h, h);
    Tensor b = in.grid(103, -1, 1, 3 * h);
    add(
        "gru of [2, n, " + h + "]",
        Set.of(GruSequence.class),
        batches,
        n -> List.of(gated.apply(n), u, b, state.apply(n), lengths.apply(n)),
        t -> new GruSequence(false).of(t));
    add(
        "gruGrad of [2, n, " + h + "]",
        Set.of(GruSequence.Grad.class),
        batches,
        n ->
            List.of(
                in.grid(104, -1, 1, 2, n, h),
                gated.apply(n),
                u,
                b,
                state.apply(n),
                in.grid(105, -1, 1, 2, n, h)),
        t -> new GruSequence.Grad(true).of(t));
  }

  // ---- convolutions and pools ----

  /** The sizes [N, C, H, W] and [O, C, KH, KW] of a convolution. */
  private void convolution(String name, int[] lengths, Geometry g, IntFunction<int[]> sizes) {
    CrossCorrelation conv = new CrossCorrelation(g);
    IntFunction<Tensor> x = n -> in.grid(40, -2, 2, Arrays.copyOf(sizes.apply(n), 4));
    IntFunction<Tensor> w =
        n -> {
          int[] s = sizes.apply(n);
          return in.grid(41, -1, 1, s[4], s[1] / g.groups(), s[5], s[6]);
        };
    IntFunction<Tensor> y = n -> in.grid(42, -2, 2, conv.shape(x.apply(n), w.apply(n)).dims());
    add(
        "conv " + name,
        Set.of(CrossCorrelation.class),
        lengths,
        n -> List.of(x.apply(n), w.apply(n)),
        t -> conv.of(t[0], t[1]));
    add(
        "convInputGrad " + name,
        Set.of(CrossCorrelation.InputGrad.class),
        lengths,
        n -> List.of(y.apply(n), w.apply(n), x.apply(n)),
        t -> new CrossCorrelation.InputGrad(g, t[2].shape().range(2, 4)).of(t[0], t[1]));
    add(
        "convWeightGrad " + name,
        Set.of(CrossCorrelation.WeightGrad.class),
        lengths,
        n -> List.of(x.apply(n), y.apply(n), w.apply(n)),
        t -> new CrossCorrelation.WeightGrad(g, t[2].shape().range(2, 4)).of(t[0], t[1]));
  }

  private static Geometry geometry(int stride, int padding, int dilation, int groups) {
    return new Geometry(
        Ints.of(stride, stride), Ints.of(padding, padding), Ints.of(dilation, dilation), groups);
  }

  private void convolutions() {
    Geometry plain = geometry(1, 1, 1, 1);
    convolution("of n images", CHANNELS, plain, n -> new int[] {n, 2, 5, 6, 3, 3, 3});
    convolution("of n channels", CHANNELS, plain, n -> new int[] {2, n, 5, 6, 3, 3, 3});
    convolution("to n channels", CHANNELS, plain, n -> new int[] {2, 3, 5, 6, n, 3, 3});
    convolution("of width n", WIDTHS, plain, n -> new int[] {2, 2, 4, n, 3, 3, 3});
    convolution("of height n", WIDTHS, geometry(2, 1, 1, 1), n -> new int[] {2, 2, n, 7, 3, 3, 2});
    convolution(
        "dilated, of width n",
        new int[] {7, 8, 9, 16, 17, 33},
        geometry(2, 2, 2, 1),
        n -> new int[] {1, 2, 6, n, 3, 3, 3});
    convolution("in n groups", new int[] {1, 2, 3, 8}, plain, n -> new int[] {2, 6, 4, 5, 6, 3, 3});
    convolution(
        "of one element, n images",
        CHANNELS,
        geometry(1, 0, 1, 1),
        n -> new int[] {n, 3, 4, 5, 4, 1, 1});
    convolution("of many", new int[] {8}, plain, n -> new int[] {n, 9, 17, 19, 18, 3, 3});
  }

  private static PlaneWindows windows(int height, int width) {
    int rows = (height + 1 - 2) / 2 + 1;
    int columns = (width + 2 - 3) / 1 + 1;
    return new PlaneWindows(
        Shape.of(2, 3), Ints.of(2, 1), Ints.of(1, 1), Ints.of(1, 1), Shape.of(rows, columns));
  }

  /** The planes [n, 5, 7] and [3, 4, n], all negative, so that padding must not be the largest. */
  private void pools() {
    List<IntFunction<int[]>> planes =
        List.of(n -> new int[] {n, 5, 7}, n -> new int[] {3, 4, n}, n -> new int[] {3, n, 5});
    String[] names = {"of n planes", "of width n", "of height n"};
    int[][] lengths = {{1, 2, 3, 8, 17, 65, 1200}, WIDTHS, WIDTHS};
    for (int i = 0; i < names.length; i++) {
      IntFunction<int[]> s = planes.get(i);
      IntFunction<List<Tensor>> inputs = n -> List.of(in.grid(43, -3, -1, s.apply(n)));
      add(
          "maxPool " + names[i],
          Set.of(PlaneWindows.ArgMax.class),
          lengths[i],
          inputs,
          x -> new PlaneWindows.ArgMax(windows(x[0].dim(1), x[0].dim(2))).of(x[0]));
      add(
          "sumPool " + names[i],
          Set.of(PlaneWindows.Sum.class),
          lengths[i],
          inputs,
          x -> new PlaneWindows.Sum(windows(x[0].dim(1), x[0].dim(2))).of(x[0]));
      add(
          "sumPoolGrad " + names[i],
          Set.of(PlaneWindows.SumGrad.class),
          lengths[i],
          n -> {
            Tensor x = in.grid(43, -3, -1, s.apply(n));
            PlaneWindows w = windows(x.dim(1), x.dim(2));
            return List.of(x, in.grid(44, -2, 2, x.dim(0), w.count().dim(0), w.count().dim(1)));
          },
          x ->
              new PlaneWindows.SumGrad(windows(x[0].dim(1), x[0].dim(2)), x[0].shape().range(1, 3))
                  .of(x[1]));
    }
  }

  // ---- updates ----

  private void update(InPlace op, int inputs) {
    add(
        op.label() + " of [n]",
        Set.of(op.getClass()),
        STATES,
        n -> {
          List<Tensor> states = new ArrayList<>();
          for (int i = 0; i < inputs; i++) {
            states.add(in.grid(45 + i, i == 0 || i == inputs - 1 ? -1 : 0.25, 1, n));
          }
          return states;
        },
        x -> Samples.updated(op, x));
  }

  private void updates() {
    update(new SgdStep(0.125, 0, 0, 0, false, false), 2);
    update(new SgdStep(0.125, 0.9, 0.1, 0.01, true, false), 3);
    update(new AdamStep(0.01, 0.9, 0.99, 1e-8, 0.1, true, false, 7), 4);
    update(new AdamStep(0.01, 0.9, 0.99, 1e-8, 0, false, true, 7), 5);
    update(new AdagradStep(0.1, 0.01, 1e-10, 0.1, 3), 3);
    update(new AdadeltaStep(0.5, 0.9, 1e-6, 0.1), 4);
    update(new AdamaxStep(0.1, 0.9, 0.99, 1e-8, 0.1, 3), 4);
    update(new NadamStep(0.1, 0.9, 0.99, 1e-8, 0.1, 0.8, 0.82, 0.7, 3), 4);
    update(new RadamStep(0.1, 0.9, 0.99, 1e-8, 0.1, 30), 4);
    update(new RmspropStep(0.1, 0.9, 1e-8, 0.1, 0, false), 3);
    update(new RpropStep(0.5, 1.2, 1e-6, 0.9), 4);
    update(new AsgdStep(0.1, 0.01, 0.1, 0.5), 3);
    update(new LionStep(0.125, 0.9, 0.99, 0.1), 3);
    update(new LambStep(0.1, 0.9, 0.99, 1e-6, 0.1, 3), 4);
    update(new AdafactorStep(0.1, -0.8, 1e-3, 1e-3, 1, 0.1, false, 3), 3);
    MuonStep muon = new MuonStep(0.1, 0.9, true, 0.1, 2);
    add(
        "muonStep of [9, n]",
        Set.of(MuonStep.class),
        AXIS,
        n -> List.of(in.grid(45, -1, 1, 9, n), in.grid(46, -1, 1, 9, n), in.grid(47, -1, 1, 9, n)),
        x -> Samples.updated(muon, x));
  }
}
