package io.cotangent.io;

import io.cotangent.DType;
import io.cotangent.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of an {@code .npy} file (NumPy Enhancement Proposal 1, format 1.0 to 3.0): magic,
 * version, length, and a Python dictionary of three entries.
 *
 * @param type the kind and size of an element, as {@code f4}
 * @param order the byte order
 * @param fortran whether the first axis is the one whose elements lie together
 * @param length bytes from the file's beginning to its data
 */
record NpyHeader(String type, ByteOrder order, boolean fortran, Shape shape, int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy's own limit, {@code max_header_size}. */
  private static final int LONGEST = 10_000;

  /** NumPy's own limit, {@code NPY_MAXDIMS}. */
  private static final int MOST_AXES = 64;

  private static final int ALIGNMENT = 64;

  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(['\"])(\\w+)\\1\\s*:\\s*(?:(['\"])([^'\"]*)\\3|(True|False)|\\(([^()]*)\\))\\s*(,|(?=}))");
  private static final Pattern TYPE = Pattern.compile("([<>|=])([a-zA-Z])([0-9]{1,4})");
  private static final Set<String> TYPES = Set.of("f4", "f8", "i4", "i8", "b1");

  /** The header that {@code numpy.save} writes: format 1.0, padded to a multiple of 64 bytes. */
  static byte[] of(DType dtype, Shape shape) {
    String type =
        switch (dtype) {
          case F32 -> "<f4";
          case F64 -> "<f8";
          case I32 -> "<i4";
          case I64 -> "<i8";
          case BOOL -> "|b1";
        };
    String dims =
        Arrays.stream(shape.dims()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String tuple = "(" + dims + (shape.rank() == 1 ? ",)" : ")");
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + tuple + ", }";
    int prefix = MAGIC.length + 4;
    int total = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer b = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    b.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - prefix));
    b.put(text.getBytes(StandardCharsets.US_ASCII));
    while (b.remaining() > 1) {
      b.put((byte) ' ');
    }
    return b.put((byte) '\n').array();
  }

  /** Bytes per element. */
  int elementSize() {
    return Integer.parseInt(type.substring(1));
  }

  /** Bytes of data. */
  long dataSize() {
    return (long) shape.size() * elementSize();
  }

  /** Reads the header; the stream then stands at the data. */
  static NpyHeader read(InputStream in, String source) throws IOException {
    byte[] head = in.readNBytes(8);
    if (head.length < 8 || !Arrays.equals(Arrays.copyOf(head, 6), MAGIC)) {
      throw new DataFormatException(source + ": does not begin as an .npy file does");
    }
    int version = head[6] & 0xFF;
    if (version < 1 || version > 3 || head[7] != 0) {
      throw new DataFormatException(
          source + ": format " + version + "." + (head[7] & 0xFF) + "; read are 1.0, 2.0 and 3.0");
    }
    int lengthSize = version == 1 ? 2 : 4;
    ByteBuffer b = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    readFully(in, b.array(), lengthSize, source);
    long length = b.getInt(0) & 0xFFFFFFFFL;
    if (length > LONGEST) {
      throw new DataFormatException(
          source + ": a header of " + length + " bytes; at most " + LONGEST + " are read");
    }
    byte[] text = new byte[(int) length];
    readFully(in, text, text.length, source);
    String header =
        new String(text, version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    return parse(header, 8 + lengthSize + text.length, source);
  }

  private static void readFully(InputStream in, byte[] into, int n, String source)
      throws IOException {
    if (in.readNBytes(into, 0, n) < n) {
      throw new EOFException();
    }
  }

  private static NpyHeader parse(String header, int length, String source) {
    Map<String, String> entries = new LinkedHashMap<>();
    String body = header.strip();
    Matcher m = ENTRY.matcher(body);
    int at = body.startsWith("{") ? 1 : body.length();
    while (at < body.length() && m.region(at, body.length()).lookingAt()) {
      String value = m.group(4) != null ? m.group(4) : m.group(5) != null ? m.group(5) : m.group(6);
      if (entries.put(m.group(2), value) != null) {
        throw bad(header, source, "names " + m.group(2) + " twice");
      }
      at = m.end();
    }
    String descr = entries.get("descr");
    String fortran = entries.get("fortran_order");
    String shape = entries.get("shape");
    if (descr == null
        || fortran == null
        || shape == null
        || entries.size() != 3
        || !body.substring(at).strip().equals("}")) {
      throw bad(header, source, "lacks descr, fortran_order or shape, or has more than these");
    }
    Matcher type = TYPE.matcher(descr);
    if (!type.matches() || !(fortran.equals("True") || fortran.equals("False"))) {
      throw bad(header, source, "has no element type such as '<f4', or no order of axes");
    }
    String kind = type.group(2) + type.group(3);
    if (!TYPES.contains(kind)) {
      throw new DataFormatException(
          source + ": elements of type " + kind + "; read are f4, f8, i4, i8 and b1");
    }
    ByteOrder order =
        switch (type.group(1)) {
          case "<" -> ByteOrder.LITTLE_ENDIAN;
          case ">" -> ByteOrder.BIG_ENDIAN;
          default -> ByteOrder.nativeOrder();
        };
    boolean firstAxisFastest = fortran.equals("True");
    return new NpyHeader(kind, order, firstAxisFastest, shape(shape, header, source), length);
  }

  private static Shape shape(String text, String header, String source) {
    String list = text.strip();
    if (list.isEmpty()) {
      return Shape.SCALAR;
    }
    String[] parts = list.replaceFirst(",$", "").split(",", -1);
    if (parts.length > MOST_AXES
        || list.equals(",")
        || (parts.length == 1 && !list.endsWith(","))) {
      throw bad(header, source, "has no shape, which is a tuple of at most " + MOST_AXES);
    }
    int[] dims = new int[parts.length];
    double size = 1;
    for (int i = 0; i < dims.length; i++) {
      String digits = parts[i].strip().replaceFirst("L$", "");
      if (!digits.matches("[0-9]{1,10}") || Long.parseLong(digits) > MOST_ELEMENTS) {
        throw bad(header, source, "has the axis '" + parts[i].strip() + "'");
      }
      dims[i] = Integer.parseInt(digits);
      size *= Math.max(1, dims[i]);
    }
    if (size > MOST_ELEMENTS) {
      throw bad(header, source, "has more than " + MOST_ELEMENTS + " elements");
    }
    return Shape.of(dims);
  }

  private static DataFormatException bad(String header, String source, String what) {
    String shown = header.strip();
    shown = shown.length() > 200 ? shown.substring(0, 200) + " …" : shown;
    return new DataFormatException(source + ": the header " + what + ": " + shown);
  }
}
