package io.cotangent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Tensor;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules as written out in their papers, step by step in F64, against the optimizers on F32. */
class OptimizersTest {
  private static final Sgd SGD = Sgd.settings().lr(0.1);

  private static Parameters only(Parameter... p) {
    return Parameters.of(List.of(p));
  }

  /** Ten steps on ½Σ k·pₖ². */
  private static float[] run(Settings<?> settings) {
    Parameter p = new Parameter(Tensor.of(1f, -2f, 3f));
    Optimizer o = settings.over(only(p)).build();
    Tensor k = Tensor.of(1f, 2f, 0.5f);
    for (int i = 0; i < 10; i++) {
      o.step(p.value().square().times(k).sum().times(0.5).backward());
    }
    return p.value().toFloats();
  }

  private interface Rule {
    double step(double p, double g, int t, double[] state);
  }

  private static void check(float[] got, Rule rule) {
    double[] k = {1, 2, 0.5};
    double[] start = {1, -2, 3};
    for (int i = 0; i < 3; i++) {
      double p = start[i];
      double[] state = new double[2];
      for (int t = 1; t <= 10; t++) {
        p = rule.step(p, k[i] * p, t, state);
      }
      assertThat((double) got[i]).isCloseTo(p, within(2e-5));
    }
  }

  @Test
  void sgd() {
    check(run(SGD), (p, g, t, s) -> p - 0.1 * g);
    check(run(SGD.weightDecay(0.3)), (p, g, t, s) -> p - 0.1 * (g + 0.3 * p));
  }

  @Test
  void momentumAndNesterov() {
    check(
        run(SGD.momentum(0.9).weightDecay(0.3)),
        (p, g, t, s) -> {
          s[0] = 0.9 * s[0] + g + 0.3 * p;
          return p - 0.1 * s[0];
        });
    check(
        run(SGD.momentum(0.9).nesterov(true)),
        (p, g, t, s) -> {
          s[0] = 0.9 * s[0] + g;
          return p - 0.1 * (g + 0.9 * s[0]);
        });
  }

  private static double adam(double p, double g, int t, double[] s) {
    s[0] = 0.9 * s[0] + 0.1 * g;
    s[1] = 0.999 * s[1] + 0.001 * g * g;
    return p
        - 0.1
            * (s[0] / (1 - Math.pow(0.9, t)))
            / (Math.sqrt(s[1] / (1 - Math.pow(0.999, t))) + 1e-8);
  }

  @Test
  void adamAndAdamW() {
    check(run(Adam.settings().lr(0.1)), OptimizersTest::adam);
    check(
        run(Adam.settings().lr(0.1).weightDecay(0.3)), (p, g, t, s) -> adam(p, g + 0.3 * p, t, s));
    check(
        run(AdamW.settings().lr(0.1).weightDecay(0.3)),
        (p, g, t, s) -> adam(p * (1 - 0.03), g, t, s));
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> SGD.lr(-1))
        .hasMessage("Sgd: lr = -1.0 must be finite and not negative");
    assertThatThrownBy(() -> SGD.lr(Double.NaN)).hasMessageContaining("lr = NaN");
    assertThatThrownBy(() -> SGD.nesterov(true)).hasMessageContaining("nesterov needs a momentum");
    assertThatThrownBy(() -> Adam.settings().betas(1, 0.9))
        .hasMessage("Adam: beta1 = 1.0 is outside [0, 1)");
    assertThatThrownBy(() -> Sgd.of(only()).build())
        .hasMessage("optimizer: no parameters to optimize");
    assertThatThrownBy(() -> SGD.build())
        .hasMessage("optimizer: settings alone; bind them with on(model)");
    assertThat(Adam.settings().lr(0.5)).isEqualTo(Adam.settings().lr(0.1).lr(0.5));
  }

  @Test
  void lbfgsFindsTheBottomOfRosenbrocksValley() {
    Parameter p = new Parameter(Tensor.of(-1.2, 1.0));
    Lbfgs lbfgs =
        Lbfgs.of(only(p))
            .toleranceGradient(1e-9)
            .toleranceChange(1e-12)
            .history(10)
            .strongWolfe(true)
            .build();
    for (int i = 0; i < 10; i++) {
      lbfgs.step(
          () -> {
            Tensor x = p.value().get(0);
            Tensor y = p.value().get(1);
            Tensor valley = y.minus(x.square()).square().times(100);
            return valley.plus(x.neg().plus(1).square());
          });
    }
    assertThat(p.value().toDoubles()).containsExactly(new double[] {1, 1}, within(1e-5));
  }

  @Test
  void groupsHaveSettingsOfTheirOwn() {
    Parameter a = new Parameter(Tensor.of(1.0));
    Parameter b = new Parameter(Tensor.of(1.0));
    Optimizer groups = SGD.on(only(a), g -> g).and(only(b), g -> g.lr(0.2)).build();
    groups.setLr(0.05);
    assertThat(groups.groups().get(1).lr()).isEqualTo(0.1);
    groups.step(a.value().plus(b.value()).sum().backward());
    assertThat(a.value().item()).isCloseTo(0.95, within(1e-15));
    assertThat(b.value().item()).isCloseTo(0.9, within(1e-15));
  }

  @Test
  void maximizeGoesUp() {
    Parameter a = new Parameter(Tensor.of(1.0));
    Optimizer up = Adagrad.of(only(a)).lr(0.1).maximize(true).build();
    up.step(a.value().square().sum().backward());
    assertThat(a.value().item()).isGreaterThan(1);
  }

  @Test
  void gradientsAreClippedTogether() {
    Parameter a = new Parameter(Tensor.of(3.0));
    Parameter b = new Parameter(Tensor.of(4.0));
    var g = a.value().square().plus(b.value().square()).times(0.5).sum().backward();
    var clipped = g.clipNorm(1);
    assertThat(clipped.get(a.value()).item()).isCloseTo(0.6, within(1e-6));
    assertThat(clipped.get(b.value()).item()).isCloseTo(0.8, within(1e-6));
    assertThat(g.clipValue(3.5).get(b.value()).item()).isEqualTo(3.5);
  }

  @Test
  void aPlateauLowersTheRate() {
    Parameter a = new Parameter(Tensor.of(3.0));
    Optimizer sgd = Sgd.of(only(a)).lr(1).build();
    ReduceOnPlateau plateau =
        new ReduceOnPlateau(ReduceOnPlateau.Settings.DEFAULT.factor(0.5).patience(1));
    for (double loss : new double[] {1, 1, 1}) {
      plateau.after(sgd, loss);
    }
    assertThat(sgd.lr()).isEqualTo(0.5);
  }

  @Test
  void schedulesRefuseWhatMakesNoSense() {
    assertThatThrownBy(() -> Schedule.step(0, 0.5)).hasMessage("step: size 0.0 must be positive");
    assertThatThrownBy(() -> new OneCycle(0.1, 10, 1.5, true, 25, 1e4, false))
        .hasMessageContaining("rise 1.5 is outside [0, 1]");
    assertThatThrownBy(() -> Schedule.sequential(new Schedule[] {Schedule.exponential(0.9)}, 3))
        .hasMessageContaining("1 schedules take one milestone fewer, got 1");
  }
}
