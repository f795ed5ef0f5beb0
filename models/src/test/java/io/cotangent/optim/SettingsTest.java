package io.cotangent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.nn.Parameters;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting of every optimizer has its bounds, and PyTorch's default. */
class SettingsTest {
  private static final Sgd SGD = Sgd.settings();
  private static final Adam ADAM = Adam.settings();
  private static final AdamW ADAMW = AdamW.settings();
  private static final Adagrad ADAGRAD = Adagrad.settings();
  private static final Adadelta ADADELTA = Adadelta.settings();
  private static final Adamax ADAMAX = Adamax.settings();
  private static final Nadam NADAM = Nadam.settings();
  private static final Radam RADAM = Radam.settings();
  private static final Rmsprop RMSPROP = Rmsprop.settings();
  private static final Rprop RPROP = Rprop.settings();
  private static final Asgd ASGD = Asgd.settings();
  private static final Lion LION = Lion.settings();
  private static final Lamb LAMB = Lamb.settings();
  private static final Adafactor ADAFACTOR = Adafactor.settings();
  private static final Muon MUON = Muon.settings();
  private static final Lbfgs.Settings LBFGS = Lbfgs.settings();

  /** A setting: its name in messages, how it is set, and values that are right and wrong. */
  private record Setting(
      String name, DoubleFunction<Object> set, double[] right, double[] wrong, String must) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static double[] v(double... values) {
    return values;
  }

  private static Setting notNegative(String name, DoubleFunction<Object> set) {
    return new Setting(
        name,
        set,
        v(0, 1e-9, 3),
        v(-1e-9, Double.NaN, Double.POSITIVE_INFINITY),
        "must be finite and not negative");
  }

  private static Setting positive(String name, DoubleFunction<Object> set) {
    return new Setting(
        name,
        set,
        v(1e-9, 3),
        v(0, -1, Double.NaN, Double.POSITIVE_INFINITY),
        "must be finite and positive");
  }

  private static Setting fraction(String name, DoubleFunction<Object> set) {
    return new Setting(name, set, v(0, 0.5, 0.999), v(-1e-9, 1, Double.NaN), "is outside [0, 1)");
  }

