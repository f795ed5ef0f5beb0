package io.cotangent.io;

import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.data.DataFormatException;
import io.cotangent.data.MemoryLimit;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
  private static final int CHUNK = 1 << 16;

  private Npy() {}

  /** The tensor of an {@code .npy} file, on the current backend. */
  public static Tensor read(Path file) {
    return reading(Source.open(file), Npy::array);
  }

  /** The tensor of an {@code .npy} stream; {@code source} names it in errors. */
  public static Tensor read(InputStream in, String source) {
    return reading(Source.read(in, source), Npy::array);
  }

  /** The tensors of an {@code .npz} file by name, without the ending {@code .npy}. */
  public static Map<String, Tensor> readAll(Path file) {
    return reading(Source.open(file), Npy::archive);
  }

  /** The tensors of an {@code .npz} stream by name; {@code source} names it in errors. */
  public static Map<String, Tensor> readAll(InputStream in, String source) {
    return reading(Source.read(in, source), Npy::archive);
  }

  private interface Reading<T> {
    T of(Source s) throws IOException;
  }

  private static <T> T reading(Source source, Reading<T> what) {
    try (source) {
      return what.of(source);
    } catch (EOFException e) {
      throw new DataFormatException(source.name() + ": ends early; it is cut off or damaged", e);
    } catch (IOException e) {
      throw new DataFormatException(source.name() + ": cannot be read: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new DataFormatException(
          source.name() + ": does not fit into the JVM's memory; -Xmx gives it more", e);
    }
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
        inChunks(in, h, (b, at, k) -> b.asFloatBuffer().get(v, at, k));
        yield v;
      }
      case "f8" -> {
        double[] v = new double[n];
        inChunks(in, h, (b, at, k) -> b.asDoubleBuffer().get(v, at, k));
        yield v;
      }
      case "i4" -> {
        int[] v = new int[n];
        inChunks(in, h, (b, at, k) -> b.asIntBuffer().get(v, at, k));
        yield v;
      }
      case "i8" -> {
        long[] v = new long[n];
        inChunks(in, h, (b, at, k) -> b.asLongBuffer().get(v, at, k));
        yield v;
      }
      default -> {
        boolean[] v = new boolean[n];
        inChunks(
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

  /** Takes {@code count} elements, of which the first is number {@code at}. */
  private interface Chunk {
    void take(ByteBuffer elements, int at, int count);
  }

  private static void inChunks(InputStream in, NpyHeader h, Chunk chunk) throws IOException {
    byte[] bytes = new byte[CHUNK];
    int perChunk = CHUNK / h.elementSize();
    int size = h.shape().size();
    for (int at = 0; at < size; ) {
      int count = Math.min(perChunk, size - at);
      int length = count * h.elementSize();
      if (in.readNBytes(bytes, 0, length) < length) {
        throw new EOFException();
      }
      chunk.take(ByteBuffer.wrap(bytes).order(h.order()), at, count);
      at += count;
    }
  }
}
