package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.AnomalyException;
import io.cotangent.Autograd;
import io.cotangent.GradientException;
import io.cotangent.Tensor;
import io.cotangent.autograd.GradientCheck;
import io.cotangent.autograd.GradientCheck.Comparison;
import io.cotangent.nn.Lambda;
import io.cotangent.nn.Sequential;
import io.cotangent.op.Composite;
import org.junit.jupiter.api.Test;

/** What is said of gradients that are wrong: which, where, and by how much. */
class GradientReportTest {
  /** x², whose rule gives a wrong cotangent for the second element. */
  private static final Composite WRONG =
      Composite.define(
          "wrong",
          in -> in[0].square(),
          (in, y, g) -> new Tensor[] {g.times(in[0]).times(2).plus(Tensor.of(0.0, 0.5, 0.25))});

  private final Tensor x = Tensor.of(1.0, -2.0, 3.0);

  @Test
  void theWorstElementIsNamedWithBothNumbers() {
    GradientCheck check = GradientCheck.run(in -> WRONG.of(in[0]), 1, x);
    assertThat(check.passed()).isFalse();
    Comparison c = check.comparisons().get(0);
    double[] right = Autograd.grad(t -> t.square().sum(), x).toDoubles();
    assertThat(right).containsExactly(2, -4, 6);
    assertThat(c.worst()).startsWith("; worst at flat position 1 of [3]: ");
    String[] numbers = c.worst().replaceAll(".*: |,.*be", "").split(" ", -1);
    double given = Double.parseDouble(numbers[0]);
    double expected = Double.parseDouble(numbers[1]);
    assertThat(given - expected).as(c.worst()).isCloseTo(0.5, within(1e-4));
    assertThat(check.toString())
        .startsWith("gradients differ\n  FAIL order 1, input 0: analytic ")
        .endsWith(c.worst());
    assertThatThrownBy(check::orThrow)
        .isInstanceOf(GradientException.class)
        .hasMessage("checkGradients: " + check);
  }

  @Test
  void gradientsThatAgreeSaySo() {
    GradientCheck check = GradientCheck.run(in -> in[0].square().times(in[1]), 2, x, x);
    assertThat(check.orThrow().toString()).startsWith("gradients agree\n  ok   order 1, input 0");
    assertThat(check.comparisons()).hasSize(4);
    assertThat(check.comparisons()).allSatisfy(c -> assertThat(c.worst()).isEmpty());
  }

  @Test
  void anErrorIsRelativeToTheLargerOfBothAndOne() {
    assertThat(new Comparison(1, 0, 0.5, 0.25, "").error()).isEqualTo(0.25);
    assertThat(new Comparison(1, 0, -8, -10, "").error()).isEqualTo(0.2);
    assertThat(new Comparison(1, 0, -10, 8, "").error()).isEqualTo(1.8);
    assertThat(new Comparison(1, 0, 8, -10, "").error()).isEqualTo(1.8);
    assertThat(new Comparison(1, 0, 10, 8, "").error()).isEqualTo(0.2);
    assertThat(new Comparison(1, 0, Double.NaN, 1, "").error()).isNaN();
  }

  @Test
  void aRuleThatGivesAnotherShapeIsNamed() {
    io.cotangent.op.Op op =
        new io.cotangent.op.Op() {
          @Override
          public String label() {
            return "misshapen";
          }

          @Override
          public Tensor forward(Tensor... in) {
            return in[0].times(2);
          }

          @Override
          public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
            return g -> new Tensor[] {Tensor.ones(2)};
          }
        };
    Tensor leaf = x.requiresGrad();
    Tensor y = io.cotangent.op.Dispatch.apply(op, leaf);
    assertThatThrownBy(() -> y.sum().backward())
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("backward: the rule of misshapen")
        .hasMessageContaining("[2]")
        .hasMessageContaining("[3]");
  }

  @Test
  void anAnomalyNamesTheShapesOfAllInputsAndTheModule() {
    Tensor a = Tensor.of(-1.0, 2.0).requiresGrad();
    Tensor b = Tensor.of(new double[] {0, 0}, 1, 2).requiresGrad();
    assertThatThrownBy(() -> Autograd.detectAnomaly(() -> a.log().plus(b)))
        .isInstanceOf(AnomalyException.class)
        .hasMessageContaining("log")
        .hasMessageContaining("[2]")
        .message()
        .doesNotContain("in module");
    assertThatThrownBy(() -> Autograd.detectAnomaly(() -> a.minus(a).div(b)))
        .isInstanceOf(AnomalyException.class)
        .hasMessageContaining("[2], [1, 2]");
    Sequential m = new Sequential(new Lambda(t -> t.sqrt()));
    assertThatThrownBy(() -> Autograd.detectAnomaly(() -> m.apply(a)))
        .isInstanceOf(AnomalyException.class)
        .hasMessageContaining(", in module 0");
    Tensor empty = Tensor.zeros(0).requiresGrad();
    assertThat(Autograd.detectAnomaly(() -> empty.times(2).sum()).item()).isZero();
    Tensor integers = Tensor.of(new long[] {1, 2});
    assertThat(Autograd.detectAnomaly(() -> integers.plus(1).sum()).item()).isEqualTo(5);
    Tensor single = Tensor.of(Double.NaN).requiresGrad();
    assertThatThrownBy(() -> Autograd.detectAnomaly(() -> Tensor.of(-1.0).requiresGrad().log()))
        .isInstanceOf(AnomalyException.class);
    assertThat(single.isTracked()).isTrue();
  }
}
