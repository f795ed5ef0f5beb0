package io.cotangent.io;

import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.data.DataFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * NumPy's files, read: {@code .npy} arrays of one tensor (format 1 to 3; {@code f4 f8 i4 i8 b1}, of
 * either byte order, in C or Fortran order), and {@code .npz} archives of them by name.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCRIPTION = Pattern.compile("'descr': *'([<>|=])([a-z])(\\d+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([^)]*)\\)");

  private Npy() {}

  /** The tensor of an {@code .npy} file, on the current backend. */
  public static Tensor read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in.readAllBytes(), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tensors of an {@code .npz} file by name, without the ending {@code .npy}. */
  public static Map<String, Tensor> readAll(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return readAll(in, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tensors of an {@code .npz} stream by name; {@code source} names it in errors. */
  public static Map<String, Tensor> readAll(InputStream in, String source) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        String name = e.getName().replaceFirst("\\.npy$", "");
        all.put(name, read(zip.readAllBytes(), source + ", entry " + e.getName()));
      }
    } catch (IOException e) {
      throw new DataFormatException(source + ": not a zip archive: " + e.getMessage());
    }
    if (all.isEmpty()) {
      throw new DataFormatException(source + ": no .npz archive, or an empty one");
    }
    return all;
  }

  private static Tensor read(byte[] file, String source) {
    if (file.length < 10 || !Arrays.equals(Arrays.copyOf(file, 6), MAGIC)) {
      throw new DataFormatException(source + ": does not begin as an .npy file does");
    }
    boolean wide = file[6] > 1;
    ByteBuffer head = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(8);
    int length = wide ? head.getInt() : head.getShort() & 0xFFFF;
    int start = head.position();
    if (length < 0 || start + length > file.length) {
      throw new DataFormatException(source + ": the header ends beyond the file");
    }
    String header = new String(file, start, length, StandardCharsets.ISO_8859_1);
    Matcher type = find(DESCRIPTION, header, source);
    boolean fortran = find(ORDER, header, source).group(1).equals("True");
    int[] dims =
        Arrays.stream(find(SHAPE, header, source).group(1).split(","))
            .map(String::trim)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    Shape shape = Shape.of(dims);
    int bytes = Integer.parseInt(type.group(3));
    if (file.length - start - length != (long) shape.size() * bytes) {
      throw new DataFormatException(
          source
              + ": "
              + (file.length - start - length)
              + " bytes of data, shape "
              + shape
              + " takes "
              + (long) shape.size() * bytes);
    }
    ByteBuffer data =
        ByteBuffer.wrap(file, start + length, file.length - start - length)
            .slice()
            .order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    Object values = values(data, type.group(2) + bytes, shape.size(), source);
    if (!fortran || dims.length < 2) {
      return Tensor.of(Backends.current(), values, shape);
    }
    int[] reversed = new int[dims.length];
    int[] order = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      reversed[i] = dims[dims.length - 1 - i];
      order[i] = dims.length - 1 - i;
    }
    return Tensor.of(Backends.current(), values, Shape.of(reversed)).permute(order);
  }

  private static Matcher find(Pattern pattern, String header, String source) {
    Matcher m = pattern.matcher(header);
    if (!m.find()) {
      throw new DataFormatException(
          source + ": the header " + header.trim() + " lacks " + pattern.pattern());
    }
    return m;
  }

  private static Object values(ByteBuffer data, String type, int n, String source) {
    switch (type) {
      case "f4" -> {
        float[] v = new float[n];
        data.asFloatBuffer().get(v);
        return v;
      }
      case "f8" -> {
        double[] v = new double[n];
        data.asDoubleBuffer().get(v);
        return v;
      }
      case "i4" -> {
        int[] v = new int[n];
        data.asIntBuffer().get(v);
        return v;
      }
      case "i8" -> {
        long[] v = new long[n];
        data.asLongBuffer().get(v);
        return v;
      }
      case "b1" -> {
        boolean[] v = new boolean[n];
        for (int i = 0; i < n; i++) {
          v[i] = data.get(i) != 0;
        }
        return v;
      }
      default ->
          throw new DataFormatException(
              source + ": elements of type " + type + "; read are f4, f8, i4, i8 and b1");
    }
  }
}
