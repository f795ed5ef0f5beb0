package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataLoaderTest {
  private static final Collate<Integer, List<Integer>> LIST = (elements, indices) -> elements;

  private static Dataset<Integer> numbers(int n) {
    return DatasetTest.numbers(n);
  }

  private static <B> List<B> all(Iterator<B> batches) {
    return DatasetTest.all(batches);
  }

  private static List<Integer> flat(Iterator<List<Integer>> batches) {
    return all(batches).stream().flatMap(List::stream).toList();
  }

  private static DataLoader<List<Integer>> loader(int n, int batch, int threads) {
    return DataLoader.of(numbers(n).map((x, rng) -> x * 1000 + rng.nextInt(1000), new Rng(1)))
        .shuffle(new Rng(3))
        .batch(batch, LIST)
        .prefetch(threads)
        .build();
  }

  @Test
  void everyElementComesOnceInAnOrderOfItsOwnForEachEpoch() {
    DataLoader<List<Integer>> loader =
        DataLoader.of(numbers(25)).shuffle(new Rng(3)).batch(10, LIST).build();
    assertThat(loader.batches()).isEqualTo(3);
    List<Integer> first = flat(loader.iterator());
    List<Integer> second = flat(loader.iterator());
    List<Integer> third = flat(loader.iterator());
    assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 25).boxed().toList());
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    assertThat(third).isNotEqualTo(second).isNotEqualTo(first);
    assertThat(flat(loader.open(new Position(1, 0)))).isEqualTo(second);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBatches() {
    List<List<Integer>> expected = all(loader(103, 10, 0).open(new Position(2, 0)));
    for (int threads : new int[] {1, 2, 3, 8}) {
      assertThat(all(loader(103, 10, threads).open(new Position(2, 0))))
          .as("%d threads", threads)
          .isEqualTo(expected);
    }
  }

  @Test
  void aPositionIsTwoNumbersAndGoesOnInTheMiddleOfAnEpoch() {
    for (int threads : new int[] {0, 2}) {
      DataLoader<List<Integer>> whole = loader(40, 4, threads);
      List<List<Integer>> epochs = all(whole.iterator());
      epochs.addAll(all(whole.iterator()));
      epochs.addAll(all(whole.iterator()));

      DataLoader<List<Integer>> cut = loader(40, 4, threads);
      cut.iterator().forEachRemaining(b -> {});
      Batches<List<Integer>> second = cut.iterator();
      for (int i = 0; i < 7; i++) {
        second.next();
      }
      assertThat(second.hasNext()).as("looks ahead, which is no step").isTrue();
      Position at = cut.position();
      assertThat(at).isEqualTo(new Position(1, 7));
      second.close();

      DataLoader<List<Integer>> resumed = loader(40, 4, threads);
      resumed.seek(at);
      assertThat(resumed.position()).isEqualTo(at);
      List<List<Integer>> rest = all(resumed.iterator());
      rest.addAll(all(resumed.iterator()));
      assertThat(rest).as("%d threads", threads).isEqualTo(epochs.subList(17, 30));
      assertThat(rest.subList(0, 3)).isNotEqualTo(rest.subList(10, 13));
    }
  }

  @Test
  void aStreamGoesOnInTheMiddleToo() {
    StreamingDataset<Integer> s =
        epoch -> IntStream.range(0, 23).map(x -> x + 100 * epoch).iterator();
    for (int threads : new int[] {0, 3}) {
      DataLoader<List<Integer>> loader =
          DataLoader.of(s.shuffled(5, new Rng(1))).batch(5, LIST).prefetch(threads).build();
      List<List<Integer>> epoch = all(loader.open(new Position(1, 0)));
      assertThat(epoch).hasSize(5);
      assertThat(epoch.get(4)).hasSize(3);
      assertThat(all(loader.open(new Position(1, 3)))).isEqualTo(epoch.subList(3, 5));
      assertThat(loader.isSized()).isFalse();
      assertThatThrownBy(loader::batches).isInstanceOf(ArgumentException.class);
    }
  }

  @Test
  void theLastBatchIsSmallerOrDropped() {
    DataLoader<List<Integer>> kept = DataLoader.of(numbers(7)).batch(3, LIST).build();
    assertThat(all(kept.iterator()).stream().map(List::size)).containsExactly(3, 3, 1);
    DataLoader<List<Integer>> dropped = DataLoader.of(numbers(7)).batch(3, LIST).dropLast().build();
    assertThat(dropped.batches()).isEqualTo(2);
    assertThat(all(dropped.iterator()).stream().map(List::size)).containsExactly(3, 3);
    DataLoader<List<Integer>> changed =
        DataLoader.of(numbers(7)).batch(3, LIST).map((b, rng) -> b, new Rng(1)).dropLast().build();
    assertThat(all(changed.iterator())).hasSize(2);
  }

  @Test
  void noElementsGiveNoBatchesAndHugeBatchesAreOne() {
    assertThat(all(DataLoader.of(numbers(0)).batch(3, LIST).prefetch(2).build().iterator()))
        .isEmpty();
    DataLoader<List<Integer>> huge =
        DataLoader.of(numbers(5)).batch(Integer.MAX_VALUE, LIST).build();
    assertThat(huge.batches()).isEqualTo(1);
    assertThat(flat(huge.iterator())).hasSize(5);
    assertThat(all(DataLoader.of(numbers(1)).batch(1, LIST).build().iterator())).hasSize(1);
    assertThatThrownBy(() -> DataLoader.of(numbers(5)).batch(-5, LIST))
        .hasMessage("batch: -5 must be 1 or more");
    assertThatThrownBy(() -> DataLoader.of(numbers(5)).batch(1, LIST).prefetch(-1))
        .hasMessageContaining("pass 0 or more");
  }

  private static Integer users(int x) {
    if (x == 17) {
      throw new IllegalStateException("no picture");
    }
    return x;
  }

  @Test
  void anExceptionArrivesWithItsElementAndWithoutOurFrames() {
    Dataset<Integer> data = numbers(30).map(x -> x).map(DataLoaderTest::users);
    for (int threads : new int[] {0, 2}) {
      DataLoader<List<Integer>> loader =
          DataLoader.of(data).shuffle(new Rng(1)).batch(4, LIST).prefetch(threads).build();
      ElementException e =
          catchThrowableOfType(ElementException.class, () -> flat(loader.open(new Position(3, 0))));
      assertThat(e).hasMessage("element 17 (epoch 3): java.lang.IllegalStateException: no picture");
      assertThat(e.indices()).containsExactly(17);
      assertThat(e.getCause()).isInstanceOf(IllegalStateException.class);
      Throwable cause = java.util.Objects.requireNonNull(e.getCause());
      StackTraceElement[] frames = cause.getStackTrace();
      assertThat(frames[0].getMethodName()).isEqualTo("users");
      assertThat(Arrays.stream(frames).map(StackTraceElement::getClassName))
          .noneMatch(n -> n.startsWith("io.cotangent.data.Datasets"))
          .noneMatch(n -> n.startsWith("java.util.concurrent"));
    }
  }

  @Test
  void anExceptionOfACollateFunctionNamesTheBatch() {
    DataLoader<Tensor> loader =
        DataLoader.of(numbers(4).map(x -> Tensor.zeros(x < 3 ? 2 : 3)))
            .batch(2, Collate.stack())
            .build();
    assertThatThrownBy(() -> all(loader.iterator()))
        .isInstanceOf(ElementException.class)
        .hasCauseInstanceOf(ShapeException.class)
        .hasMessage(
            "batch of elements [2, 3] (epoch 0): stack: element 1 of the batch is [3], the first [2]; Collate.pad fills sequences up");
  }

  @Test
  void aMissingElementIsNamed() {
    Dataset<Integer> holes =
        new Dataset<>() {
          @Override
          public int size() {
            return 3;
          }

          @Override
          @SuppressWarnings("NullAway") // what a user's data set must not do
          public Integer get(int index) {
            return index == 1 ? null : index;
          }
        };
    assertThatThrownBy(() -> all(DataLoader.of(holes).batch(2, LIST).build().iterator()))
        .isInstanceOf(ElementException.class)
        .hasMessageContaining("element 1 (epoch 0)")
        .hasMessageContaining("the element is null");
  }

  @Test
  void anErrorOfTheMachineArrivesAsItIs() {
    Dataset<Integer> broken =
        numbers(3)
            .map(
                x -> {
                  throw new StackOverflowError("deep");
                });
    assertThatThrownBy(
            () -> all(DataLoader.of(broken).batch(1, LIST).prefetch(1).build().iterator()))
        .isInstanceOf(StackOverflowError.class);
  }

  /** Two threads have four batches ahead of the one that is asked for, of ten elements each. */
  @Test
  void prefetchHoldsTwoBatchesAThreadAndNoMore() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger furthest = new AtomicInteger();
    CountDownLatch ahead = new CountDownLatch(90);
    Dataset<Integer> counted =
        numbers(1000)
            .map(
                x -> {
                  furthest.accumulateAndGet(x / 10 - asked.get(), Math::max);
                  ahead.countDown();
                  return x;
                });
    DataLoader<List<Integer>> loader = DataLoader.of(counted).batch(10, LIST).prefetch(2).build();
    try (Batches<List<Integer>> batches = loader.iterator()) {
      for (int i = 0; i < 5; i++) {
        asked.incrementAndGet();
        batches.next();
      }
      assertThat(ahead.await(1, TimeUnit.MINUTES)).as("five batches taken, four ahead").isTrue();
      assertThat(furthest).as("batches beyond those asked for").hasValue(3);
    }
    awaitGone();
  }

  private static List<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("cotangent-data"))
        .toList();
  }

  private static void awaitGone() throws InterruptedException {
    for (Thread t : workers()) {
      t.join(60_000);
      assertThat(t.isAlive()).as("a thread survives the loop").isFalse();
    }
  }

  @Test
  void threadsEndWithTheLoopAlsoWhereItIsLeftOrFails() throws InterruptedException {
    for (List<Integer> b : loader(50, 5, 2)) {
      if (!b.isEmpty()) {
        break; // never closed
      }
    }
    flat(loader(50, 5, 2).iterator());
    Dataset<Integer> broken = numbers(30).map(DataLoaderTest::users);
    assertThatThrownBy(
            () -> flat(DataLoader.of(broken).batch(3, LIST).prefetch(2).build().iterator()))
        .isInstanceOf(ElementException.class);
    awaitGone();
  }

  @Test
  void elementsAreDrawnAlikeAndAnewInEachEpoch() {
    Sampler drawn = Sampler.drawn(3000, new Rng(1));
    int[] first = drawn.order(3, 0);
    assertThat(first).hasSize(3000).isEqualTo(drawn.order(3, 0));
    assertThat(first).isNotEqualTo(drawn.order(3, 1));
    for (int k = 0; k < 3; k++) {
      int element = k;
      assertThat(Arrays.stream(first).filter(i -> i == element).count()).isBetween(900L, 1100L);
    }
    assertThatThrownBy(() -> Sampler.drawn(0, new Rng(1))).hasMessageContaining("drawn: 0 draws");
  }

  @Test
  void samplersAreFunctionsOfTheEpoch() {
    Sampler weighted = Sampler.weighted(new double[] {0, 1, 3, 0}, 4000, new Rng(1));
    int[] drawn = weighted.order(4, 0);
    assertThat(Arrays.stream(drawn).filter(i -> i == 0 || i == 3)).isEmpty();
    assertThat(Arrays.stream(drawn).filter(i -> i == 2).count()).isBetween(2850L, 3150L);
    assertThat(weighted.order(4, 0)).isEqualTo(drawn);
    assertThat(weighted.order(4, 1)).isNotEqualTo(drawn);
    assertThatThrownBy(() -> weighted.order(5, 0)).hasMessageContaining("made for 4 elements");
    assertThatThrownBy(() -> Sampler.weighted(new double[] {0, 0}, 1, new Rng(1)))
        .hasMessageContaining("positive finite sum");
    assertThatThrownBy(() -> Sampler.weighted(new double[] {1, Double.NaN}, 1, new Rng(1)))
        .hasMessageContaining("weight NaN of element 1");
  }

  @Test
  void shardsShareTheEpochsOrder() {
    Sampler s = Sampler.shuffle(new Rng(1));
    int[] whole = s.order(11, 2);
    List<Integer> together = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      int[] own = s.shard(w, 3, false).order(11, 2);
      Arrays.stream(own).forEach(together::add);
      assertThat(s.shard(w, 3, true).order(11, 2)).hasSize(3);
    }
    assertThat(together)
        .hasSize(11)
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(whole).boxed().toList());
    assertThatThrownBy(() -> s.shard(3, 3, true)).hasMessage("shard: there is no shard 3 of 3");
  }

  @Test
  void bucketsHoldElementsOfLikeLength() {
    Rng rng = new Rng(1);
    int[] lengths = IntStream.range(0, 103).map(i -> rng.nextInt(100)).toArray();
    Sampler s = Sampler.bucketed(lengths, 10, 10, new Rng(2));
    int[] order = s.order(103, 0);
    assertThat(order).hasSize(103).doesNotHaveDuplicates();
    assertThat(s.order(103, 1)).isNotEqualTo(order);
    int waste = 0;
    for (int b = 0; b < 10; b++) {
      int from = 10 * b;
      int most = IntStream.range(from, from + 10).map(i -> lengths[order[i]]).max().orElseThrow();
      waste += IntStream.range(from, from + 10).map(i -> most - lengths[order[i]]).sum();
    }
    assertThat(waste).as("padded places of 1000").isLessThan(700);
  }

  @Test
  void sequencesArePaddedAndMasked() {
    Dataset<Tensor> data =
        Dataset.of(List.of(Tensor.of(1f, 2f, 3f), Tensor.of(4f), Tensor.of(new float[0], 0)));
    Padded p = DataLoader.of(data).batch(3, Collate.pad(-1)).build().iterator().next();
    assertThat(p.values().shape()).isEqualTo(Shape.of(3, 3));
    assertThat(p.values().toFloats()).containsExactly(1, 2, 3, 4, -1, -1, -1, -1, -1);
    assertThat(p.lengths().toLongs()).containsExactly(3, 1, 0);
    assertThat(p.mask().toLongs()).containsExactly(1, 1, 1, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void mixupMixesExamplesAndTargetsAlike() {
    Dataset<Labeled<float[]>> data =
        numbers(8).map(x -> new Labeled<>(new float[] {x == 0 ? 1 : 0}, x == 0 ? 1 : 0));
    DataLoader<Batch> loader =
        DataLoader.of(data)
            .batch(8, Collate.vectors())
            .map(Augment.mixup(2, 0.4), new Rng(1))
            .build();
    Batch b = loader.open(new Position(4, 0)).next();
    float[] y = b.y().toFloats();
    float[] x = b.x().toFloats();
    double mass = 0;
    for (int i = 0; i < 8; i++) {
      assertThat(y[2 * i] + y[2 * i + 1]).isEqualTo(1);
      assertThat(x[i]).as("feature is the probability of class 1").isEqualTo(y[2 * i + 1]);
      mass += y[2 * i + 1];
    }
    assertThat(mass).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
    assertThat(loader.open(new Position(4, 0)).next().y().toFloats()).isEqualTo(y);
  }

  @Test
  void aLoaderTellsItsDataOrderAndBatchesFromOthers() {
    String a = loader(40, 4, 0).describe();
    assertThat(loader(40, 4, 3).describe()).as("threads do not matter").isEqualTo(a);
    assertThat(loader(41, 4, 0).describe()).isNotEqualTo(a);
    assertThat(loader(40, 5, 0).describe()).isNotEqualTo(a);
    assertThat(DataLoader.of(numbers(40)).batch(4, LIST).build().describe())
        .matches("40 elements, checksum [0-9a-f]{8}; sequential; batches of 4");
  }
}
