package io.cotangent.kit;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Composite;
import io.cotangent.op.Fused;
import io.cotangent.op.Op;
import io.cotangent.op.Reduction;
import io.cotangent.op.Scan;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All checks of one backend against the oracle, against differences, and against itself. */
public final class Conformance {
  /** The first random numbers of seed 42, on every backend and machine. */
  private static final double[] UNIFORM = {
    0.6129598811894158, 0.07323173744158384, 0.9877186509145105, 0.5139061469711166
  };

  private static final double[] NORMAL = {
    1.234541820550271, 0.6118499355304586, -2.9550533475152116, -0.25885655713170497
  };

  private final CallLog backend;
  private final List<Sample> samples;
  private final List<Sizes.Row> sizes;
  private final List<Check> checks = new ArrayList<>();
  private final Map<Check, Result> results = new LinkedHashMap<>();

  /**
   * The checks of a backend.
   *
   * @param operations labels as the report has them, as {@code Matmul} or {@code Unary.COS}; only
   *     checks of one of these are kept, or all if there are none
   * @throws ArgumentException if no check is about one of them
   */
  public Conformance(Backend backend, String... operations) {
    this.backend = new CallLog(backend);
    Backend oracle = new OracleBackend();
    this.samples = Samples.all(oracle);
    this.sizes = Sizes.all(oracle);
    checks.addAll(new SampleChecks(this.backend, oracle).of(samples));
    checks.addAll(new SizeChecks(this.backend).of(sizes));
    checks.addAll(new SpecialChecks(this.backend, oracle).all());
    checks.addAll(new Identities(this.backend, oracle).all());
    checks.add(Check.of(Kind.RANDOM, Set.of(), "known random numbers", null, this::random));
    checks.add(
        Check.of(
            Kind.COVERAGE,
            Set.of(),
            "every operation has a row in every table",
            null,
            this::coverage));
    if (operations.length > 0) {
      keep(Set.of(operations));
    }
  }

  private void keep(Set<String> operations) {
    Set<String> known = new TreeSet<>();
    checks.forEach(c -> known.addAll(c.operations()));
    for (String o : operations) {
      if (!known.contains(o)) {
        throw new ArgumentException("no check is about " + o + "; there are " + known);
      }
    }
    checks.removeIf(c -> c.operations().stream().noneMatch(operations::contains));
  }

  /** All checks, to be run in any order. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }

  /**
   * Runs one check.
   *
   * @throws AssertionError whose message names the check and what is wrong
   */
  public void run(Check check) {
    Throwable why = result(check).why();
    if (why instanceof Mismatch m) {
      throw new Mismatch(check.name() + ": " + m.getMessage());
    } else if (why != null) {
      throw new AssertionError(check.name() + ": " + why, why);
    }
  }

  /** Runs all checks. */
  public Report run() {
    checks.forEach(this::result);
    return report();
  }

  /** What the checks that have run say. */
  public synchronized Report report() {
    return new Report(backend.name(), backend.description(), checks, List.copyOf(results.values()));
  }

  private Result result(Check check) {
    Throwable why = null;
    backend.take();
    try {
      check.body().run();
    } catch (RuntimeException | Error e) {
      why = e;
    }
    Result r = new Result(check, backend.take(), why);
    synchronized (this) {
      results.put(check, r);
    }
    return r;
  }

  private void random() {
    double[] u = new Rng(42).uniform(backend, DType.F64, 0, 1, Shape.of(4)).toDoubles();
    double[] z = new Rng(42).normal(backend, DType.F64, 0, 1, Shape.of(4)).toDoubles();
    if (!Arrays.equals(u, UNIFORM) || !Arrays.equals(z, NORMAL)) {
      throw new Mismatch(
          "random numbers are "
              + Arrays.toString(u)
              + " and "
              + Arrays.toString(z)
              + " instead of "
              + Arrays.toString(UNIFORM)
              + " and "
              + Arrays.toString(NORMAL));
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

  /** Every operation has a use in every table. */
  private void coverage() {
    Set<Object> sampled = new LinkedHashSet<>();
    samples.forEach(s -> sampled.addAll(s.covers()));
    Set<Object> sized = new LinkedHashSet<>();
    sizes.forEach(r -> sized.addAll(r.covers()));
    covered("Samples", sampled);
    covered("Sizes", sized);
  }

  private static void covered(String table, Set<Object> covered) {
    Set<String> missing = new TreeSet<>();
    for (Object op : operations()) {
      if (!covered.contains(op)) {
        missing.add(Check.label(op));
      }
    }
    if (!missing.isEmpty()) {
      throw new Mismatch("operations without a row in " + table + ": " + missing);
    }
  }
}
