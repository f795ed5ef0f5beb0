package io.cotangent.io;

import io.cotangent.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * An open safetensors file, of which one tensor at a time is read: for files that are larger than
 * the memory, and for those of which little is wanted.
 *
 * <pre>{@code
 * try (SafetensorsFile file = SafetensorsFile.open(path)) {
 *   Tensor w = file.read("lm_head.weight");
 * }
 * }</pre>
 *
 * <p>The whole header is checked when the file is opened, as {@link Safetensors} says. In memory
 * are the header, 64 KB of the file, and the tensor that is read, for a moment twice: as an array
 * and as the backend's buffer; the size of the file does not matter. It is read at positions, not
 * mapped into memory: where the file lies in the system's cache mapping saves a copy, but a mapped
 * file that another process cuts ends in an error of the JVM, not in one that names the tensor.
 *
 * <p>Several threads may read.
 */
public final class SafetensorsFile implements AutoCloseable {
  private final Source source;
  private final SafetensorsHeader header;

  private SafetensorsFile(Source source, SafetensorsHeader header) {
    this.source = source;
    this.header = header;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws DataFormatException if it is missing, cut, damaged or of another kind
   */
  public static SafetensorsFile open(Path file) {
    Source s = Source.open(file);
    try {
      return s.doing(open -> new SafetensorsFile(open, SafetensorsHeader.read(open)));
    } catch (RuntimeException e) {
      closed(s, e);
      throw e;
    }
  }

  private static void closed(Source s, RuntimeException cause) {
    try {
      s.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** What the file holds. */
  public Safetensors.Contents contents() {
    return header.contents();
  }

  /** The names of its tensors, in the order of the header. */
  public Set<String> names() {
    return contents().tensors().keySet();
  }

  /**
   * A tensor, on the current backend.
   *
   * @throws DataFormatException if the file has none of this name, listing those that it has; if it
   *     cannot be read or was cut meanwhile; or if the tensor is larger than half of the JVM's
   *     memory
   */
  public Tensor read(String name) {
    SafetensorsHeader.Entry e = header.entries.get(name);
    if (e == null) {
      throw source.error(
          "there is no tensor '" + name + "'; there are " + String.join(", ", names()));
    }
    return source.doing(
        s -> {
          MemoryLimit.require((double) e.shape().size() * e.type().dtype().bytes(), s.name());
          return Safetensors.tensor(s, header, e);
        });
  }

  /** Closes the file; tensors that were read stay. */
  @Override
  public void close() {
    try {
      source.close();
    } catch (IOException e) {
      throw new DataFormatException(source.name() + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
