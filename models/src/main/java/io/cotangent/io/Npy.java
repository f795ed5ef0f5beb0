package io.cotangent.io;

import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * NumPy's files, read: {@code .npy} arrays of one tensor (format 1 to 3; {@code f4 f8 i4 i8 b1}, of
 * either byte order, in C or Fortran order), and {@code .npz} archives of them by name, plain,
 * compressed or streamed.
 *
 * <p>All methods throw {@link DataFormatException} for a file that is missing, cut, damaged, of
 * another kind, or larger than half of the JVM's memory; the message names the file. An archive's
 * tensors are held against its checksums: all of them are right, or there are none.
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
