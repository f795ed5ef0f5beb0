package io.cotangent.io;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's files. Read are {@code .npy} arrays of one tensor (format 1 to 3; {@code f4 f8 i4 i8 b1},
 * of either byte order, in C or Fortran order), and {@code .npz} archives of them by name, plain,
 * compressed or streamed. Written are the same types, little-endian and in C order, in format 1.
 *
 * <p>Methods that read throw {@link DataFormatException} for a file that is missing, cut, damaged,
 * of another kind, or larger than half of the JVM's memory; the message names the file. An
 * archive's tensors are held against its checksums: all of them are right, or there are none.
 */
public final class Npy {
  private Npy() {}

  /** The tensor of an {@code .npy} file, on the current backend. */
  public static Tensor read(Path file) {
    return Source.open(file).reading(Npy::array);
  }

  /** The tensor of an {@code .npy} stream; {@code source} names it in errors. */
  public static Tensor read(InputStream in, String source) {
    return Source.read(in, source).reading(Npy::array);
  }

  /** The tensors of an {@code .npz} file by name, without the ending {@code .npy}. */
  public static Map<String, Tensor> readAll(Path file) {
    return Source.open(file).reading(Npy::archive);
  }

  /** The tensors of an {@code .npz} stream by name; {@code source} names it in errors. */
  public static Map<String, Tensor> readAll(InputStream in, String source) {
    return Source.read(in, source).reading(Npy::archive);
  }

  /**
   * Writes a tensor to an {@code .npy} file, as {@code numpy.save} does. It takes the place of a
   * former one when it is whole.
   *
   * @throws WriteException if it cannot be written; the former one stays
   */
  public static void write(Path file, Tensor tensor) {
    Durable.write(file, out -> write(out, tensor));
  }

  /**
   * Writes tensors by name to an {@code .npz} file, as {@code numpy.savez} does. It takes the place
   * of a former one when it is whole.
   *
   * @throws ArgumentException if a name is empty
   * @throws WriteException if it cannot be written; the former one stays
   */
  public static void writeAll(Path file, Map<String, Tensor> tensors) {
    if (tensors.containsKey("")) {
      throw new ArgumentException("npz: a tensor has no name");
    }
    Durable.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
          zip.setLevel(Deflater.NO_COMPRESSION);
          for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            zip.putNextEntry(new ZipEntry(e.getKey() + ".npy"));
            write(zip, e.getValue());
            zip.closeEntry();
          }
          zip.finish();
        });
  }

  private static void write(OutputStream out, Tensor tensor) throws IOException {
    out.write(NpyHeader.of(tensor.dtype(), tensor.shape()));
    Safetensors.data(out, tensor);
  }

  private static Tensor array(Source s) throws IOException {
    return tensor(s.stream(0, s.size()), s.size(), s.name());
  }

  private static Map<String, Tensor> archive(Source source) throws IOException {
    ZipArchive zip = new ZipArchive(source);
    if (zip.entries().isEmpty()) {
      throw source.error("an empty .npz archive");
    }
    double total = 0;
    for (ZipArchive.Entry e : zip.entries()) {
      total += e.size();
    }
    MemoryLimit.require(total, source.name());
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (ZipArchive.Entry e : zip.entries()) {
      String name = e.name().replaceFirst("\\.npy$", "");
      Tensor t;
      try {
        t = zip.read(e, in -> tensor(in, e.size(), zip.name(e)));
      } catch (EOFException damage) {
        throw new DataFormatException(zip.name(e) + ": ends early; it is damaged", damage);
      } catch (IOException damage) {
        throw new DataFormatException(zip.name(e) + ": damaged: " + damage.getMessage(), damage);
      }
      if (all.put(name, t) != null) {
        throw source.error("holds two entries named " + name);
      }
    }
    return all;
  }

  /** The tensor of an array's bytes, of which there are {@code length}. */
  private static Tensor tensor(InputStream in, long length, String source) throws IOException {
    NpyHeader h = NpyHeader.read(in, source);
    if (length - h.length() != h.dataSize()) {
      throw new DataFormatException(
          source
              + ": "
              + (length - h.length())
              + " bytes of data, shape "
              + h.shape()
              + " takes "
              + h.dataSize());
    }
    MemoryLimit.require(h.dataSize(), source);
    Object values = values(in, h);
    int rank = h.shape().rank();
    if (!h.fortran() || rank < 2) {
      return Tensor.of(Backends.current(), values, h.shape());
    }
    int[] reversed = new int[rank];
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      reversed[i] = h.shape().dim(rank - 1 - i);
      order[i] = rank - 1 - i;
    }
    return Tensor.of(Backends.current(), values, Shape.of(reversed)).permute(order);
  }

  private static Object values(InputStream in, NpyHeader h) throws IOException {
    int n = h.shape().size();
    return switch (h.type()) {
      case "f4" -> {
        float[] v = new float[n];
        elements(in, h, (b, at, k) -> b.asFloatBuffer().get(v, at, k));
        yield v;
      }
      case "f8" -> {
        double[] v = new double[n];
        elements(in, h, (b, at, k) -> b.asDoubleBuffer().get(v, at, k));
        yield v;
      }
      case "i4" -> {
        int[] v = new int[n];
        elements(in, h, (b, at, k) -> b.asIntBuffer().get(v, at, k));
        yield v;
      }
      case "i8" -> {
        long[] v = new long[n];
        elements(in, h, (b, at, k) -> b.asLongBuffer().get(v, at, k));
        yield v;
      }
      default -> {
        boolean[] v = new boolean[n];
        elements(
            in,
            h,
            (b, at, k) -> {
              for (int i = 0; i < k; i++) {
                v[at + i] = b.get(i) != 0;
              }
            });
        yield v;
      }
    };
  }

  private static void elements(InputStream in, NpyHeader h, Chunks.Chunk chunk) throws IOException {
    Chunks.read(in, h.shape().size(), h.elementSize(), h.order(), chunk);
  }
}
