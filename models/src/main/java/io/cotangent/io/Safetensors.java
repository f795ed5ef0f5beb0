package io.cotangent.io;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.io.SafetensorsHeader.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Safetensors files: tensors by name, as Hugging Face and PyTorch exchange them, without code that
 * would run when they are read.
 *
 * <pre>{@code
 * Safetensors.write(path, model.stateDict());
 * model.load(Safetensors.read(path));
 * }</pre>
 *
 * <p>All of the format's types are read: F64, F32, I64, I32 and BOOL as they are; F16, BF16,
 * F8_E4M3 and F8_E5M2 widen to F32; I16, I8, U16 and U8 to I32; U32 to I64; U64 to I64 where the
 * values fit. Tensors come on the current backend, in the order of the header. A file is read piece
 * by piece and closed before the method returns; all tensors that are read are in memory then, and
 * one of them twice for a moment. {@link SafetensorsFile} reads one at a time.
 *
 * <p>Methods that read throw {@link DataFormatException} for a file that is missing, cut, damaged,
 * of another kind, or larger than half of the JVM's memory: a header beyond 100 MB or that is not
 * what the format says, a name twice, offsets that leave gaps, overlap, lie outside of the file or
 * do not fit type and shape. The message names file and tensor, and nothing has been loaded then.
 */
public final class Safetensors {
  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  /**
   * What a file holds, without its data.
   *
   * @param tensors type, as the file has it, and shape by name
   * @param metadata strings by name
   */
  public record Contents(Map<String, Info> tensors, Map<String, String> metadata) {
    /** Copies the maps. */
    public Contents {
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
      metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
  }

  /**
   * A tensor of a file.
   *
   * @param type as the file has it, such as {@code BF16}
   * @param dtype the type that it is read as
   * @param shape its shape
   */
  public record Info(String type, DType dtype, Shape shape) {}

  /** The tensors of a file by name. */
  public static Map<String, Tensor> read(Path file) {
    return read(file, name -> true);
  }

  /** Those tensors of a file whose names fulfil a condition. */
  public static Map<String, Tensor> read(Path file, Predicate<String> names) {
    return Source.open(file).reading(s -> tensors(s, names));
  }

  /** The tensors of a stream by name; {@code source} names it in errors. */
  public static Map<String, Tensor> read(InputStream in, String source) {
    return Source.read(in, source).reading(s -> tensors(s, name -> true));
  }

  /** What a file holds: its header alone is read. */
  public static Contents contents(Path file) {
    return Source.open(file).reading(s -> SafetensorsHeader.read(s).contents());
  }

  private static Map<String, Tensor> tensors(Source s, Predicate<String> names) throws IOException {
    SafetensorsHeader h = SafetensorsHeader.read(s);
    List<Entry> wanted = h.entries.values().stream().filter(e -> names.test(e.name())).toList();
    double total = 0;
    for (Entry e : wanted) {
      total += (double) e.shape().size() * e.type().dtype().bytes();
    }
    MemoryLimit.require(total, s.name());
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (Entry e : wanted) {
      all.put(e.name(), tensor(s, h, e));
    }
    return all;
  }

  static Tensor tensor(Source s, SafetensorsHeader h, Entry e) throws IOException {
    InputStream in = s.stream(e.begin(), e.end() - e.begin());
    try {
      return Tensor.of(Backends.current(), e.type().read(in, e.shape().size()), e.shape());
    } catch (StoredType.BadValueException bad) {
      throw h.error(e.name(), String.valueOf(bad.getMessage()));
    }
  }

  /** Writes tensors by name to a file; see {@link #write(Path, Map, Map)}. */
  public static void write(Path file, Map<String, Tensor> tensors) {
    write(file, tensors, Map.of());
  }

  /**
   * Writes tensors by name to a file, with strings about them. The file takes the place of a former
   * one when it is whole.
   *
   * @throws ArgumentException if a name is {@code __metadata__} or no text
   * @throws WriteException if the file cannot be written; the former one stays
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    byte[] header = header(tensors, metadata); // refuses before anything is written
    Durable.write(file, out -> write(out, header, tensors));
  }

  /** Writes tensors by name to a stream, which stays open. */
  public static void write(
      OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(out, header(tensors, metadata), tensors);
  }

  private static void write(OutputStream out, byte[] header, Map<String, Tensor> tensors)
      throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    for (Map.Entry<String, Tensor> e : layout(tensors)) {
      data(out, e.getValue());
    }
  }

  /** The tensors in the order of their data: large elements first, so that all are aligned. */
  private static List<Map.Entry<String, Tensor>> layout(Map<String, Tensor> tensors) {
    List<Map.Entry<String, Tensor>> all = new ArrayList<>(tensors.entrySet());
    all.sort(Comparator.comparingInt(e -> -e.getValue().dtype().bytes()));
    return all;
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, Tensor> e : layout(tensors)) {
      offsets.put(e.getKey(), end);
      end += bytes(e.getValue());
    }
    Map<String, Object> all = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      metadata.forEach((k, v) -> requireText(k + v));
      all.put(SafetensorsHeader.METADATA, metadata);
    }
    tensors.forEach(
        (name, t) -> {
          requireText(name);
          if (name.equals(SafetensorsHeader.METADATA)) {
            throw new ArgumentException("safetensors: a tensor cannot be named " + name);
          }
          long begin = offsets.getOrDefault(name, 0L);
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("dtype", StoredType.of(t.dtype()).name());
          entry.put("shape", Arrays.stream(t.shape().dims()).boxed().toList());
          entry.put("data_offsets", List.of(begin, begin + bytes(t)));
          all.put(name, entry);
        });
    byte[] bytes = Json.text(all).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > SafetensorsHeader.LONGEST) {
      throw new ArgumentException(
          "safetensors: a header of "
              + bytes.length
              + " bytes; the format allows "
              + SafetensorsHeader.LONGEST);
    }
    int padded = (bytes.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] r = Arrays.copyOf(bytes, padded);
    Arrays.fill(r, bytes.length, padded, (byte) ' ');
    return r;
  }

  private static long bytes(Tensor t) {
    return (long) t.size() * t.dtype().bytes();
  }

  private static void requireText(String s) {
    if (!SafetensorsHeader.isText(s)) {
      throw new ArgumentException(
          "safetensors: "
              + SafetensorsHeader.shown(s)
              + " is no text, it has half of a surrogate pair");
    }
  }

  /** The elements, little-endian, row by row. */
  static void data(OutputStream out, Tensor t) throws IOException {
    Object array = t.detach().toArray();
    int n = t.size();
    int size = t.dtype().bytes();
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    if (array instanceof float[] v) {
      Chunks.write(out, n, size, order, (b, at, k) -> b.asFloatBuffer().put(v, at, k));
    } else if (array instanceof double[] v) {
      Chunks.write(out, n, size, order, (b, at, k) -> b.asDoubleBuffer().put(v, at, k));
    } else if (array instanceof int[] v) {
      Chunks.write(out, n, size, order, (b, at, k) -> b.asIntBuffer().put(v, at, k));
    } else if (array instanceof long[] v) {
      Chunks.write(out, n, size, order, (b, at, k) -> b.asLongBuffer().put(v, at, k));
    } else {
      boolean[] v = (boolean[]) array;
      Chunks.write(
          out,
          n,
          size,
          order,
          (b, at, k) -> {
            for (int i = 0; i < k; i++) {
              b.put(i, (byte) (v[at + i] ? 1 : 0));
            }
          });
    }
  }
}
