package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import java.util.zip.CRC32;

/**
 * Labelled pictures in memory, a byte for each of their numbers, one after another; elements have
 * numbers 0 … 1.
 */
public final class ByteImages implements Dataset<Labeled<Image>> {
  private final String name;
  private final byte[] bytes;
  private final int channels;
  private final int height;
  private final int width;
  private final int[] labels;

  /**
   * Over these arrays, which are not copied.
   *
   * @param name for people
   * @param bytes of all pictures, channel by channel, row by row
   * @param shape [channels, height, width] of one picture
   * @param labels the classes, from 0 on
   * @throws ArgumentException if the bytes are not those of as many pictures as labels, or a label
   *     is negative
   */
  public ByteImages(String name, byte[] bytes, Shape shape, int[] labels) {
    if (shape.rank() != 3 || (long) labels.length * shape.size() != bytes.length) {
      throw new ArgumentException(
          "dataset "
              + name
              + ": "
              + bytes.length
              + " bytes do not hold "
              + labels.length
              + " pictures of "
              + shape);
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new ArgumentException(
            "dataset " + name + ": label " + labels[i] + " of example " + i + " is negative");
      }
    }
    this.name = name;
    this.bytes = bytes;
    this.channels = shape.dim(0);
    this.height = shape.dim(1);
    this.width = shape.dim(2);
    this.labels = labels;
  }

  /** The name, for people. */
  public String name() {
    return name;
  }

  /** [channels, height, width] of a picture. */
  public Shape shape() {
    return Shape.of(channels, height, width);
  }

  /** The class of an element. */
  public int label(int index) {
    return labels[index];
  }

  /** A copy of the bytes of an element. */
  public byte[] bytes(int index) {
    int n = channels * height * width;
    return java.util.Arrays.copyOfRange(bytes, index * n, (index + 1) * n);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Labeled<Image> get(int index) {
    int n = channels * height * width;
    Image image = Image.ofBytes(bytes, index * n, channels, height, width);
    return new Labeled<>(image, labels[index]);
  }

  @Override
  public String fingerprint() {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    for (int l : labels) {
      crc.update(l);
    }
    return size() + " pictures " + shape() + ", " + Long.toHexString(crc.getValue());
  }
}
