package io.cotangent.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a JPEG's segments say of it (ITU-T T.81, Annex B): how many components its frame has, and
 * how it is to be turned, by tag 0x0112 of the first directory of its Exif segment (CIPA DC-008).
 * What is damaged says nothing.
 */
final class Jpeg {
  private static final int UPRIGHT = 1;
  private static final int ORIENTATION = 0x0112;
  private static final int START_OF_SCAN = 0xDA;

  private Jpeg() {}

  /** What is done with a segment: a value, or a negative number to go on. */
  private interface Segment {
    int of(int marker, int at, int length);
  }

  /** The first value that a segment before the picture's data gives, else a default. */
  private static int scan(byte[] file, Segment segment, int otherwise) {
    ByteBuffer b = ByteBuffer.wrap(file);
    if (file.length < 4 || b.getShort(0) != (short) 0xFFD8) {
      return otherwise;
    }
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF) {
      int marker = file[at + 1] & 0xFF;
      int length = b.getShort(at + 2) & 0xFFFF;
      if (marker == START_OF_SCAN || length < 2 || at + 2 + length > file.length) {
        return otherwise;
      }
      int value = segment.of(marker, at + 4, length - 2);
      if (value >= 0) {
        return value;
      }
      at += 2 + length;
    }
    return otherwise;
  }

  /** The number of components of a JPEG's frame, 0 where the bytes are no JPEG. */
  static int components(byte[] file) {
    return scan(
        file,
        (marker, at, length) -> {
          // SOF0 … SOF15 but for the tables DHT, JPG and DAC
          boolean frame =
              marker >= 0xC0
                  && marker <= 0xCF
                  && marker != 0xC4
                  && marker != 0xC8
                  && marker != 0xCC;
          return frame && length >= 6 ? file[at + 5] & 0xFF : -1;
        },
        0);
  }

  static int orientation(byte[] file) {
    ByteBuffer b = ByteBuffer.wrap(file);
    return scan(
        file,
        (marker, at, length) ->
            marker == 0xE1 && length >= 14 && b.getInt(at) == 0x45786966
                ? ofSegment(ByteBuffer.wrap(file, at + 6, length - 6).slice())
                : -1,
        UPRIGHT);
  }

  private static int ofSegment(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = tiff.getInt(4) & 0xFFFFFFFFL;
    if (directory + 2 > tiff.limit()) {
      return UPRIGHT;
    }
    int entries = tiff.getShort((int) directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (entry + 12 > tiff.limit()) {
        return UPRIGHT;
      }
      if ((tiff.getShort((int) entry) & 0xFFFF) == ORIENTATION) {
        int o = tiff.getShort((int) entry + 8) & 0xFFFF;
        return o >= 1 && o <= 8 ? o : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  static Image turned(Image image, int orientation) {
    return switch (orientation) {
      case 2 -> image.flippedHorizontally();
      case 3 -> image.flippedHorizontally().flippedVertically();
      case 4 -> image.flippedVertically();
      case 5 -> image.transposed();
      case 6 -> image.transposed().flippedHorizontally();
      case 7 -> image.transposed().flippedHorizontally().flippedVertically();
      case 8 -> image.transposed().flippedVertically();
      default -> image;
    };
  }
}
