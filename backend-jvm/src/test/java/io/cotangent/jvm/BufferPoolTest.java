package io.cotangent.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  private final List<Integer> made = new ArrayList<>();

  private BufferPool<float[]> pool(long limit) {
    return new BufferPool<>(
        Float.BYTES,
        n -> {
          made.add(n);
          return new float[n];
        },
        limit);
  }

  @Test
  void theLastArrayComesBackFirst() {
    BufferPool<float[]> pool = pool(1 << 20);
    float[] a = pool.take(5000);
    float[] b = pool.take(5000);
    assertThat(a.length).isBetween(5000, 5632);
    pool.give(a, a.length);
    pool.give(b, b.length);
    assertThat(pool.bytes()).isEqualTo(2L * Float.BYTES * a.length);
    assertThat(pool.take(5001)).isSameAs(b);
    assertThat(pool.take(5001)).isSameAs(a);
    assertThat(pool.bytes()).isZero();
    assertThat(pool.take(5001)).isNotSameAs(a).isNotSameAs(b);
  }

  @Test
  void shortArraysAreNotKept() {
    BufferPool<float[]> pool = pool(1 << 20);
    float[] a = pool.take(BufferPool.MIN - 1);
    assertThat(a).hasSize(BufferPool.MIN - 1);
    pool.give(a, a.length);
    assertThat(pool.bytes()).isZero();
  }

  @Test
  void whatDoesNotFitEmptiesThePool() {
    BufferPool<float[]> pool = pool(10_000);
    pool.give(new float[1024], 1024);
    pool.give(new float[1024], 1024);
    assertThat(pool.bytes()).isEqualTo(8192);
    pool.give(new float[1024], 1024);
    assertThat(pool.bytes()).isEqualTo(4096);
    pool.give(new float[4096], 4096);
    assertThat(pool.bytes()).isEqualTo(4096);
  }

  /** The length is then the one asked for, without the room that would let it be shared. */
  @Test
  void withoutMemoryItIsEmptiedAndAskedAgain() {
    List<Integer> asked = new ArrayList<>();
    BufferPool<float[]> pool =
        new BufferPool<>(
            Float.BYTES,
            n -> {
              asked.add(n);
              if (n == 1152) {
                throw new OutOfMemoryError("Java heap space");
              }
              return new float[n];
            },
            1 << 20);
    pool.give(new float[512], 512);
    float[] a = pool.take(1100);
    assertThat(asked).containsExactly(1152, 1100);
    assertThat(pool.bytes()).isZero();
    pool.give(a, a.length);
    assertThat(pool.bytes()).as("no length to be asked for").isZero();
  }

  @Test
  void theLongestArraysAreNotRoundedBeyondWhatTheVirtualMachineMakes() {
    BufferPool<float[]> pool =
        new BufferPool<>(
            Float.BYTES,
            n -> {
              made.add(n);
              return new float[0];
            },
            1 << 20);
    pool.take(Integer.MAX_VALUE - 8);
    pool.take(Integer.MAX_VALUE - 32_767);
    pool.take((1 << 30) + 1);
    assertThat(made)
        .containsExactly(Integer.MAX_VALUE - 8, Integer.MAX_VALUE - 8, (1 << 30) + (1 << 27));
  }
}
