package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.GradientCheck;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.ArgSort;
import io.cotangent.op.Binary;
import io.cotangent.op.Composite;
import io.cotangent.op.Fused;
import io.cotangent.op.Op;
import io.cotangent.op.PNorm;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** All checks of one backend against the oracle, against differences, and against itself. */
public final class Conformance {
  /** What a check compares. */
  public enum Kind {
    /** Values against the oracle, in every layout and type. */
    FORWARD,
    /** Inputs are what they were, after forward and backward. */
    INTACT,
    /** Gradients against the oracle's, in both floating-point types. */
    GRADIENT,
    /** Gradients of order 1 and 2, of elementwise operations 3, against differences in F64. */
    DIFFERENCES,
    /** Kernels against decompositions, values and gradients. */
    KERNEL,
    /** Empty and 0-d tensors, NaN, infinities, zeros of both signs, huge and tiny numbers. */
    EDGE,
    /** Several threads at once give the bits that one gives. */
    THREADS,
    /** Random numbers are the known ones. */
    RANDOM,
    /** Every operation has a sample. */
    COVERAGE;

    /** The name in reports. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One check. */
  public record Check(Kind kind, String sample, String name, Runnable body) {}

  /** A check that failed. */
  public record Failure(Kind kind, String check, Throwable why) {}

  /** Operations for which equal values are a kink. */
  private static final Set<Object> KINKED =
      Set.of(Reduction.MAX, Reduction.MIN, ArgSort.class, PNorm.class);

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
    -1e30,
    1e-30,
    -1e-30,
    88,
    -100,
    3
  };

  /** The first random numbers of seed 42, on every backend and machine. */
  private static final double[] UNIFORM = {
    0.6129598811894158, 0.07323173744158384, 0.9877186509145105, 0.5139061469711166
  };

  private static final double[] NORMAL = {
    1.234541820550271, 0.6118499355304586, -2.9550533475152116, -0.25885655713170497
  };

  private final Backend backend;
  private final Backend oracle = new OracleBackend();
  private final List<Sample> samples = Samples.all(oracle);
  private final Map<String, Set<Kind>> table = new TreeMap<>();

  /** The checks of a backend. */
  public Conformance(Backend backend) {
    this.backend = backend;
  }

  /** All checks, to be run in any order. */
  public List<Check> checks() {
    List<Check> all = new ArrayList<>();
    for (Sample s : samples) {
      for (DType t : s.dtypes()) {
        for (Lay lay : Lay.values()) {
          if (lay == Lay.DENSE || s.inputs().stream().anyMatch(x -> x.rank() > 0)) {
            String how = t + ", " + lay;
            add(all, Kind.FORWARD, s, how, () -> forward(s, t, lay));
            add(all, Kind.INTACT, s, how, () -> intact(s, t, lay));
            if (s.differentiable()) {
              add(all, Kind.GRADIENT, s, how, () -> gradient(s, t, lay));
            }
          }
        }
        if (t.isFloat()) {
          add(all, Kind.KERNEL, s, t.toString(), () -> kernel(s, t));
        }
      }
      if (s.differentiable()) {
        boolean kinks = s.covers().stream().anyMatch(KINKED::contains);
        for (Lay lay : Lay.values()) {
          if (!kinks || lay != Lay.EXPANDED) {
            add(all, Kind.DIFFERENCES, s, lay.toString(), () -> differences(s, lay));
          }
        }
      }
      add(all, Kind.THREADS, s, "", () -> threads(s));
    }
    edges(all);
    all.add(new Check(Kind.RANDOM, "random", "known answers", this::random));
    all.add(new Check(Kind.COVERAGE, "coverage", "every operation has a sample", this::coverage));
    return all;
  }

  /** Runs all checks and returns those that failed. */
  public List<Failure> run() {
    List<Failure> failures = new ArrayList<>();
    for (Check c : checks()) {
      try {
        c.body.run();
      } catch (RuntimeException | Error e) {
        failures.add(new Failure(c.kind, c.sample + ", " + c.name, e));
      }
    }
    return failures;
  }

  private void add(List<Check> all, Kind kind, Sample s, String how, Runnable body) {
    Runnable counted =
        () -> {
          body.run();
          s.covers().forEach(o -> note(o, kind));
        };
    all.add(new Check(kind, s.name(), (kind.label() + " " + how).strip(), counted));
  }

