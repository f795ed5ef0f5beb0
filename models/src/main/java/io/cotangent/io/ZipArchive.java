package io.cotangent.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A zip archive, read by its central directory (PKWARE, APPNOTE.TXT 6.3): an archive that is cut,
 * or whose local headers disagree with the directory, or whose content has another checksum, is an
 * error. Streamed archives (sizes in data descriptors) and Zip64 are read.
 */
final class ZipArchive {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final long WIDE = 0xFFFFFFFFL;
  private static final int ENCRYPTED = 1;
  private static final int STREAMED = 1 << 3;
  private static final int UTF8 = 1 << 11;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** No deflated byte gives more than these. */
  private static final int BEST_RATIO = 1032;

  private final Source source;
  private final List<Entry> entries;

  /** What the directory says of one file; {@code data} is where its bytes begin. */
  record Entry(
      String name,
      int flags,
      int method,
      int crc,
      long packed,
      long size,
      long header,
      long data) {}

  private record Directory(long position, long size, long entries) {}

  /**
   * Reads the directory.
   *
   * @throws DataFormatException if the archive is damaged; the message says how
   */
  ZipArchive(Source source) throws IOException {
    this.source = source;
    try {
      this.entries = entries(directory());
    } catch (EOFException e) {
      throw source.error(
          "not a zip archive, or a damaged one: it refers to what lies beyond its end");
    }
  }

  /** All files, in the directory's order. */
  List<Entry> entries() {
    return entries;
  }

  /** How errors name an entry. */
  String name(Entry e) {
    return source.name() + ", entry " + e.name();
  }

  /** A reader of one entry's content. */
  interface Reader<T> {
    T read(InputStream content) throws IOException;
  }

  /**
   * What a reader makes of an entry's content, after the whole of it has been held against its size
   * and checksum.
   */
  <T> T read(Entry e, Reader<T> reader) throws IOException {
    InputStream raw = source.stream(e.data(), e.packed());
    Inflater inflater = new Inflater(true);
    try {
      CheckedInputStream content =
          new CheckedInputStream(
              e.method() == STORED ? raw : new InflaterInputStream(raw, inflater, 8192),
              new CRC32());
      T result = reader.read(content);
      if (content.read() >= 0
          || (e.method() == DEFLATED && inflater.getBytesRead() != e.packed())) {
        throw new DataFormatException(name(e) + ": goes on after its " + e.size() + " bytes");
      }
      if ((int) content.getChecksum().getValue() != e.crc()) {
        throw new DataFormatException(name(e) + ": its checksum is wrong; the archive is damaged");
      }
      return result;
    } finally {
      inflater.end();
    }
  }

  private Directory directory() throws IOException {
    long size = source.size();
    int tail = (int) Math.min(size, END_SIZE + LONGEST_COMMENT);
    ByteBuffer b = read(size - tail, tail);
    for (int at = tail - END_SIZE; at >= 0; at--) {
      if (b.getInt(at) == END && (b.getShort(at + 20) & 0xFFFF) == tail - at - END_SIZE) {
        return directory(b.position(at).slice().order(ByteOrder.LITTLE_ENDIAN), size - tail + at);
      }
    }
    throw source.error("not a zip archive, or one that is cut off: it has no directory at its end");
  }

  private Directory directory(ByteBuffer end, long position) throws IOException {
    long entries = end.getShort(10) & 0xFFFF;
    Directory d = new Directory(end.getInt(16) & WIDE, end.getInt(12) & WIDE, entries);
    boolean oneDisk =
        end.getShort(4) == 0 && end.getShort(6) == 0 && end.getShort(8) == end.getShort(10);
    long limit = position;
    if (entries == 0xFFFF || d.size == WIDE || d.position == WIDE) {
      ByteBuffer locator = read(position - 20, 20);
      limit = locator.getLong(8);
      ByteBuffer wide = read(limit, 56);
      if (locator.getInt(0) != LOCATOR64 || wide.getInt(0) != END64) {
        throw source.error("damaged archive: its Zip64 directory is missing");
      }
      d = new Directory(wide.getLong(48), wide.getLong(40), wide.getLong(32));
      oneDisk = wide.getInt(16) == 0 && wide.getInt(20) == 0 && wide.getLong(24) == d.entries;
    }
    if (!oneDisk || d.position < 0 || d.size < 0 || d.position != limit - d.size) {
      throw source.error("damaged archive: its directory does not end where its end record begins");
    }
    return d;
  }

