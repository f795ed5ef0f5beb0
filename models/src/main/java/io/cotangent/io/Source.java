package io.cotangent.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes that can be read at any position, and the name by which errors call them. */
abstract class Source implements Closeable {
  private final String name;

  private Source(String name) {
    this.name = name;
  }

  /** A file. */
  static Source open(Path file) {
    if (!Files.exists(file)) {
      throw new DataFormatException("there is no file " + file.toAbsolutePath());
    }
    if (!Files.isRegularFile(file)) {
      throw new DataFormatException(file + ": is not a file but a folder or a device");
    }
    try {
      return new OfFile(file);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  /** The whole of a stream. */
  static Source read(InputStream in, String name) {
    try {
      return new OfArray(in.readAllBytes(), name);
    } catch (IOException e) {
      throw new DataFormatException(name + ": cannot be read: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new DataFormatException(
          name + ": does not fit into the JVM's memory; -Xmx gives it more", e);
    }
  }

  /** The name for errors. */
  final String name() {
    return name;
  }

  /** An error in this source. */
  final DataFormatException error(String what) {
    return new DataFormatException(name + ": " + what);
  }

  /** What is made of a source. */
  interface Reading<T> {
    T of(Source s) throws IOException;
  }

  /**
   * Reads and closes it.
   *
   * @throws DataFormatException if it cannot be read, ends early, or does not fit into memory
   */
  final <T> T reading(Reading<T> what) {
    try (this) {
      return doing(what);
    } catch (IOException e) {
      throw new DataFormatException(name + ": cannot be closed: " + e.getMessage(), e);
    }
  }

  /** As {@link #reading}, and leaves it open. */
  final <T> T doing(Reading<T> what) {
    try {
      return what.of(this);
    } catch (EOFException e) {
      throw new DataFormatException(name + ": ends early; it is cut off or damaged", e);
    } catch (IOException e) {
      throw new DataFormatException(name + ": cannot be read: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new DataFormatException(
          name + ": does not fit into the JVM's memory; -Xmx gives it more", e);
    }
  }

  /** The number of bytes. */
  abstract long size() throws IOException;

  /**
   * Reads {@code length} bytes from {@code position} on.
   *
   * @throws EOFException if the source ends before
   */
  abstract void read(long position, byte[] into, int offset, int length) throws IOException;

  /** The bytes of a span, as a stream that ends with it. */
  final InputStream stream(long position, long length) {
    return new InputStream() {
      private long at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int offset, int wanted) throws IOException {
        int n = (int) Math.min(wanted, length - at);
        if (n <= 0) {
          return wanted == 0 ? 0 : -1;
        }
        Source.this.read(position + at, into, offset, n);
        at += n;
        return n;
      }
    };
  }

  private static final class OfFile extends Source {
    private final SeekableByteChannel file;

    OfFile(Path path) throws IOException {
      super(path.toString());
      file = Files.newByteChannel(path, StandardOpenOption.READ);
    }

    @Override
    long size() throws IOException {
      return file.size();
    }

    @Override
    synchronized void read(long position, byte[] into, int offset, int length) throws IOException {
      if (position < 0) {
        throw new EOFException();
      }
      file.position(position);
      ByteBuffer b = ByteBuffer.wrap(into, offset, length);
      while (b.hasRemaining()) {
        if (file.read(b) < 0) {
          throw new EOFException();
        }
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static final class OfArray extends Source {
    private final byte[] bytes;

    OfArray(byte[] bytes, String name) {
      super(name);
      this.bytes = bytes;
    }

    @Override
    long size() {
      return bytes.length;
    }

    @Override
    void read(long position, byte[] into, int offset, int length) throws IOException {
      if (position < 0 || position > bytes.length - length) {
        throw new EOFException();
      }
      System.arraycopy(bytes, (int) position, into, offset, length);
    }

    @Override
    public void close() {}
  }
}
