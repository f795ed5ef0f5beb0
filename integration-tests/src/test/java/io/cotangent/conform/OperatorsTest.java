package io.cotangent.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.autograd.GradientCheck;
import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.kit.Lay;
import io.cotangent.spi.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operator of the catalogue beyond its reference values, on the reference cases' inputs. */
class OperatorsTest {
  private static final Path CASES = Path.of("src/test/resources/reference-cases");
  private static final Set<String> ELEMENTWISE = Set.of("unary", "binary");

  private final Backend before = Backends.current();

  @BeforeEach
  void chooseVectorKernels() {
    Backends.use(new JvmBackend(new Settings("vector", 1)));
  }

  @AfterEach
  void chooseAsBefore() {
    Backends.use(before);
  }

  /** The operator as a function of its differentiable inputs, all outputs in one vector. */
  private static Function<Tensor[], Tensor> function(ReferenceCase c) {
    List<String> names = List.copyOf(c.gradients().keySet());
    return in -> {
      Map<String, Tensor> inputs = new LinkedHashMap<>(c.inputs());
      for (int i = 0; i < names.size(); i++) {
        inputs.put(names.get(i), in[i]);
      }
      Map<String, Tensor> results = ReferenceRunner.find(c).apply(c.call(inputs));
      List<Tensor> parts = new ArrayList<>();
      for (ReferenceCase.Output o : c.outputs()) {
        Tensor y = results.get(o.name());
        if (y != null && o.cotangent() != null) {
          parts.add(y.flatten());
        }
      }
      return Tensor.concat(0, parts.toArray(new Tensor[0]));
    };
  }

  /** Whether the gradient is by definition not the derivative. */
  private static boolean blocksGradients(ReferenceCase c) {
    return c.attributes().has("padding_idx")
        || c.attributes().text("formula", "").contains("stop_gradient");
  }

  private static boolean isSmooth(ReferenceCase c) {
    boolean doubles = c.gradients().values().stream().allMatch(g -> g.dtype() == DType.F64);
    boolean steady = c.tags().stream().noneMatch(Set.of("kink", "special", "extreme")::contains);
    boolean finite =
        c.outputs().stream()
            .map(ReferenceCase.Output::expected)
            .allMatch(y -> y.isFinite().all().toLongs()[0] != 0);
    return c.kind().equals("op")
        && !c.gradients().isEmpty()
        && doubles
        && steady
        && finite
        && !blocksGradients(c);
  }

  @Test
  void gradientsOfEveryOperatorToOrderTwoAndOfElementwiseOnesToOrderThree() {
    List<String> failures = new ArrayList<>();
    int checked = 0;
    for (ReferenceCase c : ReferenceCase.read(CASES, null)) {
      if (isSmooth(c)) {
        Tensor[] in = c.gradients().keySet().stream().map(c::in).toArray(Tensor[]::new);
        int order = ELEMENTWISE.contains(c.family()) ? 3 : 2;
        GradientCheck check = GradientCheck.run(function(c), order, in);
        checked++;
        if (!check.passed()) {
          failures.add(c.name() + ": " + check);
        }
      }
    }
    assertThat(failures).isEmpty();
    assertThat(checked).isGreaterThan(400);
  }

  @Test
  void everyOperatorTakesEveryLayout() {
    takesEveryLayout();
  }

  @Test
  void everyOperatorTakesEveryLayoutOnNd4j() {
    Backends.use(Backends.get("nd4j"));
    takesEveryLayout();
  }

  private static void takesEveryLayout() {
    List<ReferenceRunner.Outcome> failures = new ArrayList<>();
    for (ReferenceCase c : ReferenceCase.read(CASES, null)) {
      for (Lay lay : Lay.values()) {
        if (lay != Lay.EXPANDED && c.kind().equals("op")) { // which has other values
          Map<String, Tensor> laid = new LinkedHashMap<>();
          c.inputs().forEach((name, x) -> laid.put(name, lay.apply(x)));
          ReferenceRunner.Outcome o = ReferenceRunner.run(c.with(laid));
          if (!o.passed()) {
            failures.add(new ReferenceRunner.Outcome(c.name() + ", " + lay, o.problem()));
          }
        }
      }
    }
    assertThat(failures).isEmpty();
  }
}