  static Stream<Setting> all() {
    return Stream.of(
        notNegative("Sgd: lr", SGD::lr),
        fraction("Sgd: momentum", SGD::momentum),
        new Setting(
            "Sgd: dampening",
            SGD::dampening,
            v(-1, 0, 2),
            v(Double.NaN, Double.NEGATIVE_INFINITY),
            "must be finite"),
        notNegative("Sgd: weightDecay", SGD::weightDecay),
        notNegative("Adam: lr", ADAM::lr),
        fraction("Adam: beta1", b -> ADAM.betas(b, 0.5)),
        fraction("Adam: beta2", b -> ADAM.betas(0.5, b)),
        notNegative("Adam: eps", ADAM::eps),
        notNegative("Adam: weightDecay", ADAM::weightDecay),
        notNegative("AdamW: lr", ADAMW::lr),
        fraction("AdamW: beta1", b -> ADAMW.betas(b, 0.5)),
        fraction("AdamW: beta2", b -> ADAMW.betas(0.5, b)),
        notNegative("AdamW: eps", ADAMW::eps),
        notNegative("AdamW: weightDecay", ADAMW::weightDecay),
        notNegative("Adagrad: lr", ADAGRAD::lr),
        notNegative("Adagrad: lrDecay", ADAGRAD::lrDecay),
        notNegative("Adagrad: eps", ADAGRAD::eps),
        notNegative("Adagrad: weightDecay", ADAGRAD::weightDecay),
        notNegative("Adagrad: initialAccumulatorValue", ADAGRAD::initialAccumulatorValue),
        notNegative("Adadelta: lr", ADADELTA::lr),
        fraction("Adadelta: rho", ADADELTA::rho),
        notNegative("Adadelta: eps", ADADELTA::eps),
        notNegative("Adadelta: weightDecay", ADADELTA::weightDecay),
        notNegative("Adamax: lr", ADAMAX::lr),
        fraction("Adamax: beta1", b -> ADAMAX.betas(b, 0.5)),
        fraction("Adamax: beta2", b -> ADAMAX.betas(0.5, b)),
        notNegative("Adamax: eps", ADAMAX::eps),
        notNegative("Adamax: weightDecay", ADAMAX::weightDecay),
        notNegative("Nadam: lr", NADAM::lr),
        fraction("Nadam: beta1", b -> NADAM.betas(b, 0.5)),
        fraction("Nadam: beta2", b -> NADAM.betas(0.5, b)),
        notNegative("Nadam: eps", NADAM::eps),
        notNegative("Nadam: weightDecay", NADAM::weightDecay),
        notNegative("Nadam: momentumDecay", NADAM::momentumDecay),
        notNegative("Radam: lr", RADAM::lr),
        fraction("Radam: beta1", b -> RADAM.betas(b, 0.5)),
        fraction("Radam: beta2", b -> RADAM.betas(0.5, b)),
        notNegative("Radam: eps", RADAM::eps),
        notNegative("Radam: weightDecay", RADAM::weightDecay),
        notNegative("Rmsprop: lr", RMSPROP::lr),
        fraction("Rmsprop: alpha", RMSPROP::alpha),
        notNegative("Rmsprop: eps", RMSPROP::eps),
        notNegative("Rmsprop: weightDecay", RMSPROP::weightDecay),
        fraction("Rmsprop: momentum", RMSPROP::momentum),
        notNegative("Rprop: lr", RPROP::lr),
        fraction("Rprop: etaMinus", e -> RPROP.etas(e, 1.2)),
        positive("Rprop: etaPlus", e -> RPROP.etas(0.5, e)),
        notNegative("Rprop: minStep", s -> RPROP.stepSizes(s, 50)),
        positive("Rprop: maxStep", s -> RPROP.stepSizes(0, s)),
        notNegative("Asgd: lr", ASGD::lr),
        notNegative("Asgd: lambd", ASGD::lambd),
        notNegative("Asgd: alpha", ASGD::alpha),
        notNegative("Asgd: t0", ASGD::t0),
        notNegative("Asgd: weightDecay", ASGD::weightDecay),
        notNegative("Lion: lr", LION::lr),
        fraction("Lion: beta1", b -> LION.betas(b, 0.5)),
        fraction("Lion: beta2", b -> LION.betas(0.5, b)),
        notNegative("Lion: weightDecay", LION::weightDecay),
        notNegative("Lamb: lr", LAMB::lr),
        fraction("Lamb: beta1", b -> LAMB.betas(b, 0.5)),
        fraction("Lamb: beta2", b -> LAMB.betas(0.5, b)),
        notNegative("Lamb: eps", LAMB::eps),
        notNegative("Lamb: weightDecay", LAMB::weightDecay),
        notNegative("Adafactor: lr", ADAFACTOR::lr),
        new Setting(
            "Adafactor: eps1",
            ADAFACTOR::eps1,
            v(0, 1, Double.NaN),
            v(-1e-9, Double.POSITIVE_INFINITY),
            "must be finite and not negative"),
        new Setting(
            "Adafactor: beta2Decay",
            ADAFACTOR::beta2Decay,
            v(0, -1),
            v(1e-9, Double.NaN),
            "must not be positive"),
        notNegative("Adafactor: eps2", ADAFACTOR::eps2),
        positive("Adafactor: d", ADAFACTOR::d),
        notNegative("Adafactor: weightDecay", ADAFACTOR::weightDecay),
        notNegative("Muon: lr", MUON::lr),
        notNegative("Muon: weightDecay", MUON::weightDecay),
        fraction("Muon: momentum", MUON::momentum),
        new Setting(
            "Muon: iterations",
            n -> MUON.iterations((int) n),
            v(0, 7),
            v(-1),
            "must be finite and not negative"),
        notNegative("Sam: rho", Sam::new),
        positive("Lbfgs: lr", LBFGS::lr),
        new Setting(
            "Lbfgs: maxIterations",
            n -> LBFGS.maxIterations((int) n),
            v(1, 7),
            v(0, -1),
            "must be finite and positive"),
        new Setting(
            "Lbfgs: maxEvaluations",
            n -> LBFGS.maxEvaluations((int) n),
            v(0, 7),
            v(-1),
            "must be finite and not negative"),
        notNegative("Lbfgs: toleranceGradient", LBFGS::toleranceGradient),
        notNegative("Lbfgs: toleranceChange", LBFGS::toleranceChange),
        new Setting(
            "Lbfgs: history",
            n -> LBFGS.history((int) n),
            v(1, 7),
            v(0, -1),
            "must be finite and positive"),
        positive("OneCycle: max", m -> new OneCycle(m, 10)),
        new Setting(
            "OneCycle: steps",
            n -> new OneCycle(1, (int) n),
            v(1, 7),
            v(0, -1),
            "must be finite and positive"),
        positive("OneCycle: divisor", d -> new OneCycle(1, 10, 0.3, true, d, 1, false)),
        positive("OneCycle: finalDivisor", d -> new OneCycle(1, 10, 0.3, true, 1, d, false)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isHeldWithinItsBounds(Setting s) {
    for (double right : s.right) {
      assertThatCode(() -> s.set.apply(right)).as("%s", right).doesNotThrowAnyException();
    }
    for (double wrong : s.wrong) {
      assertThatThrownBy(() -> s.set.apply(wrong))
          .as("%s", wrong)
          .isInstanceOf(ArgumentException.class)
          .hasMessage(s.name + " = " + wrong + " " + s.must);
    }
  }

  @Test
  void nesterovNeedsMomentumAndNoDampening() {
    String message = "Sgd: nesterov needs a momentum above 0 and no dampening";
    assertThatThrownBy(() -> SGD.nesterov(true)).hasMessage(message);
    assertThatThrownBy(() -> SGD.momentum(0.9).dampening(0.1).nesterov(true)).hasMessage(message);
    assertThat(SGD.momentum(0.9).nesterov(true).nesterov()).isTrue();
  }

  @Test
  void defaultsAreThoseOfPyTorch() {
    assertThat(SGD).isEqualTo(new Sgd(1e-3, 0, 0, 0, false, false, null));
    assertThat(ADAM).isEqualTo(new Adam(1e-3, 0.9, 0.999, 1e-8, 0, false, false, null));
    assertThat(ADAMW).isEqualTo(new AdamW(1e-3, 0.9, 0.999, 1e-8, 1e-2, false, false, null));
    assertThat(ADAGRAD).isEqualTo(new Adagrad(1e-2, 0, 1e-10, 0, 0, false, null));
    assertThat(ADADELTA).isEqualTo(new Adadelta(1, 0.9, 1e-6, 0, false, null));
    assertThat(ADAMAX).isEqualTo(new Adamax(2e-3, 0.9, 0.999, 1e-8, 0, false, null));
    assertThat(NADAM).isEqualTo(new Nadam(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3, false, null));
    assertThat(RADAM).isEqualTo(new Radam(1e-3, 0.9, 0.999, 1e-8, 0, false, null));
    assertThat(RMSPROP).isEqualTo(new Rmsprop(1e-2, 0.99, 1e-8, 0, 0, false, false, null));
    assertThat(RPROP).isEqualTo(new Rprop(1e-2, 0.5, 1.2, 1e-6, 50, false, null));
    assertThat(ASGD).isEqualTo(new Asgd(1e-2, 1e-4, 0.75, 1e6, 0, false, null));
    assertThat(LION).isEqualTo(new Lion(1e-4, 0.9, 0.99, 0, false, null));
    assertThat(LAMB).isEqualTo(new Lamb(1e-3, 0.9, 0.999, 1e-6, 0, false, null));
    assertThat(MUON).isEqualTo(new Muon(1e-3, 0.1, 0.95, true, 5, false, null));
    assertThat(LBFGS).isEqualTo(new Lbfgs.Settings(1, 20, 0, 1e-7, 1e-9, 100, false, null));
  }

  @Test
  void withoutParametersThereIsNothingToBuild() {
    Parameters none = Parameters.of(List.of());
    assertThatThrownBy(() -> LBFGS.build()).hasMessage("optimizer: no parameters to optimize");
    assertThatThrownBy(() -> Lbfgs.of(none).build())
        .hasMessage("optimizer: no parameters to optimize");
    assertThatThrownBy(() -> ADAM.on(none, s -> s).and(none, s -> s).build())
        .hasMessage("optimizer: no parameters to optimize in group 0");
  }
}
