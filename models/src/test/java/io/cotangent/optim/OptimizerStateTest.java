package io.cotangent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.GradientException;
import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Tanh;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What optimizers keep: by parameter and name, from its first step on, saved and read back. */
class OptimizerStateTest {
  private final Tensor x = new Rng(2).normal(0, 1, 8, 3);

  static Stream<Settings<?>> catalogue() {
    return Stream.of(
        Sgd.settings(),
        Sgd.settings().momentum(0.9).nesterov(true),
        Adam.settings(),
        Adam.settings().amsgrad(true),
        AdamW.settings(),
        Adagrad.settings(),
        Adadelta.settings(),
        Adamax.settings(),
        Nadam.settings(),
        Radam.settings(),
        Rmsprop.settings().momentum(0.5).centered(true),
        Rprop.settings(),
        Asgd.settings().t0(3));
  }

  private static Sequential model() {
    Rng rng = new Rng(1);
    return new Sequential(new Linear(3, 4, rng), new Tanh(), new Linear(4, 1, rng));
  }

  private void train(Sequential model, Optimizer optimizer, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.step(model.apply(x).square().mean().backward());
    }
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void twentyStepsAreNineAndElevenToTheBit(Settings<?> settings) {
    Sequential whole = model();
    train(whole, settings.on(whole), 20);
    Sequential first = model();
    Optimizer before = settings.on(first);
    before.setLr(0.5);
    before.setLr(settings.lr());
    train(first, before, 9);
    Sequential second = model();
    second.load(first.stateDict());
    Optimizer after = settings.on(second);
    after.load(before.stateDict());
    train(second, after, 11);
    assertThat(values(second)).containsExactlyEntriesOf(values(whole));
  }

