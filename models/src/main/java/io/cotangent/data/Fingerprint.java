package io.cotangent.data;

import io.cotangent.Tensor;
import io.cotangent.io.JsonObject;
import io.cotangent.io.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A CRC-32C of what values hold, by which a run's record tells data from other data; it finds
 * mistakes, not forgeries. It covers tensors, arrays of numbers, booleans and bytes, texts,
 * numbers, booleans, enums, {@link Image}, {@link Labeled}, {@link Row}, {@link Batch}, {@link
 * Padded}, {@link JsonObject}, lists and maps of these, and what is {@link Fingerprinted}. An
 * object of another type has no checksum.
 */
public final class Fingerprint {
  /** So many elements of a data set are looked at, spread evenly over it. */
  public static final int SAMPLE = 64;

  private final CRC32C crc = new CRC32C();
  private boolean known = true;

  /** Of nothing yet. */
  public Fingerprint() {}

  /** Takes a value in, behind those before it. */
  public void add(@Nullable Object value) {
    known &= update(value);
  }

  /** Eight hexadecimal digits, null where a value of a type that is not covered was added. */
  public @Nullable String value() {
    return known ? String.format("%08x", crc.getValue()) : null;
  }

  /**
   * What tells a data set from another: its size and a checksum of up to {@value #SAMPLE} elements,
   * the first and the last among them. Elements that cannot be read count as not there; whoever
   * trains with them hears of it.
   */
  static String of(Dataset<?> data) {
    int n = data.size();
    int count = Math.min(n, SAMPLE);
    Fingerprint all = new Fingerprint();
    for (int i = 0; i < count; i++) {
      int index = count == 1 ? 0 : (int) ((long) i * (n - 1) / (count - 1));
      try {
        all.add(data.get(index));
      } catch (RuntimeException e) {
        all.add("unreadable");
      }
    }
    String sum = all.value();
    String of = count < n ? " of " + count + " of them" : "";
    return n + " elements" + (sum == null || n == 0 ? "" : ", checksum " + sum + of);
  }

  private boolean update(@Nullable Object v) {
    if (v instanceof Tensor t) {
      return tensor(t);
    } else if (v instanceof Fingerprinted f) {
      return update(f.content());
    } else if (v instanceof Batch b) {
      return update(b.x()) & update(b.y()) & update(b.indices());
    } else if (v instanceof Padded p) {
      return update(p.values()) & update(p.lengths()) & update(p.indices());
    } else if (v instanceof Labeled<?> l) {
      return update(l.value()) & update(l.label());
    } else if (v instanceof Image i) {
      return update(i.shape().dims()) & update(i.values());
    } else if (v instanceof Row r) {
      return update(r.features()) & update(r.target());
    } else if (v instanceof List<?> list) {
      return list(list);
    } else if (v instanceof Map<?, ?> map) {
      return list(List.copyOf(map.keySet())) & list(new java.util.ArrayList<>(map.values()));
    } else if (v instanceof JsonObject
        || v instanceof CharSequence
        || v instanceof Number
        || v instanceof Boolean
        || v instanceof Character
        || v instanceof Enum<?>
        || v == null) {
      return bytes((v + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return array(v);
  }

  private boolean list(List<?> all) {
    boolean r = update(all.size());
    for (Object o : all) {
      r &= update(o);
    }
    return r;
  }

  private boolean tensor(Tensor t) {
    try {
      OutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), crc);
      Safetensors.write(out, Map.of("", t), Map.of());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean array(Object v) {
    if (v instanceof byte[] a) {
      return bytes(a);
    } else if (v instanceof float[] a) {
      ByteBuffer b = ByteBuffer.allocate(a.length * Float.BYTES);
      b.asFloatBuffer().put(a);
      return bytes(b.array());
    } else if (v instanceof double[] a) {
      ByteBuffer b = ByteBuffer.allocate(a.length * Double.BYTES);
      b.asDoubleBuffer().put(a);
      return bytes(b.array());
    } else if (v instanceof int[] a) {
      ByteBuffer b = ByteBuffer.allocate(a.length * Integer.BYTES);
      b.asIntBuffer().put(a);
      return bytes(b.array());
    } else if (v instanceof long[] a) {
      ByteBuffer b = ByteBuffer.allocate(a.length * Long.BYTES);
      b.asLongBuffer().put(a);
      return bytes(b.array());
    } else if (v instanceof boolean[] a) {
      byte[] b = new byte[a.length];
      for (int i = 0; i < b.length; i++) {
        b[i] = (byte) (a[i] ? 1 : 0);
      }
      return bytes(b);
    } else if (v instanceof Object[] a) {
      return list(java.util.Arrays.asList(a));
    }
    return false;
  }

  private boolean bytes(byte[] b) {
    crc.update(b);
    return true;
  }
}
