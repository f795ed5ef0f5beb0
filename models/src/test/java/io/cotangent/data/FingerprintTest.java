package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.DType;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static @Nullable String of(Object value) {
    Fingerprint f = new Fingerprint();
    f.add(value);
    return f.value();
  }

  private record Pair(Tensor source, Tensor target) implements Fingerprinted {
    @Override
    public Object content() {
      return List.of(source, target);
    }
  }

  private static final class Opaque {}

  /** Equal contents in objects of their own give one checksum, any other content another. */
  @Test
  void contentDecides() {
    List<List<Object>> kinds = List.of(values(0), values(0), values(1));
    for (int i = 0; i < kinds.get(0).size(); i++) {
      String a = of(kinds.get(0).get(i));
      assertThat(a).as("kind %d", i).isNotNull().matches("[0-9a-f]{8}");
      assertThat(of(kinds.get(1).get(i))).as("kind %d", i).isEqualTo(a);
      assertThat(of(kinds.get(2).get(i))).as("kind %d", i).isNotEqualTo(a);
    }
  }

  private static List<Object> values(int d) {
    Tensor t = Tensor.of(new float[] {1, 2, 3 + d}, 3);
    Tensor y = Tensor.of(new long[] {4, d});
    return List.of(
        t,
        y,
        new Batch(t, y, new int[] {0, 1}),
        new Padded(t.reshape(1, 3), y, new int[] {d}),
        new Labeled<>(new float[] {1}, d),
        new Labeled<>("a", d),
        new Row(new float[] {1, d}, 2),
        new Row(new float[] {1}, d),
        Image.ofBytes(new byte[] {0, (byte) d}, 0, 1, 1, 2),
        new Pair(t, t.plus(1)),
        List.of(1, List.of(d)),
        Map.of("a", d),
        new byte[] {1, (byte) d},
        new double[] {d},
        new int[] {d},
        new long[] {d},
        new boolean[] {d == 1},
        new String[] {"a", "b" + d},
        d,
        0.5 + d,
        d == 1,
        DType.values()[d],
        io.cotangent.io.JsonObject.of(Map.of("k", (long) d), "x"));
  }

  @Test
  void shapeTypeAndBoundariesCount() {
    assertThat(of(Tensor.zeros(2, 3))).isNotEqualTo(of(Tensor.zeros(3, 2)));
    assertThat(of(List.of("ab", "c"))).isNotEqualTo(of(List.of("a", "bc")));
    assertThat(of(List.of(List.of(1), 2))).isNotEqualTo(of(List.of(List.of(1, 2))));
  }

  @Test
  void whatIsNotKnownHasNoChecksum() {
    assertThat(of(new Opaque())).isNull();
    assertThat(of(List.of(1, new Opaque()))).isNull();
    assertThat(Dataset.of(List.of(new Opaque(), new Opaque())).fingerprint())
        .isEqualTo("2 elements");
  }

  /** A data set of one's own is told from another by what is in it. */
  @Test
  void aDataSetOfOnesOwnHasOne() {
    assertThat(squares(10, 0).fingerprint())
        .matches("10 elements, checksum [0-9a-f]{8}")
        .isEqualTo(squares(10, 0).fingerprint())
        .isNotEqualTo(squares(10, 1).fingerprint());
    assertThat(squares(1000, 0).fingerprint())
        .matches("1000 elements, checksum [0-9a-f]{8} of 64 of them");
    assertThat(squares(0, 0).fingerprint()).isEqualTo("0 elements");
    assertThat(squares(1, 0).fingerprint()).isNotEqualTo(squares(1, 1).fingerprint());
  }

  private static Dataset<float[]> squares(int n, float more) {
    return new Dataset<>() {
      @Override
      public int size() {
        return n;
      }

      @Override
      public float[] get(int index) {
        return new float[] {index * index + more};
      }
    };
  }

  @Test
  void theSampleIsSpreadFromTheFirstToTheLast() {
    List<Integer> asked = new ArrayList<>();
    new Dataset<Integer>() {
      @Override
      public int size() {
        return 100_000;
      }

      @Override
      public Integer get(int index) {
        asked.add(index);
        return index;
      }
    }.fingerprint();
    assertThat(asked).hasSize(Fingerprint.SAMPLE).isSorted().doesNotHaveDuplicates();
    assertThat(asked.get(0)).isZero();
    assertThat(asked.get(63)).isEqualTo(99_999);
    int[] gaps = IntStream.range(1, 64).map(i -> asked.get(i) - asked.get(i - 1)).toArray();
    assertThat(Arrays.stream(gaps).max().orElse(0)).isLessThan(1600);
  }

  @Test
  void anElementThatCannotBeReadIsLeftToTheTraining() {
    Dataset<Integer> broken =
        squares(5, 0)
            .map(
                x -> {
                  throw new IllegalStateException("unreadable");
                });
    assertThat(Fingerprint.of(broken)).startsWith("5 elements, checksum ");
  }
}
