package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.io.Damage;
import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder = Path.of("");

  private static byte[] encoded(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThat(ImageIO.write(image, format, out)).isTrue();
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static BufferedImage red(int width, int height) {
    BufferedImage b = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        b.setRGB(x, y, 0xFF8000);
      }
    }
    return b;
  }

  private void put(String path, byte[] content) throws IOException {
    Path p = folder.resolve(path);
    Files.createDirectories(p.getParent());
    Files.write(p, content);
  }

  @Test
  void foldersAreClassesInTheOrderOfCodePoints() throws IOException {
    byte[] png = encoded(red(2, 3), "png");
    put("Zebra/1.png", png);
    put("apple/deep/er/2.PNG", png);
    put("apple/10.png", png);
    put("apple/9.jpeg", encoded(red(2, 3), "jpg"));
    put("Änder/a.gif", encoded(red(2, 3), "gif"));
    put("apple/Thumbs.db", new byte[] {1});
    put("apple/.hidden.png", png);
    put("apple/notes.txt", new byte[] {1});
    put(".git/x.png", png);
    put("readme.png", png);
    ImageFolder d = ImageFolder.read(folder, 3);
    assertThat(d.classes()).containsExactly("Zebra", "apple", "Änder");
    assertThat(d.size()).isEqualTo(5);
    assertThat(d.file(1)).isEqualTo(folder.resolve("apple").resolve("10.png"));
    assertThat(d.label(1)).isEqualTo(1);
    assertThat(d.get(3).label()).isEqualTo(1);
    assertThat(d.get(3).value().shape()).isEqualTo(Shape.of(3, 3, 2));
    String before = d.fingerprint();
    Files.delete(d.file(0));
    put("Zebra/3.png", png);
    assertThat(ImageFolder.read(folder, 3).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void foldersThatAreNoDataSetAreNamed() throws IOException {
    assertThatThrownBy(() -> ImageFolder.read(folder, 3))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("has no folders, of which each is a class");
    Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> ImageFolder.read(folder, 3))
        .hasMessage(folder.resolve("empty") + ": the class has no pictures");
    assertThatThrownBy(() -> ImageFolder.read(folder.resolve("gone"), 3))
        .hasMessageContaining("there is no folder");
    assertThatThrownBy(() -> ImageFolder.read(folder, 2)).isInstanceOf(ArgumentException.class);
  }

  private static float[] pixel(byte[] file, int channels) {
    Image i = ImageFile.read(file, "a.png", channels);
    float[] r = new float[channels];
    for (int c = 0; c < channels; c++) {
      r[c] = i.at(c, 0, 0);
    }
    return r;
  }

  @Test
  void everyKindOfColourBecomesWhatWasAskedFor() {
    byte[] colour = encoded(red(1, 1), "png");
    float half = 128 / 255f;
    assertThat(pixel(colour, 3)).containsExactly(1, half, 0);
    assertThat(pixel(colour, 4)).containsExactly(1, half, 0, 1);
    assertThat(pixel(colour, 1)[0]).isCloseTo(0.299f + 0.587f * half, within(1e-6f));

    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 100);
    assertThat(pixel(encoded(grey, "png"), 1))
        .as("no gamma is applied")
        .containsExactly(100 / 255f);
    assertThat(pixel(encoded(grey, "png"), 3)).containsExactly(100 / 255f, 100 / 255f, 100 / 255f);

    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 40000);
    assertThat(pixel(encoded(deep, "png"), 1)).containsExactly(40000 / 65535f);

    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x40FF8000);
    assertThat(pixel(encoded(clear, "png"), 4)).containsExactly(1, half, 0, 64 / 255f);
    assertThat(pixel(encoded(clear, "png"), 3))
        .as("opacity is left out")
        .containsExactly(1, half, 0);

    byte[] r = {0, (byte) 255};
    byte[] g = {0, (byte) 128};
    byte[] b = {0, 0};
    BufferedImage palette =
        new BufferedImage(
            1, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(1, 2, r, g, b));
    palette.getRaster().setSample(0, 0, 0, 1);
    assertThat(pixel(encoded(palette, "png"), 3)).containsExactly(1, half, 0);
    assertThat(pixel(encoded(palette, "gif"), 3)).containsExactly(1, half, 0);
    assertThat(pixel(encoded(red(1, 1), "bmp"), 3)).containsExactly(1, half, 0);
  }

  /** A grey PNG with opacity, made by hand: 1 × 1, grey 200, opacity 64. */
  @Test
  void greyWithOpacityIsRead() throws IOException {
    java.awt.image.ColorModel m =
        new java.awt.image.ComponentColorModel(
            java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_GRAY),
            true,
            false,
            java.awt.Transparency.TRANSLUCENT,
            java.awt.image.DataBuffer.TYPE_BYTE);
    java.awt.image.WritableRaster raster = m.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {200, 64});
    byte[] png = encoded(new BufferedImage(m, raster, false, null), "png");
    assertThat(pixel(png, 1)[0]).isCloseTo(200 / 255f, within(1e-6f));
    assertThat(pixel(png, 4)).containsExactly(200 / 255f, 200 / 255f, 200 / 255f, 64 / 255f);
  }

  /** A JPEG with an Exif segment that says how it is to be turned. */
  private static byte[] turned(int orientation) {
    byte[] jpeg = encoded(red(16, 8), "jpg");
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xFFE1)
        .putShort((short) 34)
        .put("Exif\0\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    exif.put("MM".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .putShort((short) 42)
        .putInt(8);
    exif.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0);
    return ByteBuffer.allocate(jpeg.length + 36)
        .put(jpeg, 0, 2)
        .put(exif.array())
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  @Test
  void aJpegIsTurnedAsItsExifSays() {
    assertThat(ImageFile.read(turned(1), "a.jpg", 3).shape()).isEqualTo(Shape.of(3, 8, 16));
    assertThat(ImageFile.read(turned(6), "a.jpg", 3).shape()).isEqualTo(Shape.of(3, 16, 8));
    Image two = Image.of(new float[] {1, 2, 3, 4}, 1, 2, 2);
    float[][] expected = {
      {1, 2, 3, 4}, {2, 1, 4, 3}, {4, 3, 2, 1}, {3, 4, 1, 2},
      {1, 3, 2, 4}, {3, 1, 4, 2}, {4, 2, 3, 1}, {2, 4, 1, 3}
    };
    for (int o = 1; o <= 8; o++) {
      assertThat(Jpeg.turned(two, o).pixels()).as("orientation %d", o).isEqualTo(expected[o - 1]);
    }
  }

  @Test
  void aJpegOfFourInksIsRefused() throws IOException {
    java.awt.image.WritableRaster inks =
        java.awt.image.Raster.createInterleavedRaster(
            java.awt.image.DataBuffer.TYPE_BYTE, 8, 8, 4, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    javax.imageio.ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new javax.imageio.IIOImage(inks, null, null), null);
    }
    assertThatThrownBy(() -> ImageFile.read(out.toByteArray(), "inks.jpg", 3))
        .isInstanceOf(DataFormatException.class)
        .hasMessage("inks.jpg: a picture of CMYK or YCCK inks; convert it to RGB");
  }

  @Test
  void whatIsNoPictureIsNamed() throws IOException {
    put("a/text.jpg", "I am a text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    ImageFolder d = ImageFolder.read(folder, 3);
    assertThatThrownBy(() -> d.get(0))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(d.file(0) + ": is no picture that can be read; PNG, JPEG, GIF and BMP are");
    DataLoader<Batch> loader = DataLoader.of(d).batch(1, Collate.images()).build();
    assertThatThrownBy(() -> loader.iterator().next())
        .isInstanceOf(ElementException.class)
        .hasMessageStartingWith("element 0 (epoch 0): " + d.file(0));
    byte[] bomb = encoded(red(1, 1), "png");
    ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(bomb, 12, 17);
    ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> ImageFile.read(bomb, "bomb.png", 3))
        .isInstanceOf(DataFormatException.class)
        .hasMessage("bomb.png: 60000 × 60000 pixels; at most 100000000 are read");
    assertThatThrownBy(() -> ImageFile.read(folder.resolve("none.png"), 3))
        .hasMessageContaining("there is no file");
  }

  @Test
  void damageGivesAPictureOrATypedError() {
    byte[][] files = {
      encoded(red(8, 8), "png"),
      encoded(red(8, 8), "jpg"),
      turned(6),
      encoded(red(8, 8), "gif"),
      encoded(red(8, 8), "bmp")
    };
    Rng rng = new Rng(1);
    for (int i = 0; i < Damage.COUNT; i++) {
      byte[] damaged = Damage.of(files[i % files.length], rng);
      try {
        ImageFile.read(damaged, "a.png", 3);
      } catch (DataFormatException e) {
        assertThat(e).hasMessageStartingWith("a.png: ");
      } catch (RuntimeException | Error e) {
        fail("damage " + i, e);
      }
    }
  }
}
