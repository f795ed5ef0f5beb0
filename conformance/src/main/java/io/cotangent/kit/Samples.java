package io.cotangent.kit;

import static io.cotangent.op.Normalization.batchNorm;
import static io.cotangent.op.Normalization.groupNorm;
import static io.cotangent.op.Normalization.instanceNorm;
import static io.cotangent.op.Normalization.layerNorm;
import static io.cotangent.op.Normalization.rmsNorm;

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
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Uses of every operation. A new operation needs a sample here, or the kit fails. */
public final class Samples {
  private static final Set<DType> FLOATS = EnumSet.of(DType.F32, DType.F64);

  private final Backend oracle;
  private final List<Sample> all = new ArrayList<>();

  private Samples(Backend oracle) {
    this.oracle = oracle;
  }

  /**
   * All samples.
   *
   * @param oracle where their inputs are
   */
  public static List<Sample> all(Backend oracle) {
    Samples s = new Samples(oracle);
    s.unary();
    s.binary();
    s.ternary();
    s.reductions();
    s.scans();
    s.order();
    s.movement();
    s.cosineSimilarity();
    s.matmul();
    s.indexing();
    s.composites();
    s.convolutions();
    s.pools();
    s.norms();
    s.normalizations();
    s.attention();
    s.cells();
    s.updates();
    return s.all;
  }

  // ---- inputs ----

  /** Values between bounds, no two equal and none near an integer or a kink at 0. */
  private Tensor floats(int seed, double low, double high, int... shape) {
    double[] u = new Rng(seed).doubles(Shape.of(shape).size());
    for (int i = 0; i < u.length; i++) {
      double v = low + (high - low) * u[i];
      double gap = v - Math.rint(v);
      u[i] = Math.abs(gap) < 0.02 ? v + 0.03 : v;
    }
    return Tensor.of(oracle, u, Shape.of(shape));
  }

  private Tensor whole(int seed, int low, int high, int... shape) {
    double[] u = new Rng(seed).doubles(Shape.of(shape).size());
    for (int i = 0; i < u.length; i++) {
      u[i] = low + Math.floor((high - low) * u[i]);
    }
    return Tensor.of(oracle, u, Shape.of(shape));
  }

  private Tensor longs(int[] shape, long... values) {
    return Tensor.of(oracle, values, Shape.of(shape));
  }

