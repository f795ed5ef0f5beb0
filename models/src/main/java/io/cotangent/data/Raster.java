package io.cotangent.data;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.MemoryLimit;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pictures by the JDK's readers; the one class that needs {@code java.desktop}. */
final class Raster {
  private Raster() {}

  static Image decode(byte[] bytes, String source) {
    try (ImageInputStream in =
        new javax.imageio.stream.MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataFormatException(
            source + ": is no picture that can be read; PNG, JPEG, GIF and BMP are");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > ImageFile.MOST_PIXELS) {
          throw new DataFormatException(
              source
                  + ": "
                  + reader.getWidth(0)
                  + " × "
                  + reader.getHeight(0)
                  + " pixels; at most "
                  + ImageFile.MOST_PIXELS
                  + " are read");
        }
        MemoryLimit.require(16.0 * pixels, source);
        return image(reader.read(0), source);
      } finally {
        reader.dispose();
      }
    } catch (IIOException e) {
      throw new DataFormatException(source + ": cannot be read: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof DataFormatException d) {
        throw d;
      }
      throw new DataFormatException(source + ": is damaged: " + e, e);
    }
  }

  private static Image image(BufferedImage b, String source) {
    ColorModel colours = b.getColorModel();
    int type = colours.getColorSpace().getType();
    boolean grey = type == ColorSpace.TYPE_GRAY;
    if (colours instanceof IndexColorModel || !(grey || type == ColorSpace.TYPE_RGB)) {
      return lookedUp(b);
    }
    java.awt.image.Raster raster = b.getRaster();
    int bands = raster.getNumBands();
    if (bands != colours.getNumComponents()) {
      throw new DataFormatException(
          source + ": " + bands + " channels that its colours do not name");
    }
    int h = b.getHeight();
    int w = b.getWidth();
    // Grey with opacity has two bands; there is no such Image.
    int channels = bands == 2 ? 4 : bands;
    float[] v = new float[channels * h * w];
    float[] row = new float[w];
    for (int c = 0; c < channels; c++) {
      int band = bands == 2 ? (c == 3 ? 1 : 0) : c;
      float most = (1L << colours.getComponentSize(band)) - 1;
      for (int y = 0; y < h; y++) {
        raster.getSamples(0, y, w, 1, band, row);
        for (int x = 0; x < w; x++) {
          v[(c * h + y) * w + x] = row[x] / most;
        }
      }
    }
    return Image.owning(v, channels, h, w);
  }

  /** By the picture's own palette, as red, green, blue and, where it has that, opacity. */
  private static Image lookedUp(BufferedImage b) {
    int h = b.getHeight();
    int w = b.getWidth();
    int channels = b.getColorModel().hasAlpha() ? 4 : 3;
    float[] v = new float[channels * h * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int argb = b.getRGB(x, y);
        for (int c = 0; c < channels; c++) {
          int shift = c == 3 ? 24 : 16 - 8 * c;
          v[(c * h + y) * w + x] = (argb >>> shift & 0xFF) / 255f;
        }
      }
    }
    return Image.owning(v, channels, h, w);
  }
}
