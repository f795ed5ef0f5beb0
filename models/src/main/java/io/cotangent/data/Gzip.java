package io.cotangent.data;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A gzip file of one member (RFC 1952). Unlike the JDK's reader it does not pass over bytes that
 * follow the stream: {@link #end} says whether the file was whole and ended there.
 */
final class Gzip extends InflaterInputStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final CRC32 crc = new CRC32();

  Gzip(InputStream raw) throws IOException {
    super(afterHeader(raw), new Inflater(true), 8192);
  }

  private static InputStream afterHeader(InputStream raw) throws IOException {
    DataInputStream in = new DataInputStream(raw);
    if (in.readUnsignedShort() != 0x1F8B || in.readUnsignedByte() != 8) {
      throw new ZipException("not gzipped");
    }
    int flags = in.readUnsignedByte();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("unknown flags in the gzip header");
    }
    in.readNBytes(6);
    if ((flags & EXTRA) != 0) {
      in.readNBytes(in.readUnsignedByte() | in.readUnsignedByte() << 8);
    }
    for (int text : new int[] {NAME, COMMENT}) {
      while ((flags & text) != 0 && in.readUnsignedByte() != 0) {
        // a text that ends with a zero
      }
    }
    if ((flags & HEADER_CRC) != 0) {
      in.readUnsignedShort();
    }
    return raw;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = super.read(into, offset, length);
    if (n > 0) {
      crc.update(into, offset, n);
    }
    return n;
  }

  /** After the last byte of content: holds checksum and length against the trailer. */
  void end() throws IOException {
    int n = inf.getRemaining();
    DataInputStream rest =
        new DataInputStream(new SequenceInputStream(new ByteArrayInputStream(buf, len - n, n), in));
    int sum = Integer.reverseBytes(rest.readInt());
    int length = Integer.reverseBytes(rest.readInt());
    if (sum != (int) crc.getValue() || length != (int) inf.getBytesWritten()) {
      throw new ZipException("the checksum of the gzip stream is wrong; the file is damaged");
    }
    if (rest.read() >= 0) {
      throw new ZipException("bytes follow the gzip stream");
    }
  }

  @Override
  public void close() throws IOException {
    inf.end();
    super.close();
  }
}
