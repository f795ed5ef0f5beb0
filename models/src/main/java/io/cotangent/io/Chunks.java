package io.cotangent.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements of an array from a stream and to one, some at a time. */
final class Chunks {
  private static final int SIZE = 1 << 16;

  private Chunks() {}

  /** Takes or gives {@code count} elements, of which the first is number {@code at}. */
  interface Chunk {
    void of(ByteBuffer elements, int at, int count);
  }

  /**
   * Reads {@code n} elements.
   *
   * @throws EOFException if the stream ends before
   */
  static void read(InputStream in, int n, int elementSize, ByteOrder order, Chunk chunk)
      throws IOException {
    byte[] bytes = new byte[(int) Math.min(SIZE, (long) n * elementSize)];
    int most = SIZE / elementSize;
    for (int at = 0; at < n; ) {
      int count = Math.min(most, n - at);
      int length = count * elementSize;
      if (in.readNBytes(bytes, 0, length) < length) {
        throw new EOFException();
      }
      chunk.of(ByteBuffer.wrap(bytes).order(order), at, count);
      at += count;
    }
  }

  /** Writes {@code n} elements. */
  static void write(OutputStream out, int n, int elementSize, ByteOrder order, Chunk chunk)
      throws IOException {
    byte[] bytes = new byte[(int) Math.min(SIZE, (long) n * elementSize)];
    int most = SIZE / elementSize;
    for (int at = 0; at < n; ) {
      int count = Math.min(most, n - at);
      chunk.of(ByteBuffer.wrap(bytes).order(order), at, count);
      out.write(bytes, 0, count * elementSize);
      at += count;
    }
  }
}
