package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

class ImageTest {
  private static final Image TWO = Image.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);

  @Test
  void partsFlipsAndPaddingMovePixels() {
    assertThat(TWO.cropped(0, 1, 2, 2).pixels()).containsExactly(2, 3, 5, 6);
    assertThat(TWO.cropped(1, -1, 2, 3).pixels()).containsExactly(0, 4, 5, 0, 0, 0);
    assertThat(TWO.flippedHorizontally().pixels()).containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(TWO.flippedVertically().pixels()).containsExactly(4, 5, 6, 1, 2, 3);
    assertThat(TWO.transposed().shape()).isEqualTo(Shape.of(1, 3, 2));
    assertThat(TWO.transposed().pixels()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(TWO.padded(1).shape()).isEqualTo(Shape.of(1, 4, 5));
    assertThat(TWO.padded(1).centerCropped(2, 3)).isEqualTo(TWO);
    Image colours = Image.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 1, 2);
    assertThat(colours.flippedHorizontally().pixels()).containsExactly(2, 1, 4, 3, 6, 5);
    assertThatThrownBy(() -> TWO.cropped(0, 0, 0, 2)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Image.of(new float[5], 1, 2, 3)).isInstanceOf(ShapeException.class);
  }

  /**
   * As Pillow 11 resizes in mode F with BILINEAR: [[1, 2, 3], [4, 5, 6]] to 4 × 6, and to 1 × 1.
   */
  @Test
  void resizingInterpolatesAndAverages() {
    Image up = Image.of(new float[] {0, 1}, 1, 1, 2).resized(1, 4);
    assertThat(up.pixels()).containsExactly(0, 0.25f, 0.75f, 1);
    Image down = Image.of(new float[] {0, 4, 8, 12}, 1, 1, 4).resized(1, 2);
    // Triangles of width 4 about 1 and 3: weights 3 3 1 (the fourth is outside) and mirrored.
    assertThat(down.at(0, 0, 0))
        .isCloseTo((0 * 0.75f + 4 * 0.75f + 8 * 0.25f) / 1.75f, within(1e-5f));
    assertThat(down.at(0, 0, 1)).isCloseTo(12 - down.at(0, 0, 0), within(1e-5f));
    assertThat(TWO.resized(2, 3)).isSameAs(TWO);
    Image flat = Image.of(new float[] {7, 7, 7, 7, 7, 7}, 1, 2, 3).resized(5, 4);
    for (float v : flat.pixels()) {
      assertThat(v).isCloseTo(7, within(1e-5f));
    }
  }

  @Test
  void anAffineMapTurnsShiftsAndScales() {
    Image square = Image.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 3, 3);
    close(square.affine(0, 1, 0, 0, 0), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    close(square.affine(90, 1, 0, 0, 0), 3, 6, 9, 2, 5, 8, 1, 4, 7);
    close(square.affine(0, 1, 0, 1, 0), 0, 0, 0, 1, 2, 3, 4, 5, 6);
    close(square.affine(0, 1, 0, 0, 0.5), 0.5, 1.5, 2.5, 2, 4.5, 5.5, 3.5, 7.5, 8.5);
    close(square.affine(0, 2, 0, 0, 0), 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7);
    close(square.affine(0, 1, 1, 0, 0), 2, 3, 0, 4, 5, 6, 0, 7, 8);
    assertThatThrownBy(() -> square.affine(0, 0, 0, 0, 0)).isInstanceOf(ArgumentException.class);
  }

  private static void close(Image image, double... expected) {
    float[] v = image.pixels();
    for (int i = 0; i < v.length; i++) {
      assertThat(v[i])
          .as("pixel %d of %s", i, java.util.Arrays.toString(v))
          .isCloseTo((float) expected[i], within(1e-5f));
    }
  }

  @Test
  void coloursChangeAsSaid() {
    Image c = Image.of(new float[] {1, 0, 0.5f, 0.5f, 0, 0.25f}, 3, 1, 2);
    float first = 0.299f + 0.587f * 0.5f;
    assertThat(c.withChannels(1).at(0, 0, 0)).isCloseTo(first, within(1e-6f));
    assertThat(c.withChannels(4).at(3, 0, 1)).isEqualTo(1);
    assertThat(c.withChannels(4).withChannels(3)).isEqualTo(c);
    assertThat(TWO.withChannels(3).at(2, 1, 1)).isEqualTo(5);
    assertThat(c.brightness(1)).isEqualTo(c);
    assertThat(c.brightness(2).pixels()).containsExactly(1, 0, 1, 1, 0, 0.5f);
    assertThat(c.saturation(0).at(2, 0, 0)).isCloseTo(first, within(1e-6f));
    assertThat(c.saturation(0).at(0, 0, 0)).isCloseTo(first, within(1e-6f));
    float[] grey = c.contrast(0).pixels();
    assertThat(grey).containsOnly(grey[0]);
    assertThat(c.normalized(new double[] {0.5, 0.5, 0}, new double[] {0.5, 1, 0.25}).pixels())
        .containsExactly(1, -1, 0, 0, 0, 1);
    assertThatThrownBy(() -> c.normalized(new double[1], new double[1]))
        .hasMessageContaining("for 3 channels");
    assertThatThrownBy(() -> TWO.normalized(new double[1], new double[1]))
        .hasMessageContaining("must be positive");
  }

  @Test
  void augmentationsAreDrawnFromTheirStream() {
    RandomMap<Image, Image> all =
        Augment.crop(2, 2, 1)
            .then(Augment.flip(0.5))
            .then(Augment.flipVertically(0.5))
            .then(Augment.affine(10, 0.1, 0.9, 1.1, 0.1))
            .then(Augment.colour(0.2, 0.2, 0.2));
    Image a = all.apply(TWO, new Rng(1));
    assertThat(a.shape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(all.apply(TWO, new Rng(1))).isEqualTo(a);
    assertThat(all.apply(TWO, new Rng(2))).isNotEqualTo(a);
    Rng rng = new Rng(7);
    long flips = 0;
    for (int i = 0; i < 1000; i++) {
      flips += Augment.flip(0.3).apply(TWO, rng).equals(TWO) ? 0 : 1;
    }
    assertThat(flips).isBetween(250L, 350L);
    assertThatThrownBy(() -> Augment.crop(9, 9, 1).apply(TWO, rng))
        .hasMessageContaining("9 × 9 pixels of 2 × 3");
    assertThatThrownBy(() -> Augment.flip(1.5)).hasMessageContaining("outside [0, 1]");
    assertThatThrownBy(() -> Augment.affine(1, 0, 0, 1, 0)).hasMessageContaining("scales");
    assertThatThrownBy(() -> Augment.mixup(2, 0)).hasMessageContaining("positive alpha");
  }
}
