package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {
  static Dataset<Integer> numbers(int n) {
    return Dataset.of(IntStream.range(0, n).boxed().toList());
  }

  static <E> List<E> all(Dataset<E> data) {
    return IntStream.range(0, data.size()).mapToObj(data::get).toList();
  }

  static <E> List<E> all(Iterator<E> elements) {
    List<E> r = new ArrayList<>();
    elements.forEachRemaining(r::add);
    return r;
  }

  @Test
  void dataSetsAreMadeOfDataSets() {
    Dataset<Integer> d = numbers(5).map(x -> x * 10);
    assertThat(all(d.subset(4, 0, 4))).containsExactly(40, 0, 40);
    assertThat(all(d.first(2))).containsExactly(0, 10);
    assertThat(d.first(Integer.MAX_VALUE).size()).isEqualTo(5);
    assertThat(all(Dataset.concat(d.first(2), numbers(0), numbers(3))))
        .containsExactly(0, 10, 0, 1, 2);
    assertThatThrownBy(() -> d.first(-1))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("first: -1 must not be negative");
    assertThatThrownBy(() -> d.subset(1, 5)).hasMessage("subset: there is no element 5 among 5");
  }

  @Test
  void aRandomMapIsAFunctionOfSeedEpochAndIndex() {
    Dataset<Double> d = numbers(6).map((x, rng) -> rng.nextDouble(), new Rng(1));
    Dataset<Double> same = numbers(6).map((x, rng) -> rng.nextDouble(), new Rng(1));
    Dataset<Double> other = numbers(6).map((x, rng) -> rng.nextDouble(), new Rng(2));
    assertThat(all(d)).doesNotHaveDuplicates().isEqualTo(all(same)).isNotEqualTo(all(other));
    assertThat(d.get(3, 1)).isEqualTo(same.get(3, 1)).isNotEqualTo(d.get(3, 0));
    assertThat(d.map(x -> x).isRandom()).isTrue();
    assertThat(Dataset.concat(d, other).first(3).isRandom()).isTrue();
    assertThat(Dataset.concat(d, other).subset(9).get(0, 7)).isEqualTo(other.get(3, 7));
    Rng rng = new Rng(3);
    Dataset<Double> twice =
        numbers(1).map((x, r) -> r.nextDouble(), rng).map((x, r) -> x - r.nextDouble(), rng);
    assertThat(twice.get(0)).as("two maps have streams of their own").isNotZero();
  }

  @Test
  void aCachedElementIsMadeOnceAndARandomOneIsRefused() {
    AtomicInteger calls = new AtomicInteger();
    Dataset<Integer> d = numbers(3).map(x -> calls.incrementAndGet() + x).cached();
    assertThat(d.get(1)).isEqualTo(d.get(1)).isEqualTo(2);
    assertThat(calls).hasValue(1);
    assertThatThrownBy(() -> numbers(3).map((x, rng) -> x, new Rng(1)).cached())
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("cache them before the random map");
  }

  @Test
  void aSplitLeavesNothingOutAndSharesNothing() {
    List<Dataset<Integer>> parts = numbers(101).split(new Rng(1), 0.6, 0.3, 0.1);
    assertThat(parts.stream().map(Dataset::size)).containsExactly(61, 30, 10);
    List<Integer> together = new ArrayList<>();
    parts.forEach(p -> together.addAll(all(p)));
    assertThat(together).hasSize(101).doesNotHaveDuplicates();
    assertThat(all(parts.get(0))).isSorted().isNotEqualTo(all(numbers(61)));
    assertThat(all(numbers(101).split(new Rng(1), 0.6, 0.3, 0.1).get(1)))
        .isEqualTo(all(parts.get(1)));
    assertThat(numbers(0).split(new Rng(1), 0.5, 0.5).get(1).size()).isZero();
    assertThatThrownBy(() -> numbers(3).split(new Rng(1), 0.9, 0.2))
        .hasMessageContaining("at most 1 together");
    assertThatThrownBy(() -> numbers(3).split(new Rng(1), 0.9, -0.2))
        .hasMessageContaining("must be positive");
  }

  @Test
  void aStratifiedSplitHasEachClassInEachPart() {
    Dataset<Integer> d = numbers(103);
    // Class 2 has three elements, of which a tenth would be none.
    List<Dataset<Integer>> parts =
        d.stratified(new Rng(5), x -> x < 50 ? 0 : x < 100 ? 1 : 2, 0.9, 0.1);
    assertThat(all(parts.get(0)).stream().filter(x -> x < 50)).hasSize(45);
    assertThat(all(parts.get(1)).stream().filter(x -> x >= 50 && x < 100)).hasSize(5);
    assertThat(all(parts.get(1)).stream().filter(x -> x >= 100)).hasSize(1);
    assertThat(parts.get(0).size() + parts.get(1).size()).isEqualTo(103);
    assertThatThrownBy(() -> d.stratified(new Rng(5), x -> x == 7 ? "rare" : "common", 0.5, 0.5))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("stratified: class rare has 1 elements, fewer than the 2 parts");
  }

  @Test
  void aGroupedSplitCutsNoGroup() {
    Dataset<Integer> d = numbers(1000);
    List<Dataset<Integer>> parts = d.grouped(new Rng(2), x -> x / 20, 0.8, 0.2);
    assertThat(parts.get(0).size()).isEqualTo(800);
    List<Integer> groups = all(parts.get(0)).stream().map(x -> x / 20).distinct().toList();
    assertThat(all(parts.get(1)).stream().map(x -> x / 20).distinct())
        .doesNotContainAnyElementsOf(groups);
    assertThat(numbers(30).grouped(new Rng(2), x -> x < 28 ? 0 : x, 0.5, 0.3, 0.2))
        .allSatisfy(p -> assertThat(p.size()).isPositive());
    assertThatThrownBy(() -> d.grouped(new Rng(2), x -> "one", 0.5, 0.5))
        .hasMessage("grouped: 1 groups do not fill 2 parts");
  }

  @Test
  void streamsAreMappedFilteredAndShuffledTheSameWayEachTime() {
    StreamingDataset<Integer> s = epoch -> IntStream.range(0, 50).iterator();
    StreamingDataset<Integer> even = s.filter(x -> x % 2 == 0).map(x -> x + 1);
    assertThat(all(even.elements(0))).hasSize(25).startsWith(1, 3, 5);
    StreamingDataset<Integer> shuffled = even.shuffled(10, new Rng(1));
    assertThat(all(shuffled.elements(0)))
        .isEqualTo(all(shuffled.elements(0)))
        .isNotEqualTo(all(shuffled.elements(1)))
        .isNotEqualTo(all(even.elements(0)))
        .containsExactlyInAnyOrderElementsOf(all(even.elements(0)));
    StreamingDataset<Double> random = s.map((x, rng) -> rng.nextDouble(), new Rng(4));
    assertThat(all(random.elements(3)))
        .doesNotHaveDuplicates()
        .isEqualTo(all(random.elements(3)))
        .isNotEqualTo(all(random.elements(4)));
    assertThat(s.named("lines of a").shuffled(3, new Rng(9)).fingerprint())
        .startsWith("lines of a, shuffled");
  }
}
