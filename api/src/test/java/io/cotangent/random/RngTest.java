package io.cotangent.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RngTest {
  @Test
  void agreesWithTheKnownAnswersOfRandom123() {
    int[] out = new int[4];
    new Rng(0).block(0, 0, out);
    assertThat(out).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
  }

  @Test
  void keyAndCounterDecideEverything() {
    Rng a = new Rng(7);
    a.doubles(10);
    assertThat(new Rng(a.key(), a.counter()).doubles(5)).isEqualTo(a.doubles(5));
    assertThat(new Rng(7).split().doubles(5))
        .isNotEqualTo(new Rng(7).doubles(5))
        .isEqualTo(new Rng(7).split().doubles(5));
  }

  @Test
  void momentsAreRight() {
    double[] u = new Rng(1).doubles(100_001);
    assertThat(Arrays.stream(u).average().orElseThrow()).isCloseTo(0.5, within(0.005));
    double[] z = new Rng(2).normals(100_001);
    assertThat(Arrays.stream(z).average().orElseThrow()).isCloseTo(0, within(0.01));
    assertThat(Arrays.stream(z).map(v -> v * v).average().orElseThrow()).isCloseTo(1, within(0.02));
  }

  @Test
  void permutationHoldsEachNumberOnce() {
    assertThat(Arrays.stream(new Rng(3).permutation(1000)).sorted().toArray())
        .isEqualTo(java.util.stream.IntStream.range(0, 1000).toArray());
  }
}