  private static Map<String, List<Float>> values(Sequential model) {
    Map<String, List<Float>> r = new LinkedHashMap<>();
    model
        .stateDict()
        .forEach(
            (name, t) -> {
              List<Float> v = new ArrayList<>();
              for (float e : t.toFloats()) {
                v.add(e);
              }
              r.put(name, v);
            });
    return r;
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void aParameterThawedLateStartsAsIfTrainingBegan(Settings<?> settings) {
    double[] moves = new double[2];
    for (int frozen = 0; frozen < 2; frozen++) {
      Parameter a = new Parameter(Tensor.of(1.0));
      Parameter b = new Parameter(Tensor.of(1.0));
      Optimizer o = settings.over(Parameters.of(List.of(a, b))).build();
      b.freeze();
      for (int i = 0; i < 50 * frozen; i++) {
        o.step(a.value().sum().backward());
      }
      b.thaw();
      o.step(a.value().plus(b.value()).sum().backward());
      moves[frozen] = 1 - b.value().item();
    }
    assertThat(moves[1]).isEqualTo(moves[0]).isNotZero();
  }

  @Test
  void slotsHaveTheNamesOfPyTorch() {
    Sequential model = model();
    Optimizer adam = Adam.of(model.parameters("2.*")).build();
    train(model, adam, 3);
    assertThat(adam.stateDict())
        .containsOnlyKeys(
            "2.weight.step",
            "2.weight.exp_avg",
            "2.weight.exp_avg_sq",
            "2.bias.step",
            "2.bias.exp_avg",
            "2.bias.exp_avg_sq",
            "groups.0.lr");
    assertThat(adam.stateDict())
        .hasEntrySatisfying("2.bias.step", t -> assertThat(t.item()).isEqualTo(3));
  }

  @Test
  void aStateThatDoesNotFitIsRefusedWithAllThatIsWrong() {
    Sequential model = model();
    Optimizer adam = Adam.of(model).build();
    train(model, adam, 1);
    Map<String, Tensor> state = new LinkedHashMap<>(adam.stateDict());
    state.remove("0.weight.exp_avg");
    state.put("0.bias.exp_avg", Tensor.ones(5));
    state.put("1.weight.exp_avg", Tensor.ones(5));
    assertThatThrownBy(() -> adam.load(state))
        .hasMessage(
            "load: the state does not fit the optimizer, which is left as it was; 1 missing: 0.weight.exp_avg; 1 unexpected: 1.weight.exp_avg; 1 of another shape: 0.bias.exp_avg is [5], must be [4]");
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    Sequential model = model();
    Optimizer adam = Adam.of(model).build();
    train(model, adam, 1);
    Map<String, Tensor> state = new LinkedHashMap<>(adam.stateDict());
    state.put("0.weight.step", Tensor.scalar(DType.I64, -3));
    state.put("groups.0.lr", Tensor.scalar(DType.F64, Double.NaN));
    assertThatThrownBy(() -> adam.load(state))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("which is left as it was; 2 impossible: ")
        .hasMessageContaining("0.weight.step is -3.0, must be 1 or more")
        .hasMessageContaining("groups.0.lr is NaN, must be finite and 0 or more");
    train(model, adam, 1);
  }

  @Test
  void groupsAreChosenByPattern() {
    Sequential model = model();
    Parameters decayed = model.parameters("**.weight");
    Optimizer o =
        AdamW.of(decayed, s -> s.weightDecay(0.1))
            .and(model.parameters().except(decayed), s -> s.weightDecay(0).lr(1e-4))
            .build();
    assertThat(o.groups().get(1).parameters().names()).containsExactly("0.bias", "2.bias");
    o.setLr(Schedule.warmup(4).then(Schedule.cosine(10)), 1);
    assertThat(o.groups().get(0).lr()).isEqualTo(5e-4);
    assertThat(o.groups().get(1).lr()).isEqualTo(5e-5);
    assertThatThrownBy(() -> AdamW.of(decayed, s -> s).and(model.parameters(), s -> s).build())
        .hasMessage(
            "optimizer: parameter 0.weight [4, 3] is in two groups; take it out of one with except(…)");
  }

  @Test
  void gradientsOfOtherParametersAreAnError() {
    Parameter mine = new Parameter(Tensor.of(1.0));
    Sequential model = model();
    Optimizer o = Sgd.of(Parameters.of(List.of(mine))).build();
    assertThatThrownBy(() -> train(model, o, 1))
        .isInstanceOf(GradientException.class)
        .hasMessageContaining("it optimizes 0; the gradients are those of")
        .hasMessageContaining("2.weight [1, 4]");
  }

  @Test
  void twoOptimizersAndASecondStepAreFurtherSteps() {
    Parameter p = new Parameter(Tensor.of(1.0));
    Optimizer a = Sgd.of(Parameters.of(List.of(p))).lr(0.1).build();
    Optimizer b = Sgd.of(Parameters.of(List.of(p))).lr(0.2).build();
    Gradients g = p.value().sum().backward();
    a.step(g);
    a.step(g);
    b.step(g);
    assertThat(p.value().item()).isCloseTo(0.6, within(1e-15));
  }

  @Test
  void gradientsMayBeTheMemoryOfParameters() {
    Parameter p = new Parameter(Tensor.of(1.0));
    Parameter q = new Parameter(Tensor.of(2.0));
    Optimizer o = Sgd.of(Parameters.of(List.of(p, q))).lr(0.5).build();
    o.step(Gradients.of(Map.of(p, q.value().detach(), q, p.value().detach())));
    assertThat(p.value().item()).isZero();
    assertThat(q.value().item()).isEqualTo(1.5);
  }

  @Test
  void aRateOfZeroMovesNothing() {
    Parameter p = new Parameter(Tensor.of(1.0));
    Optimizer o = Sgd.of(Parameters.of(List.of(p))).build();
    for (Schedule s :
        List.of(Schedule.linear(0, 1, 5), Schedule.cosine(5), Schedule.polynomial(5, 1))) {
      for (int step = 0; step <= 5; step++) {
        o.setLr(s, step);
      }
    }
    assertThat(o.lr()).isZero();
    o.step(p.value().sum().backward());
    assertThat(p.value().item()).isEqualTo(1);
    assertThatThrownBy(() -> o.setLr(Double.NaN)).hasMessageContaining("lr = NaN");
  }

  @Test
  void schedulesFollowOneAnotherAndStayAtTheirEnd() {
    Schedule s = Schedule.warmup(2).then(Schedule.linear(1, 0, 4));
    assertThat(s.rates(1, 8)).containsExactly(0.5, 1, 1, 0.75, 0.5, 0.25, 0, 0);
    assertThatThrownBy(() -> Schedule.exponential(0.9).then(s)).hasMessageContaining("has no end");
    Schedule chained = Schedule.chained(Schedule.exponential(0.5), Schedule.constant(0.1, 2));
    double[] forwards = chained.rates(1, 5);
    assertThat(chained.at(1, 3)).isEqualTo(forwards[3]);
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void theStateFollowsAModelToAnotherType(Settings<?> settings) {
    Sequential moved = model();
    Optimizer before = settings.on(moved);
    train(moved, before, 3);
    Sequential wide = model();
    wide.to(DType.F64);
    Optimizer after = settings.on(wide);
    wide.load(moved.stateDict());
    after.load(before.stateDict());
    Gradients stale = moved.apply(x).square().mean().backward();
    moved.to(DType.F64);
    assertThatThrownBy(() -> before.step(stale))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("optimizer: none of its parameters has a gradient");
    for (int i = 0; i < 4; i++) {
      for (Sequential m : List.of(moved, wide)) {
        Optimizer o = m == moved ? before : after;
        o.step(m.apply(x.to(DType.F64)).square().mean().backward());
      }
    }
    assertThat(values(moved)).containsExactlyEntriesOf(values(wide));
    before
        .stateDict()
        .forEach(
            (name, t) -> {
              if (t.rank() > 0) {
                assertThat(t.dtype()).as(name).isEqualTo(DType.F64);
              }
              assertThat(t.toDoubles())
                  .as(name)
                  .containsExactly(Objects.requireNonNull(after.stateDict().get(name)).toDoubles());
            });
  }

  @Test
  void lbfgsGoesOnInAnotherType() {
    Sequential m = new Sequential(new Linear(1, 1, new Rng(1)));
    Lbfgs l = Lbfgs.of(m).strongWolfe(true).maxIterations(2).build();
    Tensor in = Tensor.of(1f, 2f, 3f).reshape(3, 1);
    Tensor out = Tensor.of(3f, 5f, 7f).reshape(3, 1);
    l.step(() -> m.apply(in).minus(out).square().mean());
    m.to(DType.F64);
    for (int i = 0; i < 20; i++) {
      l.step(() -> m.apply(in.to(DType.F64)).minus(out).square().mean());
    }
    assertThat(m.parameters().get("0.weight").value().item()).isCloseTo(2, within(1e-6));
    assertThat(m.parameters().get("0.bias").value().item()).isCloseTo(1, within(1e-6));
  }
}
