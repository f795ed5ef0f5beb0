package io.cotangent.conform;

import io.cotangent.DType;
import io.cotangent.Gradients;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs reference cases on the current backend and compares. */
public final class ReferenceRunner {
  private static final Map<String, Map<String, Call.Operator>> OPERATORS = new HashMap<>();

  static {
    OPERATORS.put("unary", Elementwise.unary());
    OPERATORS.put("binary", Elementwise.binary());
    OPERATORS.put("softmax", Elementwise.softmax());
    OPERATORS.put("reduce", Structured.reduce());
    OPERATORS.put("shape", Structured.shape());
    OPERATORS.put("matmul", Structured.matmul());
    OPERATORS.put("conv", Windows.conv());
    OPERATORS.put("pool", Windows.pool());
    OPERATORS.put("norm", Norms.norm());
    OPERATORS.put("embedding", Images.embedding());
    OPERATORS.put("image", Images.image());
    OPERATORS.put("loss", LossCases.loss());
    OPERATORS.put("rnn", Sequences.rnn());
    OPERATORS.put("attention", Sequences.attention());
    OPERATORS.put(
        "composite",
        Map.of("expression", c -> new Formula(c.inputs()).run(c.attributes().text("formula"))));
  }

  private ReferenceRunner() {}

  /** What became of a case; {@code problem} is null if it passed. */
  public record Outcome(String name, @Nullable String problem) {
    /** Whether values and gradients agreed. */
    public boolean passed() {
      return problem == null;
    }
  }

  /** The cases of a directory, or of one family of it, run one after another. */
  public static List<Outcome> run(java.nio.file.Path root, @Nullable String family) {
    return ReferenceCase.read(root, family).stream().map(ReferenceRunner::run).toList();
  }

  static Outcome run(ReferenceCase c) {
    try {
      List<String> problems = c.kind().equals("op") ? operator(c) : other(c);
      return new Outcome(c.name(), problems.isEmpty() ? null : String.join("; ", problems));
    } catch (RuntimeException | StackOverflowError e) {
      return new Outcome(c.name(), e.toString());
    }
  }

  private static List<String> other(ReferenceCase c) {
    Map<String, Tensor> results =
        switch (c.kind()) {
          case "optimizer" -> Training.optimize(c);
          case "schedule" -> Training.schedule(c);
          case "clip" -> Training.clip(c);
          case "derivative" -> Derivatives.run(c);
          default -> throw new UnknownOperatorException(c.family(), c.kind() + " " + c.op());
        };
    List<String> problems = new ArrayList<>();
    outputs(c, results, problems);
    return problems;
  }

  /**
   * The result that an output names; the only one is that of the only output, whatever its name.
   */
  private static @Nullable Tensor result(
      ReferenceCase c, Map<String, Tensor> results, ReferenceCase.Output o) {
    boolean single = c.outputs().size() == 1 && results.size() == 1;
    return single ? results.values().iterator().next() : results.get(o.name());
  }

  private static void outputs(ReferenceCase c, Map<String, Tensor> results, List<String> problems) {
    for (ReferenceCase.Output o : c.outputs()) {
      Tensor actual = result(c, results, o);
      if (actual == null) {
        problems.add("no output " + o.name() + ", there are " + results.keySet());
      } else {
        compare(c, o.name(), actual, o.expected(), problems);
      }
    }
  }

  /** The implementation of a case's operator. */
  static Call.Operator find(ReferenceCase c) {
    Map<String, Call.Operator> family = OPERATORS.get(c.family());
    Call.Operator operator = family == null ? null : family.get(c.op());
    if (operator == null) {
      throw new UnknownOperatorException(c.family(), c.op());
    }
    return operator;
  }

  private static List<String> operator(ReferenceCase c) {
    Call.Operator operator = find(c);
    Map<String, Tensor> inputs = new LinkedHashMap<>(c.inputs());
    c.gradients().keySet().forEach(name -> inputs.put(name, c.in(name).requiresGrad()));
    Map<String, Tensor> results = operator.apply(c.call(inputs));
    List<String> problems = new ArrayList<>();
    outputs(c, results, problems);
    if (!c.gradients().isEmpty()) {
      gradients(c, inputs, results, problems);
    }
    return problems;
  }

  private static void gradients(
      ReferenceCase c,
      Map<String, Tensor> inputs,
      Map<String, Tensor> results,
      List<String> problems) {
    Tensor total = null;
    for (ReferenceCase.Output o : c.outputs()) {
      Tensor y = result(c, results, o);
      Tensor cotangent = o.cotangent();
      if (y != null && cotangent != null) {
        if (!y.shape().equals(cotangent.shape())) {
          return; // the outputs' comparison has said so
        }
        Tensor part = y.times(cotangent).sum();
        total = total == null ? part : total.plus(part);
      }
    }
    Gradients found =
        total == null || !total.isTracked() ? Gradients.of(Map.of()) : total.backward();
    c.gradients()
        .forEach(
            (name, expected) -> {
              Tensor leaf = java.util.Objects.requireNonNull(inputs.get(name));
              compare(
                  c,
                  "gradient of " + name,
                  found.contains(leaf) ? found.get(leaf) : leaf.detach().zerosLike(),
                  expected,
                  problems);
            });
  }

  /** Adds what differs, with the largest error and where it is. */
  private static void compare(
      ReferenceCase c, String what, Tensor actual, Tensor expected, List<String> problems) {
    if (!actual.shape().equals(expected.shape()) || actual.dtype() != expected.dtype()) {
      problems.add(
          what
              + " is "
              + actual.dtype()
              + actual.shape()
              + " instead of "
              + expected.dtype()
              + expected.shape());
      return;
    }
    double[] a = actual.detach().to(DType.F64).toDoubles();
    double[] e = expected.to(DType.F64).toDoubles();
    boolean exact = !expected.dtype().isFloat();
    int worst = -1;
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      boolean same = Double.compare(a[i] + 0.0, e[i] + 0.0) == 0;
      double error = Math.abs(a[i] - e[i]);
      boolean near = !exact && error <= c.atol() + c.rtol() * Math.abs(e[i]);
      if (!same && !near) {
        double size = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        if (worst < 0 || size > largest) {
          worst = i;
          largest = size;
        }
      }
    }
    if (worst >= 0) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s: largest error %.3g at flat position %d of %s: %.9g instead of %.9g",
              what,
              largest,
              worst,
              expected.shape(),
              a[worst],
              e[worst]));
    }
  }
}
