package io.cotangent.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.data.ByteImages;
import io.cotangent.data.DrawnDigits;
import io.cotangent.data.Image;
import io.cotangent.random.Rng;
import io.cotangent.train.History;
import io.cotangent.train.Keep;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of classes, classifiers of them, and handwriting of one's own. */
class ImageTrainingTest {
  @TempDir Path dir;

  @Test
  void aClassifierIsTrainedSavedAndAsked() {
    ImageData digits = ImageData.drawnDigits(1500, 300, 1);
    ImageTraining t = ImageTraining.of(ImageTraining.Network.LENET).epochs(2).batch(32);
    ImageClassifier c = ImageClassifier.of(t, digits);
    History h =
        t.fit(
            c.model(),
            digits,
            x -> {
              c.save(dir);
              return x.run(dir, Keep.best("accuracy", 1));
            });
    assertThat(h.last().get("accuracy")).isGreaterThan(0.75);
    ImageClassifier again = ImageClassifier.load(dir);
    assertThat(again.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    int right = 0;
    for (int i = 0; i < 40; i++) {
      float[] p = again.probabilities(digits.test().get(i).value());
      double sum = 0;
      int best = 0;
      for (int k = 0; k < p.length; k++) {
        sum += p[k];
        best = p[k] > p[best] ? k : best;
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
      right += best == digits.test().get(i).label() ? 1 : 0;
    }
    assertThat(right).isGreaterThan(25);
    assertThatThrownBy(() -> again.probabilities(Image.of(new float[4], 1, 2, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("takes pictures of [1, 28, 28], got [1, 2, 2]");
  }

  private void picture(String path, int side, int rgb) throws IOException {
    BufferedImage i = new BufferedImage(side, side + 3, BufferedImage.TYPE_INT_RGB);
    i.setRGB(side / 2, side / 2, rgb);
    Path file = dir.resolve(path);
    Files.createDirectories(file.getParent());
    ImageIO.write(i, "png", file.toFile());
  }

  @Test
  void foldersOfOtherPeopleHaveTheirOwnClassesAndSizes() throws IOException {
    for (int i = 0; i < 4; i++) {
      picture("train/eins/" + i + ".png", 40 + i, 0xFFFFFF);
      picture("train/zwei/" + i + ".png", 9 + i, 0x00FF00);
      picture("test/eins/" + i + ".png", 17, 0xFFFFFF);
    }
    assertThatThrownBy(() -> ImageData.read(dir, 28, 0, new Rng(1)))
        .hasMessageContaining("train has the classes [eins, zwei] and test [eins]; they must be");
    picture("test/zwei/a.png", 30, 0xFF);
    ImageData d = ImageData.read(dir, 28, 0, new Rng(1));
    assertThat(d.classes()).containsExactly("eins", "zwei");
    assertThat(d.training().size()).isEqualTo(8);
    assertThat(d.test().size()).isEqualTo(5);
    assertThat(d.training().get(3).value().shape()).isEqualTo(Shape.of(1, 28, 28));
  }

  @Test
  void aFolderWithoutATestPartSaysWhatToDo() throws IOException {
    for (int i = 0; i < 5; i++) {
      picture("a/" + i + ".png", 20, 0xFFFFFF);
      picture("b/" + i + ".png", 20, 0xFFFFFF);
    }
    assertThatThrownBy(() -> ImageData.read(dir, 28, 0, new Rng(1)))
        .hasMessageContaining("has no test part. Make folders train and test in it")
        .hasMessageContaining("--hold-out 0.2");
    ImageData d = ImageData.read(dir, 28, 0.4, new Rng(1));
    assertThat(List.of(d.training().size(), d.test().size())).containsExactly(6, 4);
    assertThatThrownBy(() -> ImageData.read(dir.resolve("no"), 28, 0, new Rng(1)))
        .hasMessageContaining("there is no folder");
    assertThatThrownBy(() -> ImageData.read(dir, 28, 1, new Rng(1)))
        .hasMessageContaining("hold-out: 1.0 must be in [0, 1)");
  }

  /** A drawn digit, larger, shifted, inverted if wanted. */
  private static Image written(ByteImages from, int index, int side, boolean dark) {
    Image big =
        from.get(index)
            .value()
            .resized(side, side)
            .padded(side / 3)
            .cropped(0, 0, 2 * side, 3 * side);
    float[] v = big.pixels();
    for (int i = 0; i < v.length; i++) {
      v[i] = 0.1f + 0.8f * (dark ? 1 - v[i] : v[i]);
    }
    return Image.of(v, 1, big.height(), big.width());
  }

  @Test
  void handwritingIsFoundWhateverItsSizePlaceAndGround() {
    ByteImages digits = DrawnDigits.draw(0, 6, 3);
    for (int i = 0; i < 6; i++) {
      Handwriting light = Handwriting.of(written(digits, i, 60, false), "p");
      Handwriting dark = Handwriting.of(written(digits, i, 60, true), "p");
      assertThat(light.darkOnLight()).isFalse();
      assertThat(dark.darkOnLight()).isTrue();
      assertThat(dark.image().pixels()).containsExactly(light.image().pixels(), within(1e-4f));
      Handwriting larger = Handwriting.of(written(digits, i, 130, true), "p");
      double far = 0;
      for (int k = 0; k < 784; k++) {
        far += Math.abs(larger.image().pixels()[k] - light.image().pixels()[k]);
      }
      assertThat(far / 784).as("difference by size alone").isLessThan(0.08);
    }
  }

  @Test
  void handwritingIsTwentyPixelsLongAndItsMassInTheMiddle() {
    float[] v = new float[50 * 90];
    for (int y = 10; y < 40; y++) {
      for (int x = 60; x < 66; x++) {
        v[y * 90 + x] = 0.9f;
      }
    }
    Handwriting h = Handwriting.of(Image.of(v, 1, 50, 90), "one.png");
    assertThat(h.description())
        .isEqualTo("light ink on dark ground, 6 × 30 pixels from column 60, row 10");
    assertThat(h.image().shape()).isEqualTo(Shape.of(1, 28, 28));
    assertThat(h.image().at(0, 4, 13)).isGreaterThan(0.9f);
    assertThat(h.image().at(0, 23, 13)).isGreaterThan(0.9f);
    assertThat(h.image().at(0, 3, 13)).isZero();
    assertThat(h.image().at(0, 24, 13)).isZero();
    assertThat(h.drawing().lines().toList()).hasSize(28);
    assertThat(h.drawing()).contains("@@@@");
  }

  @Test
  void aPictureWithoutInkIsRefused() {
    float[] v = new float[30 * 20];
    java.util.Arrays.fill(v, 0.7f);
    assertThatThrownBy(() -> Handwriting.of(Image.of(v, 1, 30, 20), "blank.png"))
        .hasMessageContaining(
            "blank.png: no ink is to be seen: all of its 30 × 20 pixels are alike");
  }
}