  private synchronized void note(Object operation, Kind kind) {
    table.computeIfAbsent(label(operation), k -> new TreeSet<>()).add(kind);
  }

  private static String label(Object operation) {
    if (operation instanceof Class<?> c) {
      Class<?> outer = c.getEnclosingClass();
      boolean grad = c.getSimpleName().equals("Grad") && outer != null;
      return (grad ? outer.getSimpleName() : "") + c.getSimpleName();
    }
    Enum<?> row = (Enum<?>) operation;
    return row.getDeclaringClass().getSimpleName() + "." + row.name();
  }

  // ---- inputs and comparisons ----

  private static Tensor[] place(Sample s, DType t, Lay lay, Backend on) {
    Tensor[] r = new Tensor[s.inputs().size()];
    for (int i = 0; i < r.length; i++) {
      Tensor x = s.inputs().get(i);
      Tensor typed = x.dtype().isFloat() ? x.to(t) : x;
      r[i] = lay.apply(typed.to(on));
    }
    return r;
  }

  private static double tolerance(Sample s, DType t) {
    return s.slack() * (t == DType.F32 ? 1e-5 : 1e-12);
  }

  /** Whether values agree: relative to their size, and to the largest where sums cancel. */
  static void same(String what, Tensor actual, Tensor expected, double tolerance) {
    if (!actual.shape().equals(expected.shape()) || actual.dtype() != expected.dtype()) {
      throw new AssertionError(
          what
              + ": "
              + actual.dtype()
              + actual.shape()
              + " instead of "
              + expected.dtype()
              + expected.shape());
    }
    double[] a = actual.toDoubles();
    double[] e = expected.toDoubles();
    double top = 1;
    for (double v : e) {
      top = Double.isInfinite(v) || Double.isNaN(v) ? top : Math.max(top, Math.abs(v));
    }
    double scale = actual.dtype().isFloat() ? Math.min(top, 100) : 0;
    for (int i = 0; i < a.length; i++) {
      boolean equal =
          Double.compare(a[i] + 0.0, e[i] + 0.0) == 0
              || Math.abs(a[i] - e[i]) <= tolerance * Math.max(scale, Math.abs(e[i]));
      if (!equal) {
        throw new AssertionError(
            what + ": " + a[i] + " instead of " + e[i] + " at flat position " + i);
      }
    }
  }

  // ---- the checks ----

  private void forward(Sample s, DType t, Lay lay) {
    Tensor actual = s.f().apply(place(s, t, lay, backend));
    same("value", actual, s.f().apply(place(s, t, lay, oracle)), tolerance(s, t));
  }

  private void intact(Sample s, DType t, Lay lay) {
    Tensor[] in = place(s, t, lay, backend);
    Tensor[] before = new Tensor[in.length];
    for (int i = 0; i < in.length; i++) {
      before[i] = in[i].to(oracle).copy();
    }
    Object unused = s.differentiable() ? gradients(s, in) : s.f().apply(in);
    for (int i = 0; i < in.length; i++) {
      same("input " + i + " afterwards", in[i].to(oracle), before[i], 0);
    }
  }

  private static List<Tensor> gradients(Sample s, Tensor[] in) {
    Tensor[] leaves = in.clone();
    for (int i = 0; i < in.length; i++) {
      leaves[i] = in[i].dtype().isFloat() ? in[i].requiresGrad() : in[i];
    }
    Tensor y = s.f().apply(leaves);
    Tensor weight =
        Tensor.arange(y.backend(), DType.I64, y.size())
            .to(y.dtype())
            .times(0.37)
            .cos()
            .reshape(y.shape());
    var found = y.backward(weight);
    List<Tensor> r = new ArrayList<>();
    for (Tensor x : leaves) {
      if (x.dtype().isFloat()) {
        r.add(found.get(x));
      }
    }
    return r;
  }

  private void gradient(Sample s, DType t, Lay lay) {
    List<Tensor> actual = gradients(s, place(s, t, lay, backend));
    List<Tensor> expected = gradients(s, place(s, t, lay, oracle));
    for (int i = 0; i < actual.size(); i++) {
      same("gradient " + i, actual.get(i), expected.get(i), 4 * tolerance(s, t));
    }
  }

