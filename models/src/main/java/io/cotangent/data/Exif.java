package io.cotangent.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a JPEG is to be turned: tag 0x0112 of the first directory of its Exif segment (CIPA DC-008).
 * What is damaged says nothing.
 */
final class Exif {
  private static final int UPRIGHT = 1;
  private static final int ORIENTATION = 0x0112;

  private Exif() {}

  static int orientation(byte[] file) {
    ByteBuffer b = ByteBuffer.wrap(file);
    if (file.length < 4 || b.getShort(0) != (short) 0xFFD8) {
      return UPRIGHT;
    }
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF) {
      int marker = file[at + 1] & 0xFF;
      int length = b.getShort(at + 2) & 0xFFFF;
      if (marker == 0xDA || length < 2) {
        return UPRIGHT;
      }
      boolean exif =
          marker == 0xE1
              && length >= 16
              && at + 2 + length <= file.length
              && b.getInt(at + 4) == 0x45786966;
      if (exif) {
        return ofSegment(ByteBuffer.wrap(file, at + 10, length - 8).slice());
      }
      at += 2 + length;
    }
    return UPRIGHT;
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
