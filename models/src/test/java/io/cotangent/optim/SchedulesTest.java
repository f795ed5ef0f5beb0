package io.cotangent.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rates as numbers, from the formula of each schedule, before, at and after its ends. */
class SchedulesTest {
  private static void rates(Schedule s, double... expected) {
    assertThat(s.rates(2, expected.length)).containsExactly(expected, within(1e-12));
  }

  private static double cos(double part) {
    return Math.cos(Math.PI * part);
  }

  @Test
  void constantLinearAndWarmup() {
    rates(Schedule.constant(0.25, 2), 0.5, 0.5, 2, 2);
    rates(Schedule.constant(0.25, 0), 2, 2);
    rates(Schedule.warmup(4), 0.5, 1, 1.5, 2, 2, 2);
    rates(Schedule.warmup(0), 2, 2);
    rates(Schedule.linear(0.5, 1.5, 4), 1, 1.5, 2, 2.5, 3, 3, 3);
    assertThat(Schedule.linear(0, 1, 4).length()).isEqualTo(4);
    assertThat(Schedule.warmup(3).length()).isEqualTo(3);
    assertThat(Schedule.exponential(0.5).length()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void stepsAndPowers() {
    rates(Schedule.step(2, 0.5), 2, 2, 1, 1, 0.5, 0.5);
    rates(Schedule.multiStep(0.5, 1, 3, 3), 2, 1, 1, 0.25, 0.25);
    rates(Schedule.exponential(0.5), 2, 1, 0.5, 0.25);
    rates(Schedule.lambda(s -> s + 1), 2, 4, 6);
    rates(Schedule.polynomial(4, 2), 2, 2 * 0.5625, 0.5, 0.125, 0, 0);
  }

  @Test
  void cosines() {
    rates(Schedule.cosine(4), 2, 1 + cos(0.25), 1, 1 + cos(0.75), 0, 0, 0);
    rates(Schedule.cosine(2, 0.5), 2, 1.25, 0.5, 0.5);
    rates(Schedule.cosineAnnealing(2, 0.5), 2, 1.25, 0.5, 1.25, 2, 1.25);
    rates(Schedule.cosineRestarts(2, 1, 0.5), 2, 1.25, 2, 1.25, 2);
    rates(
        Schedule.cosineRestarts(1, 2, 0),
        2,
        2,
        1,
        2,
        1 + cos(0.25),
        1,
        1 + cos(0.75),
        2,
        1 + cos(0.125));
  }

  @Test
  void cycles() {
    rates(Schedule.cyclic(1, 3, 2, 2, Schedule.Cycle.TRIANGULAR, 1), 1, 2, 3, 2, 1, 2, 3);
    rates(Schedule.cyclic(1, 3, 1, 2, Schedule.Cycle.TRIANGULAR2, 1), 1, 3, 2, 1, 2, 1.5, 1, 1.5);
    rates(
        Schedule.cyclic(1, 3, 1, 1, Schedule.Cycle.EXP_RANGE, 0.5), 1, 2, 1, 1.25, 1, 1 + 1 / 16.);
  }

  @Test
  void oneCycles() {
    double start = 2 / 25.0;
    double end = start / 1e4;
    rates(
        new OneCycle(2, 10, 0.3, false, 25, 1e4, false),
        start,
        (start + 2) / 2,
        2,
        2 + (end - 2) / 7,
        2 + (end - 2) * 2 / 7,
        2 + (end - 2) * 3 / 7,
        2 + (end - 2) * 4 / 7,
        2 + (end - 2) * 5 / 7,
        2 + (end - 2) * 6 / 7,
        end,
        end);
    OneCycle three = new OneCycle(2, 8, 0.375, false, 4, 8, true);
    rates(three, 0.5, 1.25, 2, 1.25, 0.5, 0.5 - 0.4375 / 3, 0.5 - 0.875 / 3, 0.0625, 0.0625);
    assertThat(three.momentum(0.8, 0.9, 0)).isCloseTo(0.9, within(1e-15));
    assertThat(three.momentum(0.8, 0.9, 1)).isCloseTo(0.85, within(1e-15));
    assertThat(three.momentum(0.8, 0.9, 2)).isCloseTo(0.8, within(1e-15));
    assertThat(three.momentum(0.8, 0.9, 7)).isCloseTo(0.9, within(1e-15));
    rates(new OneCycle(2, 5, 0.6, true, 4, 4, false), 0.5, 1.25, 2, 0.125 + 1.875 / 2, 0.125);
    assertThat(new OneCycle(2, 5).length()).isEqualTo(5);
    assertThat(Schedule.oneCycle(2, 5)).isEqualTo(new OneCycle(2, 5));
    assertThat(new OneCycle(2, 5)).isEqualTo(new OneCycle(2, 5, 0.3, true, 25, 1e4, false));
  }

  @Test
  void oneAfterAnother() {
    Schedule both = Schedule.warmup(2).then(Schedule.linear(1, 0, 2));
    assertThat(both.length()).isEqualTo(4);
    rates(both, 1, 2, 2, 1, 0, 0);
    assertThat(Schedule.warmup(2).then(Schedule.exponential(0.5)).length())
        .isEqualTo(Integer.MAX_VALUE);
    Schedule[] three = {Schedule.constant(0.5, 9), Schedule.exponential(0.5), Schedule.warmup(2)};
    rates(Schedule.sequential(three, 1, 3), 1, 2, 1, 1, 2, 2);
  }

  @Test
  void chainedSchedulesMultiplyAndAreAskedInAnyOrder() {
    Schedule s =
        Schedule.chained(
            Schedule.constant(0.5, 2), Schedule.exponential(0.5), Schedule.linear(1, 2, 2));
    double[] expected = {1, 0.75, 1, 0.5, 0.25};
    rates(s, expected);
    for (int step : new int[] {4, 0, 3, 3, 1, 4}) {
      assertThat(s.at(2, step)).isCloseTo(expected[step], within(1e-12));
      assertThat(s.at(4, step)).isCloseTo(2 * expected[step], within(1e-12));
    }
    assertThat(s.at(0, 3)).isZero();
    Schedule cosine = Schedule.chained(Schedule.cosineAnnealing(3, 0.5));
    assertThat(cosine.rates(2, 9))
        .containsExactly(Schedule.cosineAnnealing(3, 0.5).rates(2, 9), within(1e-12));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    refused("warmup: steps -1.0 must not be negative", () -> Schedule.warmup(-1));
    refused("constant: steps -1.0 must not be negative", () -> Schedule.constant(1, -1));
    refused("linear: steps 0.0 must be positive", () -> Schedule.linear(0, 1, 0));
    refused("step: size 0.0 must be positive", () -> Schedule.step(0, 0.5));
    refused("polynomial: steps 0.0 must be positive", () -> Schedule.polynomial(0, 1));
    refused("cosine: steps 0.0 must be positive", () -> Schedule.cosine(0));
    refused("cosine: least -1.0 must not be negative", () -> Schedule.cosine(1, -1));
    refused("cosineRestarts: period 0.0 must be positive", () -> Schedule.cosineRestarts(0, 1, 0));
    refused("cosineRestarts: factor 0.0 must be positive", () -> Schedule.cosineRestarts(1, 0, 0));
    Schedule.Cycle mode = Schedule.Cycle.TRIANGULAR;
    refused("cyclic: up 0.0 must be positive", () -> Schedule.cyclic(0, 1, 0, 1, mode, 1));
    refused("cyclic: down 0.0 must be positive", () -> Schedule.cyclic(0, 1, 1, 0, mode, 1));
    refused("rates: -1 steps; pass 0 or more", () -> Schedule.warmup(1).rates(1, -1));
    refused(
        "then: this schedule has no end; sequential(…) takes the step at which the next begins",
        () -> Schedule.exponential(1).then(Schedule.warmup(1)));
    for (double rise : new double[] {-1e-9, 1.5, Double.NaN}) {
      refused(
          "OneCycle: rise " + rise + " is outside [0, 1]",
          () -> new OneCycle(1, 10, rise, true, 1, 1, true));
    }
    for (double factor : new double[] {0, 1, Double.NaN}) {
      refused(
          "reduceOnPlateau: factor " + factor + " is outside (0, 1)",
          () -> ReduceOnPlateau.Settings.DEFAULT.factor(factor));
    }
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ArgumentException.class).hasMessage(message);
  }

  // ---- plateaus ----

  /** The rates, begun at 1, after metrics told one by one. */
  private static double[] after(ReduceOnPlateau.Settings settings, double... metrics) {
    ReduceOnPlateau plateau = new ReduceOnPlateau(settings);
    double[] r = new double[metrics.length];
    double lr = 1;
    for (int i = 0; i < r.length; i++) {
      lr = plateau.next(lr, metrics[i]);
      r[i] = lr;
    }
    return r;
  }

  private static final ReduceOnPlateau.Settings HALF =
      ReduceOnPlateau.Settings.DEFAULT.factor(0.5).patience(0);

  @Test
  void aRateFallsWhereTheMetricStays() {
    assertThat(after(HALF, 5, 5, 4, 4.5, 4.1, 3)).containsExactly(1, 0.5, 0.5, 0.25, 0.125, 0.125);
    assertThat(after(HALF.patience(2), 5, 5, 5, 5, 5, 5)).containsExactly(1, 1, 1, 0.5, 0.5, 0.5);
    assertThat(after(HALF.larger(), 5, 6, 6, 7)).containsExactly(1, 1, 0.5, 0.5);
    assertThat(after(HALF.leastLr(0.4), 5, 5, 5, 5)).containsExactly(1, 0.5, 0.4, 0.4);
    assertThat(after(HALF.cooldown(2), 5, 5, 5, 5, 5)).containsExactly(1, 0.5, 0.5, 0.5, 0.25);
    assertThat(after(HALF, Double.NaN, 5, 4)).containsExactly(0.5, 0.5, 0.5);
    assertThat(ReduceOnPlateau.Settings.DEFAULT)
        .isEqualTo(new ReduceOnPlateau.Settings(true, 0.1, 10, 1e-4, true, 0, 0, 1e-8));
    ReduceOnPlateau.Settings least = HALF.leastLr(1 - 1e-9);
    assertThat(after(least, 5, 5)).as("a change below ε is not made").containsExactly(1, 1);
  }

  @Test
  void aThresholdIsAFractionOrADifference() {
    assertThat(after(HALF.threshold(0.1, true), 5, 4.51, 4.49)).containsExactly(1, 0.5, 0.5);
    assertThat(after(HALF.threshold(0.1, false), 5, 4.91, 4.89)).containsExactly(1, 0.5, 0.5);
    assertThat(after(HALF.larger().threshold(0.1, true), 5, 5.49, 5.51))
        .containsExactly(1, 0.5, 0.5);
    assertThat(after(HALF.larger().threshold(0.1, false), 5, 5.09, 5.11))
        .containsExactly(1, 0.5, 0.5);
  }

  @Test
  void aPlateauGoesOnFromItsState() {
    ReduceOnPlateau.Settings s = HALF.patience(1).cooldown(1);
    double[] metrics = {5, 5, 5, 4, 5, 5, 5, 5, 5};
    double[] whole = after(s, metrics);
    for (int cut = 0; cut < metrics.length; cut++) {
      ReduceOnPlateau before = new ReduceOnPlateau(s);
      ReduceOnPlateau after = new ReduceOnPlateau(s);
      double lr = 1;
      for (int i = 0; i < metrics.length; i++) {
        if (i == cut) {
          after.load(before.state());
        }
        lr = (i < cut ? before : after).next(lr, metrics[i]);
        assertThat(lr).as("cut at %s, epoch %s", cut, i).isEqualTo(whole[i]);
      }
    }
  }

  @Test
  void aPlateauAndASetRateReachEveryGroup() {
    Parameter a = new Parameter(Tensor.of(1.0));
    Parameter b = new Parameter(Tensor.of(1.0));
    Parameter c = new Parameter(Tensor.of(1.0));
    Optimizer o =
        Sgd.of(Parameters.of(List.of(a)), s -> s.lr(0.5))
            .and(Parameters.of(List.of(b)), s -> s.lr(0.25))
            .and(Parameters.of(List.of(c)), s -> s.lr(0))
            .build();
    ReduceOnPlateau plateau = new ReduceOnPlateau(HALF);
    plateau.after(o, 1);
    assertThat(o.lr()).isEqualTo(0.5);
    plateau.after(o, 1);
    assertThat(o.groups().stream().map(ParameterGroup::lr)).containsExactly(0.25, 0.125, 0.0);
    o.setLr(2);
    assertThat(o.groups().stream().map(ParameterGroup::lr)).containsExactly(2.0, 1.0, 0.0);
    o.setLr(Schedule.warmup(4), 0);
    assertThat(o.groups().stream().map(ParameterGroup::lr)).containsExactly(0.125, 0.0625, 0.0);
    o.step(a.value().plus(b.value()).plus(c.value()).sum().backward());
    assertThat(a.value().item()).isEqualTo(0.875);
    assertThat(b.value().item()).isEqualTo(0.9375);
    assertThat(c.value().item()).isEqualTo(1);
  }
}
