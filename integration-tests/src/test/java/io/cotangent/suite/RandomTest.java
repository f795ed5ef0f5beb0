package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Random tensors have the distribution that they are asked for, and the seed decides them. */
class RandomTest {
  private final Rng rng = new Rng(11);

  private static double mean(Tensor t) {
    return t.to(DType.F64).mean().item();
  }

  @Test
  void truncatedNormalStaysInsideAndKeepsItsShape() {
    Tensor t = rng.truncatedNormal(1, 2, 0, 3, 50_000);
    assertThat(t.min().item()).isGreaterThanOrEqualTo(0);
    assertThat(t.max().item()).isLessThanOrEqualTo(3);
    // Within half a deviation of −½ … 1: mean 1 + 2·(φ(−½) − φ(1))/(Φ(1) − Φ(−½)).
    assertThat(mean(t)).isCloseTo(1 + 2 * (0.352065 - 0.241971) / 0.532807, within(0.01));
    assertThatThrownBy(() -> rng.truncatedNormal(0, 1, 2, 1, 3))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("low < high");
  }

  @Test
  void truncatedNormalReachesFarIntoTheTails() {
    for (double sign : new double[] {1, -1}) {
      Tensor t = rng.truncatedNormal(0, 1, sign > 0 ? 10 : -11, sign > 0 ? 11 : -10, 20_000);
      // (φ(10) − φ(11))/(Φ(11) − Φ(10)): an exponential distribution of rate 10, nearly.
      assertThat(sign * mean(t)).isCloseTo(10.0981, within(0.003));
      assertThat(t.abs().min().item()).isBetween(10.0, 10.001);
      assertThat(t.abs().max().item()).isBetween(10.5, 11.0);
    }
    assertThat(rng.truncatedNormal(0, 1, 40, 41, 3).toFloats()).containsOnly(40);
    Tensor narrow = rng.truncatedNormal(0.7, 1e-3, 0.7, 0.7000001, 1000);
    assertThat(narrow.toFloats()).containsOnly(0.70000005f);
  }

  @Test
  void bernoulliIsTrueAsOftenAsItShould() {
    assertThat(mean(rng.bernoulli(0.3, 100, 500))).isCloseTo(0.3, within(0.01));
    Tensor p = Tensor.of(0.0, 1.0, 0.0);
    assertThat(rng.bernoulli(p).toLongs()).containsExactly(0, 1, 0);
    assertThatThrownBy(() -> rng.bernoulli(1.5, 3))
        .hasMessage("bernoulli: p = 1.5 is outside [0, 1]");
    assertThatThrownBy(() -> rng.bernoulli(Tensor.of(2.0)))
        .hasMessage("bernoulli: probability 2.0 is outside [0, 1]");
  }

  @Test
  void multinomialDrawsInProportion() {
    Tensor w = Tensor.of(new double[] {1, 2, 0, 1, 0, 0, 3, 3}, 2, 4);
    Tensor drawn = rng.multinomial(w, 20_000, true);
    assertThat(drawn.shape()).isEqualTo(Shape.of(2, 20_000));
    assertThat(mean(drawn.get(0).eq(1))).isCloseTo(0.5, within(0.015));
    assertThat(mean(drawn.get(0).eq(2))).isZero();
    assertThat(mean(drawn.get(1).eq(3))).isCloseTo(0.5, within(0.015));
  }

  @Test
  void multinomialWithoutReplacementNeverRepeats() {
    for (int i = 0; i < 50; i++) {
      long[] drawn = rng.multinomial(Tensor.of(1.0, 5, 0, 1), 3, false).toLongs();
      Arrays.sort(drawn);
      assertThat(drawn).containsExactly(0, 1, 3);
    }
    assertThatThrownBy(() -> rng.multinomial(Tensor.of(1.0, 0), 2, false))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("no class with a positive weight is left");
    assertThatThrownBy(() -> rng.multinomial(Tensor.of(1.0, -1), 1, true))
        .hasMessageContaining("weight -1.0 must be finite and not negative");
    assertThatThrownBy(() -> rng.multinomial(Tensor.ones(1, 1, 1), 1, true))
        .isInstanceOf(ShapeException.class);
  }

  @Test
  void dropoutMasksKeepTheMean() {
    Tensor mask = rng.dropoutMask(0.25, Tensor.ones(200, 200));
    assertThat(mean(mask)).isCloseTo(1, within(0.01));
    assertThat(mask.ne(0).to(DType.F32).times(1 / 0.75).eq(mask).all().toLongs())
        .containsExactly(1);
  }

  @Test
  void theSeedDecidesAll() {
    Tensor w = Tensor.of(1.0, 2, 3);
    assertThat(new Rng(5).multinomial(w, 10, true).toLongs())
        .isEqualTo(new Rng(5).multinomial(w, 10, true).toLongs());
    assertThat(new Rng(5).truncatedNormal(0, 1, -1, 1, 9).toFloats())
        .isEqualTo(new Rng(5).truncatedNormal(0, 1, -1, 1, 9).toFloats());
  }
}
