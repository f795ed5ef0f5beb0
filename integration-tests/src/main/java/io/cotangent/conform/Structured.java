package io.cotangent.conform;

import static io.cotangent.conform.Call.out;
import static io.cotangent.conform.Call.outs;

import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.PadMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The families reduce, shape and matmul. */
final class Structured {
  private Structured() {}

  private static Call.Operator with(Function<Call, Tensor> f) {
    return c -> out(f.apply(c));
  }

  static Map<String, Call.Operator> reduce() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put("sum", with(c -> c.x().sum(c.axes(), c.keepDims())));
    m.put("mean", with(c -> c.x().mean(c.axes(), c.keepDims())));
    m.put("prod", with(c -> c.x().prod(c.axes(), c.keepDims())));
    m.put("amax", with(c -> c.x().max(c.axes(), c.keepDims())));
    m.put("amin", with(c -> c.x().min(c.axes(), c.keepDims())));
    m.put("all", with(c -> c.x().all(c.axes(), c.keepDims())));
    m.put("any", with(c -> c.x().any(c.axes(), c.keepDims())));
    m.put("count_nonzero", with(c -> c.x().countNonzero(c.axes())));
    m.put("logsumexp", with(c -> c.x().logSumExp(c.axes(), c.keepDims())));
    m.put("norm", with(c -> c.x().norm(c.attributes().number("p"), c.axes(), c.keepDims())));
    m.put(
        "normalize",
        with(
            c ->
                c.x()
                    .normalize(
                        c.attributes().number("p"), c.axis(), c.attributes().number("eps"))));
    m.put("var", with(c -> c.x().variance(c.axes(), correction(c), c.keepDims())));
    m.put("std", with(c -> c.x().std(c.axes(), correction(c), c.keepDims())));
    m.put(
        "argmax",
        with(
            c ->
                c.attributes().has("dim") ? c.x().argmax(c.axis(), c.keepDims()) : c.x().argmax()));
    m.put(
        "argmin",
        with(
            c ->
                c.attributes().has("dim") ? c.x().argmin(c.axis(), c.keepDims()) : c.x().argmin()));
    m.put(
        "max",
        c ->
            c.attributes().has("dim")
                ? out(c.x().maxWithIndices(c.axis(), c.keepDims()))
                : out(c.x().max()));
    m.put(
        "min",
        c ->
            c.attributes().has("dim")
                ? out(c.x().minWithIndices(c.axis(), c.keepDims()))
                : out(c.x().min()));
    m.put(
        "median",
        c ->
            c.attributes().has("dim")
                ? out(c.x().median(c.axis(), c.keepDims()))
                : out(c.x().median()));
    m.put("cumsum", with(c -> c.x().cumsum(c.axis())));
    m.put("cumprod", with(c -> c.x().cumprod(c.axis())));
    m.put("logcumsumexp", with(c -> c.x().logCumsumExp(c.axis())));
    m.put("cummax", c -> out(c.x().cummax(c.axis())));
    m.put("cummin", c -> out(c.x().cummin(c.axis())));
    return m;
  }

  private static int correction(Call c) {
    return c.attributes().flag("unbiased", true) ? 1 : 0;
  }

  // ---- shape ----

  static Map<String, Call.Operator> shape() {
    Map<String, Call.Operator> m = new HashMap<>();
    made(m);
    moved(m);
    Indexing.into(m);
    m.put(
        "sort",
        c -> out(c.x().sort(c.attributes().integer("dim", -1), c.attributes().flag("descending"))));
    m.put(
        "argsort",
        with(
            c ->
                c.x()
                    .argsort(
                        c.attributes().integer("dim", -1), c.attributes().flag("descending"))));
    m.put(
        "topk",
        c ->
            out(
                c.x()
                    .topk(
                        c.attributes().integer("k"),
                        c.attributes().integer("dim", -1),
                        c.attributes().flag("largest", true))));
    m.put(
        "kthvalue",
        c ->
            out(
                c.x()
                    .kthValue(
                        c.attributes().integer("k"),
                        c.attributes().integer("dim", -1),
                        c.keepDims())));
    return m;
  }

  private static void made(Map<String, Call.Operator> m) {
    m.put(
        "arange",
        with(
            c ->
                Tensor.range(
                        c.attributes().number("start", 0),
                        c.attributes().number("stop"),
                        c.attributes().number("step", 1))
                    .to(c.dtype())));
    m.put(
        "linspace",
        with(
            c ->
                Tensor.linspace(
                        c.attributes().number("start"),
                        c.attributes().number("stop"),
                        c.attributes().integer("steps"))
                    .to(c.dtype())));
    m.put(
        "eye",
        with(
            c -> {
              int rows = c.attributes().integer("rows");
              return Tensor.eye(rows, c.attributes().integer("cols", rows)).to(c.dtype());
            }));
    m.put(
        "full",
        with(
            c ->
                Tensor.full(
                        Backends.current(),
                        DType.F64,
                        c.attributes().number("value"),
                        Shape.of(c.attributes().integers("shape")))
                    .to(c.dtype())));
    m.put("one_hot", with(c -> c.x().oneHot(classes(c))));
    m.put("bincount", with(c -> c.x().binCount(c.attributes().integer("minlength", 0))));
    m.put(
        "meshgrid",
        c -> {
          boolean columns = c.attributes().text("indexing", "ij").equals("xy");
          Tensor[] g =
              columns
                  ? Tensor.meshgrid(c.in("b"), c.in("a"))
                  : Tensor.meshgrid(c.in("a"), c.in("b"));
          return columns ? outs(g[1], g[0]) : outs(g);
        });
  }

  private static int classes(Call c) {
    int given = c.attributes().integer("num_classes", -1);
    return given >= 0 ? given : (int) (c.x().max().toLongs()[0] + 1);
  }

  private static void moved(Map<String, Call.Operator> m) {
    m.put("reshape", with(c -> c.x().reshape(c.attributes().integers("shape"))));
    m.put(
        "flatten",
        with(
            c ->
                c.x()
                    .flatten(
                        c.attributes().integer("start_dim", 0),
                        c.attributes().integer("end_dim", -1))));
    m.put("unflatten", with(c -> c.x().unflatten(c.axis(), c.attributes().integers("sizes"))));
    m.put("permute", with(c -> c.x().permute(c.attributes().integers("dims"))));
    m.put(
        "transpose",
        with(c -> c.x().transpose(c.attributes().integer("dim0"), c.attributes().integer("dim1"))));
    m.put(
        "movedim",
        with(
            c ->
                c.x()
                    .movedim(
                        c.attributes().integers("source"),
                        c.attributes().integers("destination"))));
    m.put("squeeze", with(Structured::squeeze));
    m.put("unsqueeze", with(c -> c.x().unsqueeze(c.axis())));
    m.put("expand", with(c -> c.x().expand(c.attributes().integers("shape"))));
    m.put("flip", with(c -> flip(c.x(), c.attributes().integers("dims"))));
    m.put("repeat", with(c -> c.x().repeat(c.attributes().integers("repeats"))));
    m.put("tile", with(c -> c.x().tile(c.attributes().integers("reps"))));
    m.put("repeat_interleave", with(Structured::repeatInterleave));
    m.put(
        "roll",
        with(c -> c.x().roll(c.attributes().integers("shifts"), c.attributes().integers("dims"))));
    m.put(
        "rot90",
        with(
            c -> {
              int[] d = c.attributes().integers("dims");
              return c.x().rot90(c.attributes().integer("k"), d[0], d[1]);
            }));
    m.put("diag", with(c -> c.x().diag(c.attributes().integer("diagonal", 0))));
    m.put(
        "diag_embed",
        with(
            c ->
                c.x()
                    .diagEmbed(
                        c.attributes().integer("offset", 0),
                        c.attributes().integer("dim1", -2),
                        c.attributes().integer("dim2", -1))));
    m.put(
        "diagonal",
        with(
            c ->
                c.x()
                    .diagonal(
                        c.attributes().integer("offset", 0),
                        c.attributes().integer("dim1", 0),
                        c.attributes().integer("dim2", 1))));
    m.put("tril", with(c -> c.x().tril(c.attributes().integer("diagonal", 0))));
    m.put("triu", with(c -> c.x().triu(c.attributes().integer("diagonal", 0))));
    m.put(
        "unfold",
        with(
            c ->
                c.x()
                    .unfold(
                        c.axis(), c.attributes().integer("size"), c.attributes().integer("step"))));
    m.put("cat", with(c -> Tensor.concat(c.axis(), c.parts())));
    m.put("stack", with(c -> Tensor.stack(c.axis(), c.parts())));
    m.put("split", c -> outs(split(c)));
    m.put("chunk", c -> outs(c.x().chunk(c.attributes().integer("chunks"), c.axis())));
    m.put("unbind", c -> outs(c.x().unbind(c.axis())));
    m.put("pad", with(Structured::pad));
  }

  private static Tensor flip(Tensor x, int[] axes) {
    return axes.length == 0 ? x : x.flip(axes);
  }

  private static Tensor squeeze(Call c) {
    int[] axes = c.axes();
    if (axes.length == 0) {
      return c.x().squeeze();
    }
    int[] sorted = Arrays.stream(axes).map(a -> a < 0 ? a + c.x().rank() : a).sorted().toArray();
    Tensor t = c.x();
    for (int i = sorted.length - 1; i >= 0; i--) {
      t = t.rank() == 0 ? t : t.squeeze(sorted[i]);
    }
    return t;
  }

  private static Tensor[] split(Call c) {
    return c.attributes().get("sizes") instanceof Number
        ? c.x().split(c.attributes().integer("sizes"), c.axis())
        : c.x().split(c.attributes().integers("sizes"), c.axis());
  }

  private static Tensor repeatInterleave(Call c) {
    boolean flat = !c.attributes().has("dim");
    Tensor x = flat ? c.x().flatten() : c.x();
    int axis = flat ? 0 : c.axis();
    Tensor times = c.optional("repeats");
    return times == null
        ? x.repeatInterleave(c.attributes().integer("repeats"), axis)
        : x.repeatInterleave(times, axis);
  }

  private static Tensor pad(Call c) {
    int[] widths = c.attributes().integers("pad");
    String mode = c.attributes().text("mode", "constant");
    return mode.equals("constant")
        ? c.x().pad(c.attributes().number("value", 0), widths)
        : c.x().pad(PadMode.valueOf(mode.toUpperCase(Locale.ROOT)), widths);
  }

  // ---- matmul ----

  static Map<String, Call.Operator> matmul() {
    Map<String, Call.Operator> m = new HashMap<>();
    Call.Operator addmm =
        with(
            c ->
                c.in("c")
                    .addmm(
                        c.in("a"),
                        c.in("b"),
                        c.attributes().number("beta", 1),
                        c.attributes().number("alpha", 1)));
    m.put("addmm", addmm);
    m.put("baddbmm", addmm);
    m.put(
        "bilinear", with(c -> c.in("x1").bilinear(c.in("x2"), c.in("weight"), c.optional("bias"))));
    m.put("cdist", with(c -> c.in("a").cdist(c.in("b"), c.attributes().number("p", 2))));
    m.put(
        "cosine_similarity",
        with(
            c ->
                c.in("a")
                    .cosineSimilarity(
                        c.in("b"),
                        c.attributes().integer("dim", 1),
                        c.attributes().number("eps"))));
    m.put(
        "einsum",
        with(
            c ->
                Tensor.einsum(
                    c.attributes().text("equation"), c.inputs().values().toArray(new Tensor[0]))));
    m.put("kron", with(c -> c.in("a").kron(c.in("b"))));
    m.put("linear", with(c -> c.x().linear(c.in("weight"), c.optional("bias"))));
    m.put("matmul", with(c -> c.in("a").matmul(c.in("b"))));
    m.put(
        "matmul_t",
        with(
            c -> {
              Tensor a = c.in("a");
              Tensor b = c.in("b");
              return (c.attributes().flag("transpose_a") ? a.transpose(-1, -2) : a)
                  .matmul(c.attributes().flag("transpose_b") ? b.transpose(-1, -2) : b);
            }));
    m.put("outer", with(c -> c.in("a").outer(c.in("b"))));
    m.put(
        "tensordot",
        with(
            c ->
                c.in("a")
                    .tensordot(
                        c.in("b"),
                        c.attributes().integers("dims_a"),
                        c.attributes().integers("dims_b"))));
    m.put("trace", with(c -> c.x().trace()));
    return m;
  }
}