  private Tensor truths(int... shape) {
    boolean[] b = new boolean[Shape.of(shape).size()];
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 3 != 1;
    }
    return Tensor.of(oracle, b, Shape.of(shape));
  }

  private static int[] ints(int... values) {
    return values;
  }

  private static Sample sample(
      String name, Function<Tensor[], Tensor> f, Set<Object> covers, Tensor... inputs) {
    return new Sample(name, covers, f, Arrays.asList(inputs), FLOATS, true, 1, "");
  }

  private void add(
      String name, Function<Tensor[], Tensor> f, Set<Object> covers, Tensor... inputs) {
    all.add(sample(name, f, covers, inputs));
  }

  // ---- elementwise ----

  /** Where a function is defined and smooth. */
  static double[] domain(Unary op) {
    return switch (op) {
      case LOG, LOG2, LOG10, SQRT, RSQRT, LGAMMA, DIGAMMA -> new double[] {0.2, 2.1};
      case LOG1P -> new double[] {-0.8, 2.1};
      case ASIN, ACOS, ATANH, ERFINV -> new double[] {-0.9, 0.9};
      case ACOSH -> new double[] {1.2, 3};
      case TAN -> new double[] {-1.2, 1.3};
      default -> new double[] {-1.9, 2.1};
    };
  }

  private void unary() {
    for (Unary op : Unary.values()) {
      if (op == Unary.NOT) {
        all.add(sample("not", in -> in[0].not(), Set.of(op), truths(3, 4)).withoutGradient());
        continue;
      }
      Function<Tensor[], Tensor> f = in -> op.of(in[0]);
      double[] range = domain(op);
      add(op.label(), f, Set.of(op), floats(1, range[0], range[1], 3, 4));
      if (op.integers() != null) {
        all.add(sample(op.label(), f, Set.of(op), whole(2, -9, 9, 3, 4)).onIntegers());
      }
      double low = range[0] == -1.9 ? 0.3 : range[0];
      double high = range[0] == -1.9 ? 3.3 : range[1];
      all.add(
          sample(op.label() + " of many", f, Set.of(op), floats(3, low, high, 7, 1031))
              .withoutGradient());
    }
  }

  private void binary() {
    for (Binary op : Binary.values()) {
      String name = op.label();
      Function<Tensor[], Tensor> f = in -> op.of(in[0], in[1]);
      Set<Object> covers = Set.of(op);
      if (op == Binary.AND || op == Binary.OR || op == Binary.XOR) {
        all.add(sample(name, f, covers, truths(3, 4), truths(4)).withoutGradient());
        continue;
      }
      if (op == Binary.POLYGAMMA) {
        polygamma();
        continue;
      }
      boolean gradient = op.isDifferentiable();
      Tensor a = op == Binary.POW ? floats(4, 0.3, 2.2, 3, 4) : floats(4, -1.9, 1.9, 3, 4);
      boolean positive = op == Binary.REM || op == Binary.REMAINDER || op == Binary.XLOGY;
      Tensor b = positive ? floats(5, 0.3, 0.8, 3, 4) : floats(5, -2.8, 2.8, 3, 4);
      List<Tensor> rights =
          List.of(b, floats(6, 0.4, 1.8, 4), floats(7, 0.4, 1.8, 3, 1), floats(8, 1.2, 1.7));
      String[] shapes = {"", " with a row", " with a column", " with a scalar"};
      for (int i = 0; i < rights.size(); i++) {
        Sample s = sample(name + shapes[i], f, covers, a, rights.get(i));
        all.add(gradient ? s : s.withoutGradient());
      }
      Sample scalar =
          sample(name + " of a scalar", f, covers, floats(8, 1.2, 1.7), floats(9, 0.3, 2.8, 3, 4));
      all.add(gradient ? scalar : scalar.withoutGradient());
      // At a == b comparisons and extremes have a kink, and a remainder has a step.
      all.add(
          sample(
                  name + " of the same",
                  in -> op.of(in[0], in[0]),
                  covers,
                  floats(9, 0.3, 1.9, 3, 4))
              .withoutGradient());
      all.add(
          sample(
                  name + " of many",
                  f,
                  covers,
                  floats(10, 0.3, 2, 5, 1031),
                  floats(11, 0.3, 2, 1031))
              .withoutGradient());
      if (op.integers() != null) {
        Tensor right = op == Binary.POW ? whole(12, 0, 4, 3, 4) : whole(12, 1, 9, 3, 4);
        all.add(sample(name, f, covers, whole(13, -9, 9, 3, 4), right).onIntegers());
      }
    }
  }

  /** The order is a number, by which nothing is differentiated. */
  private void polygamma() {
    for (int n = 1; n <= 3; n++) {
      int order = n;
      add(
          "polygamma of order " + n,
          in -> in[0].polygamma(order),
          Set.of(Binary.POLYGAMMA),
          floats(13, 0.6, 2.5, 3, 4));
    }
  }

  private void ternary() {
    add(
        "where",
        in -> in[0].where(in[1], in[2]),
        Set.of(Ternary.WHERE),
        truths(3, 4),
        floats(14, -2, 2, 3, 4),
        floats(15, -2, 2, 4));
    all.add(
        sample(
                "where",
                in -> in[0].where(in[1], in[2]),
                Set.of(Ternary.WHERE),
                truths(3, 4),
                whole(14, -9, 9, 3, 4),
                whole(15, -9, 9, 4))
            .onIntegers());
    add("clamp", in -> in[0].clamp(-0.7, 0.9), Set.of(Ternary.CLAMP), floats(16, -2, 2, 3, 4));
    all.add(
        sample("clamp", in -> in[0].clamp(-3, 4), Set.of(Ternary.CLAMP), whole(17, -9, 9, 3, 4))
            .onIntegers());
  }

  // ---- reductions ----

  private void reductions() {
    for (Reduction op : Reduction.values()) {
      Set<Object> covers = Set.of(op, Reduction.Along.class);
      int[][] folds = {{}, {0}, {1}, {2}, {0, 2}, {0, 1}, {1, 2}, {-1}};
      for (int[] axes : folds) {
        String name = op.label() + " over " + (axes.length == 0 ? "all" : Arrays.toString(axes));
        add(name, in -> reduce(op, in[0], axes, false), covers, floats(18, 0.5, 1.9, 2, 3, 4));
      }
      add(
          op.label() + " keeping axes",
          in -> reduce(op, in[0], new int[] {1}, true),
          covers,
          floats(19, -1.9, 1.9, 2, 3, 4));
      all.add(
          sample(
                  op.label() + " of many",
                  in -> reduce(op, in[0].times(0.001).plus(1), new int[] {1}, false),
                  covers,
                  floats(20, -1.9, 1.9, 3, 5003))
              .withoutGradient());
      Sample rows =
          sample(
                  op.label() + " of many rows",
                  in -> reduce(op, in[0].times(0.001).plus(1), new int[] {0}, false),
                  covers,
                  floats(21, -1.9, 1.9, 2003, 5))
              .withoutGradient();
      all.add(op == Reduction.PROD ? rows.looser(20, "2003 factors are rounded one by one") : rows);
      all.add(
          sample(
                  op.label(),
                  in -> reduce(op, in[0], new int[] {0, 2}, false),
                  covers,
                  whole(22, -5, 5, 2, 3, 4))
              .onIntegers());
    }
    add(
        "prod with zeros",
        in -> in[0].prod(1),
        Set.of(Reduction.PROD),
        Tensor.of(oracle, new double[] {0, 2, 3, 4, 0, 0, 5, 6, 7, 8, 9, 1.5}, Shape.of(3, 4)));
    add("mean", in -> in[0].mean(1), Set.of(), floats(23, -2, 2, 3, 4));
    add("variance", in -> in[0].variance(1), Set.of(), floats(24, -2, 2, 3, 4));
    for (ArgReduction op : ArgReduction.values()) {
      boolean top = op == ArgReduction.ARGMAX;
      for (int axis : new int[] {0, 1, -1}) {
        Function<Tensor[], Tensor> f = in -> top ? in[0].argmax(axis) : in[0].argmin(axis);
        Tensor x = floats(25, -2, 2, 2, 3, 4);
        String name = op.label() + " along " + axis;
        all.add(sample(name, f, Set.of(op, ArgReduction.Along.class), x).withoutGradient());
        all.add(
            sample(name, f, Set.of(op, ArgReduction.Along.class), whole(26, -3, 3, 2, 3, 4))
                .onIntegers());
      }
    }
  }

  static Tensor fold(Reduction op, Tensor x, int axis) {
    return reduce(op, x, new int[] {axis}, false);
  }

  static Tensor reduce(Reduction op, Tensor x, int[] axes, boolean keep) {
    return switch (op) {
      case SUM -> x.sum(axes, keep);
      case PROD -> x.prod(axes, keep);
      case MAX -> x.max(axes, keep);
      case MIN -> x.min(axes, keep);
    };
  }

  // ---- movement ----

  private void movement() {
    Tensor x = floats(27, -2, 2, 3, 4);
    add("permute", in -> in[0].permute(1, 0).square(), Set.of(Movement.Permute.class), x);
    add("reshape", in -> in[0].reshape(2, -1).square(), Set.of(Movement.Reshape.class), x);
    add(
        "expand",
        in -> in[0].unsqueeze(1).expand(3, 2, 4).square(),
        Set.of(Movement.Expand.class),
        x);
    add(
        "slice",
        in -> in[0].slice(Slice.of(null, null, -2), Slice.of(1, 4, 2)).square(),
        Set.of(Movement.StridedSlice.class),
        x);
    add("select", in -> in[0].get(1).square(), Set.of(Movement.StridedSlice.class), x);
    add("split", in -> in[0].split(3, 1)[1].square(), Set.of(Movement.StridedSlice.class), x);
    add("flip", in -> in[0].flip(0, 1).square(), Set.of(Movement.StridedSlice.class), x);
    add("pad", in -> in[0].pad(1.5, 1, 0, 2, 1).square(), Set.of(Movement.Pad.class), x);
    add(
        "concat",
        in -> Tensor.concat(1, in[0], in[1].transpose(0, 1)).square(),
        Set.of(Movement.Concat.class),
        x,
        floats(28, -2, 2, 2, 3));
    add("stack", in -> Tensor.stack(1, in[0], in[0].exp()), Set.of(Movement.Concat.class), x);
    add(
        "transfer",
        in -> in[0].exp().to(oracle).square().to(in[0].backend()),
        Set.of(Movement.Transfer.class),
        x);
    for (int offset : new int[] {-1, 0, 2}) {
      add(
          "diagonal " + offset,
          in -> in[0].diagonal(offset, 0, 2),
          Set.of(Movement.Diagonal.class),
          floats(69, -2, 2, 3, 2, 4));
    }
    Movement.Unfold windows = new Movement.Unfold(1, 2, 1, 2);
    Tensor wide = floats(70, -2, 2, 2, 5, 3);
    add("windows", in -> Dispatch.apply(windows, in[0]), Set.of(Movement.Unfold.class), wide);
    add(
        "fold",
        in -> Dispatch.apply(new Movement.Fold(windows, 5), in[0]),
        Set.of(Movement.Fold.class),
        floats(71, -2, 2, 2, 3, 3, 2));
    add("cast", in -> in[0].to(DType.F64).square(), Set.of(Movement.Cast.class), x);
    Tensor numbers = whole(29, -9, 9, 3, 4);
    for (DType t : DType.values()) {
      Sample s = sample("cast to " + t, in -> in[0].to(t), Set.of(Movement.Cast.class), numbers);
      all.add(s.withoutGradient());
      all.add(s.onIntegers());
    }
    all.add(
        sample(
                "cast of truth values",
                in -> in[0].gt(0).to(DType.I32),
                Set.of(Movement.Cast.class),
                floats(30, -2, 2, 3, 4))
            .withoutGradient());
  }

  private void scans() {
    for (Scan op : Scan.values()) {
      for (int axis : new int[] {0, 1, 2}) {
        Function<Tensor[], Tensor> f = in -> Dispatch.apply(new Scan.Along(op, axis), in[0]);
        Set<Object> covers = Set.of(op, Scan.Along.class);
        String name = op.label() + " along " + axis;
        Sample s = sample(name, f, covers, floats(54, -1.9, 1.9, 2, 3, 4));
        all.add(op.isSearch() ? s.withoutGradient() : s);
        if (op != Scan.LOGCUMSUMEXP) {
          all.add(sample(name, f, covers, whole(55, -3, 3, 2, 3, 4)).onIntegers());
        }
      }
      all.add(
          sample(
                  op.label() + " of many",
                  in -> Dispatch.apply(new Scan.Along(op, 1), in[0]),
                  Set.of(op, Scan.Along.class),
                  floats(56, 0.9, 1.1, 3, 700))
              .looser(20, "the fold goes on in F32 from element to element")
              .withoutGradient());
    }
    add(
        "cumprod with zeros",
        in -> in[0].times(in[1]).cumprod(1),
        Set.of(Scan.CUMPROD, Scan.Along.class),
        floats(57, 0.5, 1.9, 2, 5),
        whole(58, 0, 2, 2, 5).to(DType.F64));
  }

  private void order() {
    for (boolean descending : new boolean[] {false, true}) {
      for (int axis : new int[] {0, 1, 2}) {
        Function<Tensor[], Tensor> f = in -> in[0].sort(axis, descending).values();
        String name = "sort along " + axis + (descending ? ", descending" : "");
        add(name, f, Set.of(ArgSort.class), floats(59, -1.9, 1.9, 2, 3, 4));
        all.add(
            sample(
                    name,
                    in -> in[0].argsort(axis, descending),
                    Set.of(ArgSort.class),
                    whole(60, -3, 3, 2, 3, 4))
                .onIntegers());
      }
    }
    all.add(
        sample(
                "argsort of many",
                in -> in[0].argsort(-1, false),
                Set.of(ArgSort.class),
                floats(61, -9, 9, 3, 700))
            .withoutGradient());
  }

  // ---- convolutions, pools, norms ----

  private void convolutions() {
    int[][] xs = {{2, 4, 9}, {2, 4, 6, 7}, {2, 4, 4, 5, 3}};
    int[][] ws = {{6, 2, 3}, {2, 4, 3, 2}, {4, 2, 2, 3, 1}};
    int[][] strides = {{2}, {1, 2}, {2, 2, 1}};
    int[][] paddings = {{1}, {1, 0}, {1, 1, 0}};
    int[][] dilations = {{2}, {1, 1}, {2, 1, 1}};
    int[] groups = {2, 1, 2};
    for (int i = 0; i < 3; i++) {
      Geometry g =
          new Geometry(Ints.of(strides[i]), Ints.of(paddings[i]), Ints.of(dilations[i]), groups[i]);
      Shape size = Shape.of(xs[i]).range(2, xs[i].length);
      Shape kernel = Shape.of(ws[i]).range(2, ws[i].length);
      Tensor x = floats(62, -1, 1, xs[i]);
      Tensor w = floats(63, -1, 1, ws[i]);
      CrossCorrelation conv = new CrossCorrelation(g);
      Tensor y = floats(64, -1, 1, conv.shape(x, w).dims());
      String name = "conv" + (i + 1) + "d";
      Set<Object> covers = Set.of(CrossCorrelation.class);
      add(name, in -> conv.of(in[0], in[1]), covers, x, w);
      add(
          name + "InputGrad",
          in -> new CrossCorrelation.InputGrad(g, size).of(in[0], in[1]),
          Set.of(CrossCorrelation.InputGrad.class),
          y,
          w);
      add(
          name + "WeightGrad",
          in -> new CrossCorrelation.WeightGrad(g, kernel).of(in[0], in[1]),
          Set.of(CrossCorrelation.WeightGrad.class),
          x,
          y);
    }
    Geometry plain = new Geometry(Ints.of(1, 1), Ints.of(1, 1), Ints.of(1, 1), 1);
    all.add(
        sample(
                "conv2d of many",
                in -> new CrossCorrelation(plain).of(in[0], in[1]),
                Set.of(CrossCorrelation.class),
                floats(65, -1, 1, 3, 16, 17, 19),
                floats(66, -1, 1, 24, 16, 3, 3))
            .withoutGradient());
  }

  private void pools() {
    PlaneWindows w =
        new PlaneWindows(
            Shape.of(2, 3), Ints.of(2, 1), Ints.of(1, 0), Ints.of(1, 2), Shape.of(3, 3));
    PlaneWindows sums =
        new PlaneWindows(
            Shape.of(2, 3), Ints.of(2, 1), Ints.of(1, 1), Ints.of(1, 1), Shape.of(3, 5));
    Tensor x = floats(67, -1, 1, 3, 4, 7);
    all.add(
        sample(
                "maxPool",
                in -> new PlaneWindows.ArgMax(w).of(in[0]),
                Set.of(PlaneWindows.ArgMax.class),
                x)
            .withoutGradient());
    add("sumPool", in -> new PlaneWindows.Sum(sums).of(in[0]), Set.of(PlaneWindows.Sum.class), x);
    add(
        "sumPoolGrad",
        in -> new PlaneWindows.SumGrad(sums, Shape.of(4, 7)).of(in[0]),
        Set.of(PlaneWindows.SumGrad.class),
        floats(68, -1, 1, 3, 3, 5));
  }

  private void norms() {
    for (double p : new double[] {0, 0.5, 1, 2, 3, Double.POSITIVE_INFINITY}) {
      add(
          "norm, p = " + p,
          in -> in[0].norm(p, 0, 2),
          Set.of(PNorm.class),
          floats(69, 0.3, 1.9, 2, 3, 4));
    }
    Tensor a = floats(90, 0.3, 0.9, 2, 3, 4);
    Tensor b = floats(91, 1.1, 1.9, 2, 4);
    for (double p : new double[] {1, 2, 3}) {
      add("cdist, p = " + p, in -> in[0].cdist(in[1], p), Set.of(Cdist.class), a, b);
    }
    add(
        "cdistGrad",
        in -> new Cdist.Grad(2).of(in),
        Set.of(Cdist.Grad.class),
        a,
        b,
        floats(92, -1, 1, 2, 3, 2));
  }

  private void cosineSimilarity() {
    for (int axis : new int[] {0, 1}) {
      add(
          "cosineSimilarity along " + axis,
          in -> in[0].cosineSimilarity(in[1], axis, 1e-8),
          Set.of(CosineSimilarity.class),
          floats(93, 0.3, 1.9, 3, 4),
          floats(94, -1.9, -0.3, 3, 4));
    }
  }

  // ---- normalization, attention, recurrent cells ----

  private void normalizations() {
    Tensor x = floats(101, -2, 2, 2, 4, 3);
    Tensor g = floats(102, -1, 1, 2, 4, 3);
    Tensor row = floats(103, 0.5, 1.5, 3);
    Tensor shift = floats(104, -1, 1, 3);
    Tensor channel = floats(105, 0.5, 1.5, 4);
    Tensor channelShift = floats(106, -1, 1, 4);
    Set<Object> covers = Set.of(Standardize.class);
    int[] last = {3};
    add("layerNorm", in -> layerNorm(in[0], last, in[1], in[2], 0.1), covers, x, row, shift);
    add("layerNorm without weight", in -> layerNorm(in[0], last, null, null, 0.1), covers, x);
    add("rmsNorm", in -> rmsNorm(in[0], last, in[1], 0.1), covers, x, row);
    add(
        "batchNorm",
        in -> batchNorm(in[0], in[1], in[2], 0.1).output(),
        covers,
        x,
        channel,
        channelShift);
    add(
        "instanceNorm",
        in -> instanceNorm(in[0], in[1], in[2], 0.1),
        covers,
        x,
        channel,
        channelShift);
    add(
        "groupNorm",
        in -> groupNorm(in[0], 2, in[1], in[2], 0.1),
        covers,
        x,
        channel,
        channelShift);
    add(
        "batchNormInference",
        in -> batchNorm(in[0], in[1], in[2], in[3], in[4], 0.1),
        Set.of(Standardize.By.class),
        x,
        channelShift,
        channel,
        channel.times(2),
        channelShift);
    for (Standardize.Kind kind : Standardize.Kind.values()) {
      boolean channels = kind == Standardize.Kind.BATCH_NORM;
      Standardize op = new Standardize(kind, channels ? Ints.of(0, 2) : Ints.of(2), 0.1);
      Tensor w = channels ? channel.reshape(1, 4, 1) : row.reshape(1, 1, 3);
      add(
          kind + " inputGrad",
          in -> new Standardize.InputGrad(op).of(in),
          Set.of(Standardize.InputGrad.class),
          g,
          x,
          w);
      add(
          kind + " weightGrad",
          in -> new Standardize.WeightGrad(op, w.shape()).of(in),
          Set.of(Standardize.WeightGrad.class),
          g,
          x);
    }
  }

  private void attention() {
    Tensor q = floats(110, -2, 2, 2, 3, 4);
    Tensor k = floats(111, -2, 2, 2, 5, 4);
    Tensor v = floats(112, -2, 2, 2, 5, 6);
    Tensor g = floats(113, -1, 1, 2, 3, 6);
    Tensor barred = truths(3, 5);
    for (boolean causal : new boolean[] {false, true}) {
      String name = causal ? "causal attention" : "attention";
      Set<Object> covers = Set.of(ScaledDotProduct.class);
      ScaledDotProduct op = new ScaledDotProduct(causal);
      add(name, in -> op.of(in), covers, q, k, v);
      add(name + ", masked", in -> op.of(in), covers, q, k, v, barred);
      add(name + ", biased", in -> op.of(in), covers, q, k, v, floats(114, -1, 1, 2, 1, 5));
      add(
          name + " of a batch against one sequence",
          in -> op.of(in),
          covers,
          q,
          floats(115, -2, 2, 5, 4),
          floats(116, -2, 2, 5, 6));
      add(
          name + "Grad",
          in -> new ScaledDotProduct.Grad(causal).of(in),
          Set.of(ScaledDotProduct.Grad.class),
          g,
          floats(117, -1, 1, 2, 3, 6),
          q,
          k,
          v,
          barred);
    }
  }

  private void cells() {
    Tensor x = floats(120, -2, 2, 3, 8);
    Tensor y = floats(121, -2, 2, 3, 8);
    Tensor c = floats(122, -1, 1, 3, 2);
    add("lstmCell", in -> new LstmStep().of(in), Set.of(LstmStep.class), x, y, c);
    add(
        "lstmCellGrad",
        in -> new LstmStep.Grad().of(in),
        Set.of(LstmStep.Grad.class),
        floats(123, -1, 1, 2, 3, 2),
        x,
        y,
        c,
        floats(124, -1, 1, 2, 3, 2));
    Tensor a = floats(125, -2, 2, 3, 6);
    Tensor b = floats(126, -2, 2, 3, 6);
    add("gruCell", in -> new GruStep().of(in), Set.of(GruStep.class), a, b, c);
    add(
        "gruCellGrad",
        in -> new GruStep.Grad().of(in),
        Set.of(GruStep.Grad.class),
        floats(127, -1, 1, 3, 2),
        a,
        b,
        c);
    sequences();
  }

  private void sequences() {
    Tensor x = floats(128, -2, 2, 3, 2, 8);
    Tensor w = floats(129, -1, 1, 8, 2);
    Tensor h = floats(130, -1, 1, 2, 2);
    Tensor c = floats(131, -1, 1, 2, 2);
    Tensor g = floats(132, -1, 1, 2, 3, 2, 2);
    Tensor states = floats(133, -1, 1, 2, 3, 2, 2);
    Tensor gated = floats(134, -2, 2, 3, 2, 6);
    Tensor u = floats(135, -1, 1, 6, 2);
    Tensor b = floats(136, -1, 1, 6);
    Tensor gradient = floats(137, -1, 1, 3, 2, 2);
    Tensor hidden = floats(138, -1, 1, 3, 2, 2);
    Tensor lengths = longs(ints(2), 3, 1);
    for (boolean reverse : new boolean[] {false, true}) {
      LstmSequence lstm = new LstmSequence(reverse);
      LstmSequence.Grad lstmGrad = new LstmSequence.Grad(reverse);
      GruSequence gru = new GruSequence(reverse);
      GruSequence.Grad gruGrad = new GruSequence.Grad(reverse);
      String way = reverse ? " backwards" : "";
      add("lstm" + way, lstm::of, Set.of(LstmSequence.class), x, w, h, c);
      add("lstmGrad" + way, lstmGrad::of, Set.of(LstmSequence.Grad.class), g, x, w, h, c, states);
      add("gru" + way, gru::of, Set.of(GruSequence.class), gated, u, b, h);
      add(
          "gruGrad" + way,
          gruGrad::of,
          Set.of(GruSequence.Grad.class),
          gradient,
          gated,
          u,
          b,
          h,
          hidden);
      String padded = way + " over sequences of two lengths";
      add("lstm" + padded, lstm::of, Set.of(LstmSequence.class), x, w, h, c, lengths);
      add(
          "lstmGrad" + padded,
          lstmGrad::of,
          Set.of(LstmSequence.Grad.class),
          g,
          x,
          w,
          h,
          c,
          states,
          lengths);
      add("gru" + padded, gru::of, Set.of(GruSequence.class), gated, u, b, h, lengths);
      add(
          "gruGrad" + padded,
          gruGrad::of,
          Set.of(GruSequence.Grad.class),
          gradient,
          gated,
          u,
          b,
          h,
          hidden,
          lengths);
    }
  }

  // ---- matrices ----

  private void matmul() {
    int[][][] shapes = {
      {{3, 4}, {4, 5}},
      {{1, 4}, {4, 1}},
      {{4}, {4}},
      {{4}, {4, 3}},
      {{3, 4}, {4}},
      {{2, 3, 4}, {4, 5}},
      {{2, 3, 4}, {2, 4, 5}},
      {{2, 1, 3, 4}, {3, 4, 2}},
    };
    for (int[][] s : shapes) {
      add(
          "matmul " + Arrays.toString(s[0]) + " x " + Arrays.toString(s[1]),
          in -> in[0].matmul(in[1]),
          Set.of(Matmul.class),
          floats(31, -2, 2, s[0]),
          floats(32, -2, 2, s[1]));
    }
    add(
        "matmul of transposed batches",
        in -> in[0].transpose(1, 2).matmul(in[1].transpose(0, 1)),
        Set.of(Matmul.class),
        floats(33, -2, 2, 2, 3, 4),
        floats(31, -2, 2, 5, 3));
    add(
        "matmul with itself",
        in -> in[0].matmul(in[0].transpose(0, 1)),
        Set.of(Matmul.class),
        floats(33, -2, 2, 3, 4));
    all.add(
        sample(
                "matmul [17, 33] x [33, 9]",
                in -> in[0].matmul(in[1]),
                Set.of(Matmul.class),
                floats(31, -2, 2, 17, 33),
                floats(32, -2, 2, 33, 9))
            .withoutGradient());
    all.add(
        sample(
                "matmul, large",
                in -> in[0].matmul(in[1]),
                Set.of(Matmul.class),
                floats(34, -1, 1, 65, 130),
                floats(35, -1, 1, 130, 70))
            .withoutGradient());
  }

  // ---- indexing ----

  private void indexing() {
    Tensor index = longs(ints(3, 2), 0, 2, 1, -1, 1, 1);
    Tensor x = floats(36, -2, 2, 3, 4);
    add(
        "gather",
        in -> in[0].gather(1, in[1]).square(),
        Set.of(GatherScatter.Gather.class),
        x,
        index);
    add(
        "indexSelect",
        in -> in[0].indexSelect(0, in[1]).square(),
        Set.of(GatherScatter.Gather.class),
        x,
        longs(ints(4), 2, 0, 0, -1));
    add(
        "scatterAdd",
        in -> in[0].scatterAdd(1, in[1], in[2]).square(),
        Set.of(GatherScatter.ScatterAdd.class),
        x,
        index,
        floats(37, -2, 2, 3, 2));
    add(
        "indexAdd",
        in -> in[0].indexAdd(0, in[1], in[2]).square(),
        Set.of(GatherScatter.ScatterAdd.class),
        x,
        longs(ints(3), 2, 2, 0),
        floats(38, -2, 2, 3, 4));
    Function<Tensor[], Tensor> scatter = in -> in[0].scatter(1, in[1], in[2]);
    Set<Object> scatters = Set.of(GatherScatter.Scatter.class);
    Tensor source = floats(72, -2, 2, 3, 2);
    Tensor twice = longs(ints(3, 2), 1, 3, 2, 2, -1, 0);
    add("scatter", scatter, scatters, floats(39, -2, 2, 3, 4), twice, source);
    all.add(
        sample("scatter", scatter, scatters, whole(39, -9, 9, 3, 4), twice, whole(73, -9, 9, 3, 2))
            .onIntegers());
    all.add(
        sample(
                "nonzero",
                in -> in[0].nonzero(),
                Set.of(Nonzero.class),
                longs(ints(2, 3), 0, 3, 0, -1, 2, 0))
            .onIntegers());
    for (boolean right : new boolean[] {false, true}) {
      all.add(
          sample(
                  "searchSorted" + (right ? ", right" : ""),
                  in -> in[0].abs().cumsum(1).searchSorted(in[1], right),
                  Set.of(SearchSorted.class),
                  floats(95, 0.1, 1, 2, 5),
                  floats(96, 0, 4, 2, 3))
              .withoutGradient());
    }
    all.add(
        sample(
                "gather and scatterAdd",
                in -> in[0].scatterAdd(1, in[1], in[0].gather(1, in[1])),
                Set.of(GatherScatter.Gather.class, GatherScatter.ScatterAdd.class),
                whole(39, -9, 9, 3, 4),
                index)
            .onIntegers());
  }

  // ---- composites ----

  private void composites() {
    Tensor x = floats(40, -2, 2, 3, 4);
    for (Epilogue a : Epilogue.values()) {
      add(
          "linear " + a,
          in -> new Affine(a).of(in[0], in[1], in[2]),
          Set.of(Affine.class),
          x,
          floats(41, -1, 1, 5, 4),
          floats(42, -1, 1, 5));
    }
    add(
        "linear without bias",
        in -> in[0].linear(in[1], null),
        Set.of(Affine.class),
        floats(43, -1, 1, 2, 3, 4),
        floats(41, -1, 1, 5, 4));
    for (int axis : new int[] {0, 1}) {
      for (boolean log : new boolean[] {false, true}) {
        add(
            (log ? "logSoftmax" : "softmax") + " along " + axis,
            in -> log ? in[0].logSoftmax(axis) : in[0].softmax(axis),
            Set.of(SoftmaxAlong.class),
            x);
        add(
            (log ? "logSoftmaxGrad" : "softmaxGrad") + " along " + axis,
            in -> new SoftmaxAlong.Grad(axis, log).of(in[0], in[1].softmax(axis)),
            Set.of(SoftmaxAlong.Grad.class),
            floats(44, -2, 2, 3, 4),
            x);
      }
    }
    String factor = "the factor 400 makes the exponent's rounding 400 times as large";
    for (boolean log : new boolean[] {false, true}) {
      all.add(
          sample(
                  (log ? "logSoftmax" : "softmax") + " of huge and tiny",
                  in -> log ? in[0].times(400).logSoftmax(1) : in[0].times(400).softmax(1),
                  Set.of(SoftmaxAlong.class),
                  floats(45, -2, 2, 3, 4))
              .withoutGradient()
              .looser(20, factor));
    }
    add("logSumExp", in -> in[0].logSumExp(1), Set.of(LogSumExp.class), x);
    add("logSumExp of all", in -> in[0].logSumExp(), Set.of(LogSumExp.class), x);
    Tensor classes = longs(ints(3), 1, 3, 0);
    add(
        "crossEntropyPerRow",
        in -> SoftmaxCrossEntropy.perRow(in[0], in[1]),
        Set.of(SoftmaxCrossEntropy.class),
        x,
        classes);
    add(
        "crossEntropy",
        in -> SoftmaxCrossEntropy.perRow(in[0], in[1]).mean(),
        Set.of(SoftmaxCrossEntropy.class),
        x,
        classes);
    all.add(
        sample(
                "crossEntropy of huge and tiny",
                in -> SoftmaxCrossEntropy.perRow(in[0].times(400), in[1]),
                Set.of(SoftmaxCrossEntropy.class),
                floats(45, -2, 2, 3, 4),
                classes)
            .withoutGradient()
            .looser(20, factor));
    add(
        "crossEntropy with probabilities",
        in -> SoftmaxCrossEntropy.perRow(in[0], in[1].softmax(1)).mean(),
        Set.of(SoftmaxAlong.class),
        x,
        floats(45, -2, 2, 3, 4));
    add(
        "crossEntropyGrad",
        in -> new SoftmaxCrossEntropy.Grad().of(in[0], in[1], in[2]),
        Set.of(SoftmaxCrossEntropy.Grad.class),
        x,
        classes,
        floats(46, 0.1, 1, 3));
  }

  private void updates() {
    for (int decay = 0; decay < 3; decay++) {
      AdamStep adam =
          new AdamStep(0.01, 0.9, 0.99, 1e-8, decay == 0 ? 0 : 0.1, decay == 2, false, 7);
      update(
          "adamStep" + (decay == 0 ? "" : decay == 1 ? " with decay" : " with decoupled decay"),
          adam,
          floats(47, -1, 1, 3, 4),
          floats(48, -1, 1, 3, 4),
          floats(49, 0.1, 1, 3, 4),
          floats(50, -1, 1, 3, 4));
    }
    Tensor p = floats(47, -1, 1, 3, 4);
    Tensor a = floats(49, 0.1, 1, 3, 4);
    Tensor b = floats(74, 0.1, 1, 3, 4);
    Tensor c = floats(75, 1, 2, 3, 4);
    Tensor g = floats(50, -1, 1, 3, 4);
    update(
        "adamStep, amsgrad", new AdamStep(0.01, 0.9, 0.99, 1e-8, 0, false, true, 7), p, a, b, c, g);
    update("adagradStep", new AdagradStep(0.1, 0.01, 1e-10, 0.1, 3), p, a, g);
    update("adadeltaStep", new AdadeltaStep(0.5, 0.9, 1e-6, 0.1), p, a, b, g);
    update("adamaxStep", new AdamaxStep(0.1, 0.9, 0.99, 1e-8, 0.1, 3), p, a, b, g);
    update("nadamStep", new NadamStep(0.1, 0.9, 0.99, 1e-8, 0.1, 0.8, 0.82, 0.7, 3), p, a, b, g);
    update("radamStep", new RadamStep(0.1, 0.9, 0.99, 1e-8, 0.1, 3), p, a, b, g);
    update("radamStep, rectified", new RadamStep(0.1, 0.9, 0.99, 1e-8, 0.1, 30), p, a, b, g);
    update("rmspropStep", new RmspropStep(0.1, 0.9, 1e-8, 0.1, 0, false), p, c, g);
    update("rmspropStep, centred", new RmspropStep(0.1, 0.9, 1e-8, 0, 0.9, true), p, c, b, a, g);
    update("rpropStep", new RpropStep(0.5, 1.2, 1e-6, 0.9), p, floats(76, -1, 1, 3, 4), b, g);
    update("lionStep", new LionStep(0.1, 0.9, 0.99, 0.1), p, b, g);
    update("lambStep", new LambStep(0.1, 0.9, 0.99, 1e-6, 0.1, 3), p, b, a, g);
    Tensor row = floats(77, 0.1, 1, 3, 1);
    Tensor column = floats(78, 0.1, 1, 1, 4);
    update(
        "adafactorStep of a matrix",
        new AdafactorStep(0.1, -0.8, 1e-3, 1e-3, 0.5, 0.1, true, 3),
        p,
        row,
        column,
        g);
    update("adafactorStep", new AdafactorStep(0.1, -0.8, 1e-3, 1e-3, 0.5, 0.1, false, 3), p, a, g);
    update("muonStep", new MuonStep(0.1, 0.9, true, 0.1, 2), p, b, g);
    update("asgdStep", new AsgdStep(0.1, 0.01, 0.1, 0.5), p, a, g);
    update("asgdStep, first", new AsgdStep(0.1, 0.01, 0.1, 1), p, a, g);
    update(
        "sgdStep",
        new SgdStep(0.1, 0, 0, 0, false, false),
        floats(51, -1, 1, 3, 4),
        floats(52, -1, 1, 3, 4));
    update(
        "sgdStep with momentum",
        new SgdStep(0.1, 0.9, 0.1, 0.01, true, false),
        floats(51, -1, 1, 3, 4),
        floats(53, -1, 1, 3, 4),
        floats(52, -1, 1, 3, 4));
  }

  private void update(String name, InPlace op, Tensor... inputs) {
    Set<Object> covers = Set.of(op.getClass());
    all.add(sample(name, in -> updated(op, in), covers, inputs).withoutGradient());
  }

  /** The new states one behind the other, from copies, because an update takes their memory. */
  static Tensor updated(InPlace op, Tensor... in) {
    Tensor[] copies = in.clone();
    for (int i = 0; i < op.states(); i++) {
      copies[i] = in[i].copy();
    }
    Tensor[] states = Dispatch.update(op, copies);
    Arrays.setAll(states, i -> states[i].reshape(states[i].size()));
    return Tensor.concat(0, states);
  }
}
