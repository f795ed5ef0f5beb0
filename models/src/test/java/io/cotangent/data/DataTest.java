package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataTest {
  @Test
  void aDrawingDependsOnSeedAndNumberAlone() {
    Dataset all = DrawnDigits.draw(0, 20, 5);
    Dataset some = DrawnDigits.draw(7, 3, 5);
    assertThat(some.labels()).containsExactly(all.labels()[7], all.labels()[8], all.labels()[9]);
    assertThat(some.features())
        .isEqualTo(java.util.Arrays.copyOfRange(all.features(), 7 * 784, 10 * 784));
    assertThat(DrawnDigits.draw(0, 20, 6).features()).isNotEqualTo(all.features());
  }

  @Test
  void everyClassIsDrawnWithInkOnDarkGround() {
    Dataset d = DrawnDigits.draw(0, 500, 1);
    int[] counts = new int[10];
    for (int i = 0; i < 500; i++) {
      counts[d.labels()[i]]++;
      int bright = 0;
      for (int k = 0; k < 784; k++) {
        bright += (d.features()[i * 784 + k] & 0xFF) > 128 ? 1 : 0;
      }
      assertThat(bright).as("bright pixels of drawing %d", i).isBetween(15, 350);
    }
    assertThat(java.util.Arrays.stream(counts).min().orElseThrow()).isGreaterThan(20);
  }

  @Test
  void aLoaderGivesEveryExampleOnceInAnOrderOfItsOwn() {
    Dataset d = DrawnDigits.draw(0, 25, 1);
    DataLoader loader = new DataLoader(d, 10, new Rng(3));
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    loader.forEach(b -> java.util.Arrays.stream(b.indices()).forEach(first::add));
    loader.forEach(b -> java.util.Arrays.stream(b.indices()).forEach(second::add));
    assertThat(loader.batches()).isEqualTo(3);
    assertThat(first).doesNotHaveDuplicates().hasSize(25).isNotEqualTo(second);
    assertThat(second).doesNotHaveDuplicates().hasSize(25);
    Batch b = new DataLoader(d, 10).iterator().next();
    assertThat(b.x().shape()).isEqualTo(Shape.of(10, 28, 28));
    assertThat(b.y().toLongs()[3]).isEqualTo(d.labels()[3]);
    assertThat(b.x().toFloats()[100]).isEqualTo((d.features()[100] & 0xFF) * (1f / 255));
  }

  @Test
  void badArgumentsAreNamed() {
    Dataset d = DrawnDigits.draw(0, 2, 1);
    assertThatThrownBy(() -> new DataLoader(d, -5)).hasMessage("batch: -5 must be 1 or more");
    assertThatThrownBy(() -> DrawnDigits.draw(0, -1, 1))
        .hasMessageContaining("must not be negative");
    assertThatThrownBy(() -> new Dataset("x", new byte[5], Shape.of(2), new int[2]))
        .hasMessageContaining("5 bytes do not hold 2 examples of 2");
  }

  @Test
  void countsAtTheEndsOfAnIntAreRightOrRefused() {
    Dataset d = DrawnDigits.draw(0, 5, 1);
    DataLoader loader = new DataLoader(d, Integer.MAX_VALUE);
    assertThat(loader.batches()).isEqualTo(1);
    List<Integer> sizes = new ArrayList<>();
    loader.forEach(b -> sizes.add(b.indices().length));
    assertThat(sizes).containsExactly(5);
    assertThat(new DataLoader(d.first(0), Integer.MAX_VALUE).batches()).isZero();
    assertThat(d.first(Integer.MAX_VALUE).size()).isEqualTo(5);
    assertThatThrownBy(() -> d.first(-1))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("first: -1 must not be negative");
    assertThatThrownBy(() -> DrawnDigits.draw(0, 3_000_000, 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("go beyond 2739137 at a time");
    assertThatThrownBy(() -> DrawnDigits.draw(Integer.MAX_VALUE, 1, 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("number 2147483647");
    assertThatThrownBy(() -> new Dataset("x", new byte[2], Shape.of(1), new int[] {0, -1}))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("dataset x: label -1 of example 1 is negative");
  }
}
