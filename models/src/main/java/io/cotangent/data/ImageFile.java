package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.io.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Pictures from PNG, JPEG, GIF and BMP files, with as many channels as asked for, by the JDK's
 * reader, for which the module {@code java.desktop} must be there.
 *
 * <ul>
 *   <li>Grey becomes red, green and blue alike; colours become 0.299 red + 0.587 green + 0.114
 *       blue.
 *   <li>Opacity is left out where it is not asked for, and 1 where the file has none.
 *   <li>Palettes are looked up; 16 bits count as 0 … 1 like 8 bits; of an animation the first
 *       picture is taken.
 *   <li>A JPEG is turned as its Exif orientation says.
 *   <li>CMYK and YCCK JPEGs, of which nothing says how their inks look, are refused, as are
 *       pictures of more than {@value #MOST_PIXELS} pixels.
 * </ul>
 */
public final class ImageFile {
  /** Pictures with more pixels are refused before they are unpacked. */
  public static final int MOST_PIXELS = 100_000_000;

  private ImageFile() {}

  /**
   * The picture of a file.
   *
   * @param channels 1 grey, 3 red, green and blue, 4 with opacity
   * @throws DataFormatException if the file is missing or no picture that can be read, naming it
   */
  public static Image read(Path file, int channels) {
    if (channels != 1 && channels != 3 && channels != 4) {
      throw new ArgumentException("images: " + channels + " channels; pass 1, 3 or 4");
    }
    byte[] bytes;
    try {
      if (!Files.isRegularFile(file)) {
        throw new DataFormatException("there is no file " + file.toAbsolutePath());
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return read(bytes, file.toString(), channels);
  }

  /** The picture of a file's bytes; {@code source} names them in errors. */
  public static Image read(byte[] bytes, String source, int channels) {
    if (Jpeg.components(bytes) == 4) {
      throw new DataFormatException(source + ": a picture of CMYK or YCCK inks; convert it to RGB");
    }
    Image image;
    try {
      image = Raster.decode(bytes, source);
    } catch (NoClassDefFoundError e) {
      throw new DataFormatException(
          source + ": pictures need the JDK's module java.desktop; add it to the runtime", e);
    }
    return Jpeg.turned(image, Jpeg.orientation(bytes)).withChannels(channels);
  }
}