  private List<Entry> entries(Directory d) throws IOException {
    List<Entry> all = new ArrayList<>();
    long at = d.position;
    long end = d.position + d.size;
    while (at < end) {
      ByteBuffer b = read(at, 46);
      if (b.getInt(0) != CENTRAL) {
        throw source.error(
            "damaged archive: entry " + all.size() + " of its directory is unreadable");
      }
      int name = b.getShort(28) & 0xFFFF;
      int extra = b.getShort(30) & 0xFFFF;
      int comment = b.getShort(32) & 0xFFFF;
      long packed = b.getInt(20) & WIDE;
      long size = b.getInt(24) & WIDE;
      long header = b.getInt(42) & WIDE;
      ByteBuffer wide = wide(read(at + 46 + name, extra));
      size = size == WIDE ? next(wide) : size;
      packed = packed == WIDE ? next(wide) : packed;
      header = header == WIDE ? next(wide) : header;
      byte[] nameBytes = read(at + 46, name).array();
      int flags = b.getShort(8) & 0xFFFF;
      String text =
          new String(
              nameBytes,
              (flags & UTF8) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
      int method = b.getShort(10) & 0xFFFF;
      Entry e = new Entry(text, flags, method, b.getInt(16), packed, size, header, 0);
      all.add(located(e, nameBytes, d.position));
      at += 46L + name + extra + comment;
    }
    if (at != end || all.size() != d.entries) {
      throw source.error(
          "damaged archive: its directory promises "
              + d.entries
              + " entries, "
              + all.size()
              + " are there");
    }
    return List.copyOf(all);
  }

  /** The entry with the place of its data, after its local header has been held against it. */
  private Entry located(Entry e, byte[] name, long end) throws IOException {
    String source = name(e);
    if ((e.flags & ENCRYPTED) != 0) {
      throw new DataFormatException(source + ": is encrypted");
    }
    if (e.method != STORED && e.method != DEFLATED) {
      throw new DataFormatException(
          source + ": compression method " + e.method + "; read are stored (0) and deflated (8)");
    }
    ByteBuffer b = read(e.header, 30);
    int nameLength = b.getShort(26) & 0xFFFF;
    int extra = b.getShort(28) & 0xFFFF;
    long data = e.header + 30 + nameLength + extra;
    boolean same =
        b.getInt(0) == LOCAL
            && ((b.getShort(6) ^ e.flags) & (ENCRYPTED | STREAMED | UTF8)) == 0
            && (b.getShort(8) & 0xFFFF) == e.method
            && Arrays.equals(read(e.header + 30, nameLength).array(), name);
    if (same && (e.flags & STREAMED) == 0) {
      long packed = b.getInt(18) & WIDE;
      long size = b.getInt(22) & WIDE;
      ByteBuffer wide = wide(read(e.header + 30 + nameLength, extra));
      size = size == WIDE ? next(wide) : size;
      packed = packed == WIDE ? next(wide) : packed;
      same = b.getInt(14) == e.crc && packed == e.packed && size == e.size;
    }
    if (!same) {
      throw new DataFormatException(
          source + ": its header disagrees with the archive's directory; the archive is damaged");
    }
    boolean possible =
        e.method == STORED ? e.size == e.packed : e.size <= e.packed * (double) BEST_RATIO;
    if (!possible || e.packed < 0 || e.size < 0 || data > end - e.packed) {
      throw new DataFormatException(
          source + ": " + e.packed + " bytes cannot hold " + e.size + "; the archive is damaged");
    }
    return new Entry(e.name, e.flags, e.method, e.crc, e.packed, e.size, e.header, data);
  }

  /** The Zip64 part of an extra field; empty if there is none. */
  private static ByteBuffer wide(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xFFFF;
      int length = Math.min(extra.getShort() & 0xFFFF, extra.remaining());
      if (id == 1) {
        return extra.slice().limit(length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private static long next(ByteBuffer wide) throws EOFException {
    if (wide.remaining() < 8) {
      throw new EOFException();
    }
    return wide.getLong();
  }

  private ByteBuffer read(long position, int length) throws IOException {
    byte[] b = new byte[length];
    source.read(position, b, 0, length);
    return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
  }
}
