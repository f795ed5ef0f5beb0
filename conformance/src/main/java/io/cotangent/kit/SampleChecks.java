package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.autograd.GradientCheck;
import io.cotangent.op.ArgSort;
import io.cotangent.op.Binary;
import io.cotangent.op.PNorm;
import io.cotangent.op.Reduction;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is checked of every sample, in every type and layout. */
final class SampleChecks {
  /** Operations for which equal values are a kink. */
  private static final Set<Object> KINKED =
      Set.of(Reduction.MAX, Reduction.MIN, ArgSort.class, PNorm.class);

  private record Use(Sample sample, DType dtype, Arrangement values) {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Use u
          && sample == u.sample
          && dtype == u.dtype
          && values.equals(u.values);
    }

    @Override
    public int hashCode() {
      return Objects.hash(System.identityHashCode(sample), dtype, values);
    }
  }

  private record Expected(Tensor value, List<Tensor> gradients) {}

  private final Map<Use, Expected> expected = new ConcurrentHashMap<>();
  private final Backend backend;
  private final Backend oracle;

  SampleChecks(Backend backend, Backend oracle) {
    this.backend = backend;
    this.oracle = oracle;
  }

  List<Check> of(List<Sample> samples) {
    List<Check> all = new ArrayList<>();
    for (Sample s : samples) {
      List<Arrangement> arrangements = Arrangement.of(s.inputs());
      for (DType t : s.dtypes()) {
        for (Arrangement a : arrangements) {
          all.add(Check.of(Kind.FORWARD, s, t, a, () -> forward(s, t, a)));
          if (a.input() < 0) {
            all.add(Check.of(Kind.INTACT, s, t, a, () -> intact(s, t, a)));
          }
          if (s.differentiable()) {
            all.add(Check.of(Kind.GRADIENT, s, t, a, () -> gradient(s, t, a)));
          }
        }
        if (t.isFloat()) {
          all.add(Check.of(Kind.KERNEL, s, t, null, () -> kernel(s, t)));
        }
      }
      if (s.differentiable()) {
        boolean kinks = s.covers().stream().anyMatch(KINKED::contains);
        for (Arrangement a : arrangements) {
          if (a.input() < 0 && (!kinks || a.lay() != Lay.EXPANDED)) {
            all.add(Check.of(Kind.DIFFERENCES, s, null, a, () -> differences(s, a)));
          }
        }
      }
      all.add(Check.of(Kind.THREADS, s, null, null, () -> threads(s)));
    }
    return all;
  }

  private static Tensor[] place(Sample s, DType t, Arrangement a, Backend on) {
    Tensor[] r = new Tensor[s.inputs().size()];
    for (int i = 0; i < r.length; i++) {
      Tensor x = s.inputs().get(i);
      r[i] = a.place(i, x.dtype().isFloat() ? x.to(t) : x, on);
    }
    return r;
  }

  /** What the oracle says, computed once for all layouts that leave values as they are. */
  private Expected expected(Sample s, DType t, Arrangement a) {
    Arrangement values = a.lay() == Lay.EXPANDED ? a : Arrangement.DENSE;
    return expected.computeIfAbsent(
        new Use(s, t, values),
        u -> {
          Tensor[] in = place(s, t, values, oracle);
          return new Expected(s.f().apply(in), s.differentiable() ? gradients(s, in) : List.of());
        });
  }

  private static double tolerance(Sample s, DType t) {
    return s.slack() * (t == DType.F32 ? 1e-5 : 1e-12);
  }

  private void forward(Sample s, DType t, Arrangement a) {
    Tensor actual = s.f().apply(place(s, t, a, backend));
    Mismatch.check("value", actual, expected(s, t, a).value(), tolerance(s, t));
  }

  private void intact(Sample s, DType t, Arrangement a) {
    Tensor[] in = place(s, t, a, backend);
    Tensor[] before = new Tensor[in.length];
    for (int i = 0; i < in.length; i++) {
      before[i] = in[i].to(oracle).copy();
    }
    Object unused = s.differentiable() ? gradients(s, in) : s.f().apply(in);
    for (int i = 0; i < in.length; i++) {
      Mismatch.check("input " + i + " afterwards", in[i].to(oracle), before[i], 0);
    }
  }

  /** The gradients of Σ cos(0.37 i)·yᵢ by the inputs of floating point. */
  private List<Tensor> gradients(Sample s, Tensor[] in) {
    Tensor[] leaves = in.clone();
    for (int i = 0; i < in.length; i++) {
      leaves[i] = in[i].dtype().isFloat() ? in[i].requiresGrad() : in[i];
    }
    Tensor y = s.f().apply(leaves);
    Tensor cotangent = Tensor.of(oracle, cosines(y.size()), y.shape()).to(y.dtype());
    var found = y.backward(cotangent.to(y.backend()));
    List<Tensor> r = new ArrayList<>();
    for (Tensor x : leaves) {
      if (x.dtype().isFloat()) {
        r.add(found.get(x));
      }
    }
    return r;
  }

  private static double[] cosines(int n) {
    double[] c = new double[n];
    Arrays.setAll(c, i -> StrictMath.cos(0.37 * i));
    return c;
  }

  private void gradient(Sample s, DType t, Arrangement a) {
    List<Tensor> actual = gradients(s, place(s, t, a, backend));
    List<Tensor> expected = expected(s, t, a).gradients();
    for (int i = 0; i < actual.size(); i++) {
      Mismatch.check("gradient " + i, actual.get(i), expected.get(i), 4 * tolerance(s, t));
    }
  }

  private void differences(Sample s, Arrangement a) {
    Tensor[] in = place(s, DType.F64, a, backend);
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
    GradientCheck found = GradientCheck.run(f, elementwise ? 3 : 2, floats.toArray(Tensor[]::new));
    if (!found.passed()) {
      throw new Mismatch(found.toString());
    }
  }

  private void kernel(Sample s, DType t) {
    Backend plain = new WithoutKernels(backend);
    Tensor actual = s.f().apply(place(s, t, Arrangement.DENSE, backend));
    Mismatch.check(
        "value against the decomposition's",
        actual,
        s.f().apply(place(s, t, Arrangement.DENSE, plain)),
        4 * tolerance(s, t));
    if (s.differentiable()) {
      List<Tensor> a = gradients(s, place(s, t, Arrangement.DENSE, backend));
      List<Tensor> b = gradients(s, place(s, t, Arrangement.DENSE, plain));
      for (int i = 0; i < a.size(); i++) {
        Mismatch.check(
            "gradient " + i + " against the decomposition's",
            a.get(i),
            b.get(i),
            8 * tolerance(s, t));
      }
    }
  }

  private void threads(Sample s) {
    DType t = s.dtypes().contains(DType.F32) ? DType.F32 : DType.I64;
    Tensor[] in = place(s, t, Arrangement.DENSE, backend);
    double[] alone = s.f().apply(in).toDoubles();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<double[]>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(pool.submit(() -> s.f().apply(in).toDoubles()));
      }
      for (Future<double[]> r : runs) {
        if (!Arrays.equals(r.get(), alone)) {
          throw new Mismatch("values differ when four threads compute them at once");
        }
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("a thread failed", e);
    } finally {
      pool.shutdown();
    }
  }
}