  private void differences(Sample s, Lay lay) {
    Tensor[] in = place(s, DType.F64, lay, backend);
    List<Tensor> floats = new ArrayList<>();
    for (Tensor x : in) {
      if (x.dtype().isFloat()) {
        floats.add(x);
      }
    }
    Function<Tensor[], Tensor> f =
        given -> {
          Tensor[] full = in.clone();
          int k = 0;
          for (int i = 0; i < full.length; i++) {
            full[i] = in[i].dtype().isFloat() ? given[k++] : in[i];
          }
          return s.f().apply(full);
        };
    boolean elementwise =
        s.covers().stream().anyMatch(o -> o instanceof Unary || o instanceof Binary);
    GradientCheck.run(f, elementwise ? 3 : 2, floats.toArray(Tensor[]::new)).orThrow();
  }

  private void kernel(Sample s, DType t) {
    Backend plain = new WithoutKernels(backend);
    Tensor actual = s.f().apply(place(s, t, Lay.DENSE, backend));
    same(
        "kernel against decomposition",
        actual,
        s.f().apply(place(s, t, Lay.DENSE, plain)),
        4 * tolerance(s, t));
    if (s.differentiable()) {
      List<Tensor> a = gradients(s, place(s, t, Lay.DENSE, backend));
      List<Tensor> b = gradients(s, place(s, t, Lay.DENSE, plain));
      for (int i = 0; i < a.size(); i++) {
        same("gradient " + i + " by kernels", a.get(i), b.get(i), 8 * tolerance(s, t));
      }
    }
  }

