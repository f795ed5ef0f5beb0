package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DataTest {
  @Test
  void aDrawingDependsOnSeedAndNumberAlone() {
    ByteImages all = DrawnDigits.draw(0, 20, 5);
    ByteImages some = DrawnDigits.draw(7, 3, 5);
    for (int i = 0; i < 3; i++) {
      assertThat(some.label(i)).isEqualTo(all.label(7 + i));
      assertThat(some.bytes(i)).isEqualTo(all.bytes(7 + i));
    }
    ByteImages other = DrawnDigits.draw(0, 20, 6);
    assertThat(other.bytes(0)).isNotEqualTo(all.bytes(0));
    assertThat(other.fingerprint()).isNotEqualTo(all.fingerprint());
    assertThat(DrawnDigits.draw(0, 20, 5).fingerprint()).isEqualTo(all.fingerprint());
  }

  @Test
  void everyClassIsDrawnWithInkOnDarkGround() {
    ByteImages d = DrawnDigits.draw(0, 500, 1);
    int[] counts = new int[10];
    for (int i = 0; i < 500; i++) {
      counts[d.label(i)]++;
      int bright = 0;
      for (byte b : d.bytes(i)) {
        bright += (b & 0xFF) > 128 ? 1 : 0;
      }
      assertThat(bright).as("bright pixels of drawing %d", i).isBetween(15, 350);
    }
    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(20);
  }

  @Test
  void bytesBecomeNumbersBetweenZeroAndOne() {
    ByteImages d = DrawnDigits.draw(0, 4, 1);
    Batch b = DataLoader.of(d).batch(10, Collate.images()).build().iterator().next();
    assertThat(b.x().shape()).isEqualTo(Shape.of(4, 1, 28, 28));
    assertThat(b.y().toLongs()[3]).isEqualTo(d.label(3));
    assertThat(b.x().toFloats()[784 + 100]).isEqualTo((d.bytes(1)[100] & 0xFF) * (1f / 255));
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> DrawnDigits.draw(0, -1, 1))
        .hasMessageContaining("must not be negative");
    assertThatThrownBy(() -> new ByteImages("x", new byte[5], Shape.of(1, 1, 2), new int[2]))
        .hasMessageContaining("5 bytes do not hold 2 pictures of [1, 1, 2]");
    assertThatThrownBy(() -> new ByteImages("x", new byte[2], Shape.of(1, 1, 1), new int[] {0, -1}))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("dataset x: label -1 of example 1 is negative");
    assertThatThrownBy(() -> DrawnDigits.draw(0, 3_000_000, 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("go beyond 2739137 at a time");
    assertThatThrownBy(() -> DrawnDigits.draw(Integer.MAX_VALUE, 1, 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("number 2147483647");
  }
}
