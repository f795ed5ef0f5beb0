package io.cotangent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Tensor;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
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
  void sharpnessIsSeenAtTheNeighbour() {
    Linear model = new Linear(Tensor.zeros(1, 2), null);
    Parameter w = model.parameters().get("weight");
    w.set(Tensor.of(1f, 2f).reshape(1, 2));
    double[] size = {Math.sqrt(20), Math.sqrt(68)};
    double[][] toward = {{2, 4}, {2, 16}}; // g = 2w, and w²·g
    for (int adaptive = 0; adaptive < 2; adaptive++) {
      Sam sam = new Sam(0.5, adaptive == 1);
      double[] g = sam.gradients(model, () -> w.value().square().sum()).get(w).toDoubles();
      for (int i = 0; i < 2; i++) {
        double neighbour = i + 1 + 0.5 * toward[adaptive][i] / size[adaptive];
        assertThat(g[i]).isCloseTo(2 * neighbour, within(1e-5));
      }
    }
    assertThat(new Sam(0.5)).isEqualTo(new Sam(0.5, false));
  }

  @Test
  void asgdAveragesFromAStepOn() {
    Parameter p = new Parameter(Tensor.of(1.0));
    Asgd settings = Asgd.settings().lr(0.5).lambd(0.25).alpha(2).t0(2);
    Optimizer o = settings.over(only(p)).build();
    double[] after = new double[7];
    double x = 1;
    for (int t = 1; t <= 6; t++) {
      double eta = 0.5 / Math.pow(1 + 0.25 * 0.5 * (t - 1), 2);
      o.step(p.value().times(3).sum().backward());
      x = x * (1 - 0.25 * eta) - eta * 3;
      after[t] = x;
      assertThat(p.value().item()).isCloseTo(x, within(1e-12));
      double average = t < 5 ? x : t == 5 ? (after[4] + x) / 2 : (after[4] + after[5] + x) / 3;
      assertThat(java.util.Objects.requireNonNull(o.stateDict().get("0.ax")).item())
          .as("after step %s", t)
          .isCloseTo(average, within(1e-12));
    }
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

  @Test
  void lion() {
    check(
        run(Lion.settings().lr(0.01).weightDecay(0.3)),
        (p, g, t, s) -> {
          double next = p - 0.01 * (Math.signum(0.9 * s[0] + 0.1 * g) + 0.3 * p);
          s[0] = 0.99 * s[0] + 0.01 * g;
          return next;
        });
  }

  /** The rule on the whole vector, as the paper writes it. */
  @Test
  void lamb() {
    double[] k = {1, 2, 0.5};
    double[] p = {1, -2, 3};
    double[] m = new double[3];
    double[] v = new double[3];
    for (int t = 1; t <= 10; t++) {
      double[] u = new double[3];
      double weight = 0;
      double size = 0;
      for (int i = 0; i < 3; i++) {
        double g = k[i] * p[i];
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        double mean = m[i] / (1 - Math.pow(0.9, t));
        u[i] = mean / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-6) + 0.3 * p[i];
        weight += p[i] * p[i];
        size += u[i] * u[i];
      }
      for (int i = 0; i < 3; i++) {
        p[i] -= 0.1 * Math.sqrt(weight / size) * u[i];
      }
    }
    assertThat(doubles(run(Lamb.settings().lr(0.1).weightDecay(0.3)))).containsExactly(p, NEAR);
  }

  @Test
  void lambTakesAdamsStepFromZero() {
    Parameter p = new Parameter(Tensor.of(0f, 0f));
    Optimizer o = Lamb.of(only(p)).lr(0.1).build();
    o.step(p.value().times(Tensor.of(3f, -4f)).sum().backward());
    assertThat(doubles(p.value().toFloats())).containsExactly(new double[] {-0.1, 0.1}, NEAR);
  }

  @Test
  void adafactorOfAVector() {
    double[] k = {1, 2, 0.5};
    double[] p = {1, -2, 3};
    double[] v = new double[3];
    for (int t = 1; t <= 10; t++) {
      double[] u = new double[3];
      double weight = 0;
      double size = 0;
      double part = Math.pow(t, -0.8);
      for (int i = 0; i < 3; i++) {
        double g = k[i] * p[i];
        v[i] = (1 - part) * v[i] + part * g * g;
        u[i] = g / Math.sqrt(v[i]);
        weight += p[i] * p[i];
        size += u[i] * u[i];
      }
      double rate = Math.max(1e-3, Math.sqrt(weight / 3)) * Math.min(0.1, 1 / Math.sqrt(t));
      for (int i = 0; i < 3; i++) {
        p[i] = p[i] * (1 - 0.1 * 0.3) - rate * u[i] / Math.max(1, Math.sqrt(size / 3));
      }
    }
    assertThat(doubles(run(Adafactor.settings().lr(0.1).weightDecay(0.3))))
        .containsExactly(p, NEAR);
  }

  /** Where g² is an outer product, its rows and columns give it back: the step is g's sign. */
  @Test
  void adafactorOfAMatrixKeepsRowsAndColumns() {
    Parameter p = new Parameter(Tensor.ones(2, 3));
    Tensor g = Tensor.of(1f, 3f).unsqueeze(1).times(Tensor.of(2f, -4f, 1f));
    Optimizer o = Adafactor.of(only(p)).lr(0.1).build();
    o.step(p.value().times(g).sum().backward());
    assertThat(doubles(p.value().toFloats()))
        .containsExactly(new double[] {0.9, 1.1, 0.9, 0.9, 1.1, 0.9}, NEAR);
    assertThat(o.stateDict().values().stream().map(t -> t.shape().toString()))
        .contains("[2, 1]", "[1, 3]");
    Optimizer other = Adafactor.of(only(p)).lr(0.1).build();
    other.load(o.stateDict());
    assertThat(other.stateDict().keySet()).isEqualTo(o.stateDict().keySet());
  }

  /** U·Vᵀ of the gradient's singular value decomposition, but for what the iteration leaves. */
  @Test
  void muonStepsByTheOrthogonalFactor() {
    double c = Math.cos(0.5);
    double s = Math.sin(0.5);
    Tensor u = Tensor.of(new double[] {c, -s, s, c}, 2, 2);
    Tensor g = u.matmul(Tensor.of(new double[] {5, 0, 0, 0.5}, 2, 2));
    Parameter p = new Parameter(Tensor.of(new double[4], 2, 2));
    Optimizer o = Muon.of(only(p)).lr(1).momentum(0).nesterov(false).build();
    o.step(p.value().times(g).sum().backward());
    double[] step = p.value().toDoubles();
    double[] exact = u.neg().toDoubles();
    for (int i = 0; i < 4; i++) {
      assertThat(step[i]).isCloseTo(exact[i], within(0.35));
    }
    // The iteration's own result for singular values x/‖x‖ of 5 and 0.5, by its polynomial.
    double[] values = {5 / Math.sqrt(25.25), 0.5 / Math.sqrt(25.25)};
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 2; j++) {
        double x = values[j];
        values[j] = 3.4445 * x - 4.775 * Math.pow(x, 3) + 2.0315 * Math.pow(x, 5);
      }
    }
    double[] iterated =
        u.matmul(Tensor.of(new double[] {values[0], 0, 0, values[1]}, 2, 2)).neg().toDoubles();
    assertThat(step).containsExactly(iterated, within(1e-9));
    assertThatThrownBy(() -> Muon.of(only(new Parameter(Tensor.ones(3)))).build())
        .hasMessage("Muon: takes matrices, got a parameter [3]; give it to AdamW");
  }

  @Test
  void muonScalesTallMatrices() {
    Parameter p = new Parameter(Tensor.of(new double[4], 4, 1));
    Optimizer o = Muon.of(only(p)).lr(1).weightDecay(0).momentum(0).iterations(0).build();
    o.step(p.value().sum().backward());
    assertThat(p.value().toDoubles()).containsExactly(new double[] {-1, -1, -1, -1}, within(1e-12));
  }

  /** f = Σ k·w²/2: the gradient at w + ρ·g/‖g‖ is k·(w + ρ·g/‖g‖). */
  @Test
  void samGivesTheGradientsOfTheNeighbour() {
    double[] k = {1, 2, 0.5};
    double[] w = {1, -2, 3};
    Linear layer = new Linear(Tensor.of(w, 1, 3), null);
    Tensor curvature = Tensor.of(k);
    Supplier<Tensor> loss =
        () -> {
          Tensor value = layer.parameters().get("weight").value().reshape(3);
          return value.square().times(curvature).sum().times(0.5);
        };
    for (boolean adaptive : new boolean[] {false, true}) {
      double size = 0;
      for (int i = 0; i < 3; i++) {
        size += Math.pow(k[i] * w[i] * (adaptive ? w[i] : 1), 2);
      }
      double[] expected = new double[3];
      for (int i = 0; i < 3; i++) {
        double g = k[i] * w[i];
        double step = 0.05 * (adaptive ? w[i] * w[i] * g : g) / Math.sqrt(size);
        expected[i] = k[i] * (w[i] + step);
      }
      double[] got =
          new Sam(0.05, adaptive)
              .gradients(layer, loss)
              .get(layer.parameters().get("weight"))
              .toDoubles();
      assertThat(got).containsExactly(expected, within(1e-9));
    }
    assertThat(layer.parameters().get("weight").value().toDoubles()).containsExactly(w);
  }

  private static final Offset<Double> NEAR = within(2e-5);

  private static double[] doubles(float[] x) {
    double[] r = new double[x.length];
    Arrays.setAll(r, i -> x[i]);
    return r;
  }
}