  private void threads(Sample s) {
    DType t = s.dtypes().contains(DType.F32) ? DType.F32 : DType.I64;
    Tensor[] in = place(s, t, Lay.DENSE, backend);
    double[] alone = s.f().apply(in).toDoubles();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<double[]>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(pool.submit(() -> s.f().apply(in).toDoubles()));
      }
      for (Future<double[]> r : runs) {
        if (!Arrays.equals(r.get(), alone)) {
          throw new AssertionError("values differ when four threads compute them at once");
        }
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("a thread failed", e);
    } finally {
      pool.shutdown();
    }
  }

  private void edges(List<Check> all) {
    for (DType t : List.of(DType.F32, DType.F64)) {
      for (Unary op : Unary.values()) {
        if (op != Unary.NOT) {
          edge(all, op, t, in -> op.of(in[0]), 1);
        }
      }
      for (Binary op : Binary.values()) {
        if (op != Binary.AND && op != Binary.OR && op != Binary.XOR) {
          // These take an output of tanh or sigmoid, which is never huge.
          boolean bounded = op == Binary.TANH_GRAD || op == Binary.SIGMOID_GRAD;
          edge(all, op, t, in -> op.of(in[0], bounded ? in[1].clamp(-1, 1) : in[1]), 2);
        }
      }
      edge(all, Ternary.CLAMP, t, in -> in[0].clamp(-1, 2), 1);
      edge(all, Ternary.WHERE, t, in -> in[0].gt(0).where(in[0], in[1]), 2);
      for (Reduction op : Reduction.values()) {
        boolean extreme = op == Reduction.MAX || op == Reduction.MIN; // of nothing: an error
        edge(
            all,
            op,
            t,
            () -> {
              compareSpecials(t, in -> Samples.fold(op, in[0].reshape(4, 4), 1), 1);
              if (!extreme) {
                compareEmpty(t, in -> Samples.fold(op, in[0], 0), 1);
              }
              compareScalar(t, in -> Samples.fold(op, in[0].reshape(1), 0), 1);
            });
      }
      for (ArgReduction op : ArgReduction.values()) {
        boolean top = op == ArgReduction.ARGMAX;
        Function<Tensor[], Tensor> f =
            in -> top ? in[0].reshape(4, 4).argmax(1) : in[0].reshape(4, 4).argmin(1);
        edge(all, op, t, () -> compareSpecials(t, f, 1));
      }
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
          (name, f) -> {
            Runnable body = () -> compareEmpty(t, f, 1);
            all.add(new Check(Kind.EDGE, name, name + " of nothing, " + t, body));
          });
    }
  }

  private void edge(List<Check> all, Object op, DType t, Function<Tensor[], Tensor> f, int arity) {
    edge(
        all,
        op,
        t,
        () -> {
          compareSpecials(t, f, arity);
          compareEmpty(t, f, arity);
          compareScalar(t, f, arity);
        });
  }

  private void edge(List<Check> all, Object op, DType t, Runnable body) {
    Runnable counted =
        () -> {
          body.run();
          note(op, Kind.EDGE);
        };
    all.add(new Check(Kind.EDGE, label(op), label(op) + " of specials, " + t, counted));
  }

  private void compare(DType t, Function<Tensor[], Tensor> f, int arity, Tensor a, Tensor b) {
    Tensor[] in = arity == 1 ? new Tensor[] {a.to(t)} : new Tensor[] {a.to(t), b.to(t)};
    Tensor[] moved = new Tensor[arity];
    for (int i = 0; i < arity; i++) {
      moved[i] = in[i].to(backend);
    }
    same("value", f.apply(moved), rounded(f.apply(in)), t == DType.F32 ? 2e-5 : 1e-12);
  }

  /** The oracle does not round to F32: what overflows there is infinite. */
  private Tensor rounded(Tensor x) {
    return x.dtype() == DType.F32 ? Tensor.of(oracle, x.toFloats(), x.shape()) : x;
  }

  /** Every special value, with every other one for operations of two inputs. */
  private void compareSpecials(DType t, Function<Tensor[], Tensor> f, int arity) {
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

  private void compareEmpty(DType t, Function<Tensor[], Tensor> f, int arity) {
    Tensor none = Tensor.of(oracle, new double[0], Shape.of(0));
    compare(t, f, arity, none, none);
  }

  private void compareScalar(DType t, Function<Tensor[], Tensor> f, int arity) {
    Tensor half = Tensor.of(oracle, new double[] {0.5}, Shape.SCALAR);
    Tensor two = Tensor.of(oracle, new double[] {2}, Shape.SCALAR);
    compare(t, f, arity, half, two);
  }

  private void random() {
    double[] u = new Rng(42).uniform(backend, DType.F64, 0, 1, Shape.of(4)).toDoubles();
    double[] z = new Rng(42).normal(backend, DType.F64, 0, 1, Shape.of(4)).toDoubles();
    if (!Arrays.equals(u, UNIFORM) || !Arrays.equals(z, NORMAL)) {
      throw new AssertionError(
          "random numbers: " + Arrays.toString(u) + " and " + Arrays.toString(z));
    }
  }

  // ---- coverage ----

  private static Set<Object> operations() {
    Set<Object> all = new LinkedHashSet<>();
    all.addAll(List.of(Unary.values()));
    all.addAll(List.of(Binary.values()));
    all.addAll(List.of(Ternary.values()));
    all.addAll(List.of(Reduction.values()));
    all.addAll(List.of(ArgReduction.values()));
    all.addAll(List.of(Scan.values()));
    for (Class<?> c : OperationClasses.all()) {
      boolean operation = Op.class.isAssignableFrom(c) || Fused.class.isAssignableFrom(c);
      if (operation && c.isRecord() && c.getEnclosingClass() != Composite.class) {
        all.add(c);
      }
    }
    return all;
  }

  private void coverage() {
    Set<String> missing = new TreeSet<>();
    Set<Object> covered = new LinkedHashSet<>();
    samples.forEach(s -> covered.addAll(s.covers()));
    for (Object op : operations()) {
      if (!covered.contains(op)) {
        missing.add(label(op));
      }
    }
    if (!missing.isEmpty()) {
      throw new AssertionError("operations without a sample: " + missing);
    }
  }

  /** Operation by operation, how it was checked so far. */
  public synchronized String table() {
    StringBuilder s = new StringBuilder();
    Set<Kind> kinds = EnumSet.range(Kind.FORWARD, Kind.THREADS);
    s.append(String.format("%-28s", backend.name()));
    kinds.forEach(k -> s.append(String.format("%-13s", k.label())));
    s.append('\n');
    table.forEach(
        (op, done) -> {
          s.append(String.format("%-28s", op));
          kinds.forEach(k -> s.append(String.format("%-13s", done.contains(k) ? "yes" : "-")));
          s.append('\n');
        });
    return s.toString();
  }
}
