package io.cotangent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.GradientException;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** L-BFGS: its steps, when it ends, and what it saves. */
class LbfgsTest {
  private final Parameter a = new Parameter(Tensor.of(-1.2, 1.0));
  private final Parameter b = new Parameter(Tensor.of(2.0));
  private int evaluations;

  /** Rosenbrock's valley and a bowl beside it. */
  private Supplier<Tensor> valley(Parameter p, Parameter q) {
    return () -> {
      evaluations++;
      Tensor x = p.value().get(0);
      Tensor y = p.value().get(1);
      Tensor bend = y.minus(x.square()).square().times(100);
      return bend.plus(x.neg().plus(1).square()).plus(q.value().square().sum());
    };
  }

  private Lbfgs.Settings settings() {
    return Lbfgs.of(Parameters.of(List.of(a, b))).toleranceChange(0).toleranceGradient(0);
  }

  @ParameterizedTest
  @CsvSource({"true, 100, 3", "true, 2, 4", "false, 100, 5", "false, 3, 1"})
  void sevenStepsAreThreeAndFourToTheBit(boolean strongWolfe, int history, int iterations) {
    double lr = strongWolfe ? 1 : 1e-3;
    Lbfgs.Settings s =
        settings().lr(lr).strongWolfe(strongWolfe).history(history).maxIterations(iterations);
    Lbfgs whole = s.build();
    Parameter c = new Parameter(a.value().detach());
    Parameter d = new Parameter(b.value().detach());
    Lbfgs second = s.over(Parameters.of(List.of(c, d))).build();
    double[] losses = new double[7];
    for (int i = 0; i < 7; i++) {
      if (i == 3) {
        c.set(a.value());
        d.set(b.value());
        second.step(valley(c, d)); // what it knew is forgotten
        c.set(a.value());
        d.set(b.value());
        second.load(whole.stateDict());
      }
      losses[i] = whole.step(valley(a, b));
      if (i >= 3) {
        assertThat(second.step(valley(c, d))).isEqualTo(losses[i]);
        assertThat(c.value().toDoubles()).containsExactly(a.value().toDoubles());
        assertThat(d.value().toDoubles()).containsExactly(b.value().toDoubles());
      }
    }
    assertThat(losses[6]).isLessThan(losses[0]);
    assertThat(keysAndValues(second.stateDict())).isEqualTo(keysAndValues(whole.stateDict()));
    assertThat(whole.stateDict().get("old_stps"))
        .satisfies(t -> assertThat(t.dim(0)).isBetween(1, history));
  }

  @Test
  void aStateBeforeTheFirstStepIsThatOfANewOne() {
    Lbfgs l = settings().strongWolfe(true).build();
    Map<String, Tensor> before = l.stateDict();
    assertThat(before).containsOnlyKeys("n_iter");
    double start = l.step(valley(a, b));
    double[] moved = a.value().toDoubles();
    a.set(Tensor.of(-1.2, 1.0));
    b.set(Tensor.of(2.0));
    l.load(before);
    assertThat(l.step(valley(a, b))).isEqualTo(start);
    assertThat(a.value().toDoubles()).containsExactly(moved);
  }

  @Test
  void aStateThatDoesNotFitIsRefusedAndChangesNothing() {
    Lbfgs l = settings().strongWolfe(true).maxIterations(4).build();
    l.step(valley(a, b));
    Map<String, Tensor> good = l.stateDict();
    for (String name : List.of("n_iter", "d", "prev_flat_grad", "start", "t", "old_dirs")) {
      Map<String, Tensor> bad = new LinkedHashMap<>(good);
      bad.remove(name);
      assertThatThrownBy(() -> l.load(bad))
          .isInstanceOf(ArgumentException.class)
          .hasMessageStartingWith("load: the state of an L-BFGS has no " + name + ", only [");
    }
    for (String name : List.of("d", "prev_flat_grad", "start")) {
      assertThatThrownBy(() -> l.load(with(good, name, Tensor.of(1.0, 2.0))))
          .isInstanceOf(ShapeException.class)
          .hasMessage("load: " + name + " [2] does not fit trainable parameters of 3 elements");
    }
    for (Tensor t : List.of(Tensor.ones(3), Tensor.ones(3, 2), Tensor.ones(9, 3))) {
      assertThatThrownBy(() -> l.load(with(good, "old_stps", t)))
          .isInstanceOf(ShapeException.class)
          .hasMessageStartingWith("load: old_stps " + t.shape() + " and old_dirs [")
          .hasMessageEndingWith("must be rows of 3 elements, as many of each");
    }
    assertThat(keysAndValues(l.stateDict())).isEqualTo(keysAndValues(good));
  }

  private static Map<String, Tensor> with(Map<String, Tensor> state, String name, Tensor t) {
    Map<String, Tensor> r = new LinkedHashMap<>(state);
    r.put(name, t);
    return r;
  }

  private static String keysAndValues(Map<String, Tensor> state) {
    StringBuilder s = new StringBuilder();
    state.forEach((k, v) -> s.append(k).append(java.util.Arrays.toString(v.toDoubles())));
    return s.toString();
  }

  @Test
  void theFirstStepGoesDownTheGradient() {
    Lbfgs l = settings().maxIterations(1).lr(0.5).build();
    assertThat(l.step(() -> b.value().square().sum())).isEqualTo(4);
    // g = 4 and the length is min(1, 1/‖g‖₁)·lr
    assertThat(b.value().item()).isCloseTo(2 - 4 * 0.25 * 0.5, within(1e-15));
    assertThat(a.value().toDoubles()).containsExactly(-1.2, 1);
    l.step(() -> b.value().square().sum());
    // The second knows the curvature: H·g = x, times lr.
    assertThat(b.value().item()).isCloseTo(1.5 * 0.5, within(1e-12));
  }

  @Test
  void endsAfterAsManyEvaluationsAsItMay() {
    Lbfgs.Settings s = settings().lr(1e-4);
    s.maxIterations(8).build().step(valley(a, b));
    assertThat(evaluations).as("without a search").isEqualTo(8);
    evaluations = 0;
    s.maxIterations(8).maxEvaluations(5).build().step(valley(a, b));
    assertThat(evaluations).as("at most 5").isEqualTo(5);
    evaluations = 0;
    s.maxIterations(40).strongWolfe(true).lr(1e-6).build().step(valley(a, b));
    assertThat(evaluations).as("five for every four iterations").isBetween(50, 60);
  }

  @Test
  void endsWhereNothingIsToBeGained() {
    double[] start = a.value().toDoubles();
    settings().toleranceGradient(1e9).build().step(valley(a, b));
    assertThat(evaluations).isEqualTo(1);
    assertThat(a.value().toDoubles()).containsExactly(start);
    evaluations = 0;
    settings().toleranceChange(1e9).build().step(valley(a, b));
    assertThat(evaluations).as("no slope is steep enough").isEqualTo(1);
    evaluations = 0;
    settings().lr(1e-6).toleranceChange(1).build().step(valley(a, b));
    assertThat(evaluations).as("a step too short").isEqualTo(2);
    evaluations = 0;
    Lbfgs.of(Parameters.of(List.of(b))).build().step(valley(a, b));
    assertThat(evaluations).as("at the bottom").isLessThan(8);
    assertThat(b.value().item()).isCloseTo(0, within(1e-7));
  }

  @Test
  void aLossOfOtherParametersIsAnError() {
    Parameter c = new Parameter(Tensor.of(1.0));
    assertThatThrownBy(() -> settings().build().step(() -> c.value().sum()))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("Lbfgs: none of its parameters has a gradient: it optimizes 0, 1;");
  }
}
