package io.cotangent.suite;

import io.cotangent.DType;
import io.cotangent.kit.ForwardingBackend;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Counts the bytes of large buffers between being allocated and given back. */
final class LiveBackend extends ForwardingBackend {
  private final Set<Buffer> live = Collections.newSetFromMap(new IdentityHashMap<>());
  private long bytes;
  private long peak;

  LiveBackend(Backend backend) {
    super(backend);
  }

  long peak() {
    return peak;
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    Buffer b = super.allocate(dtype, size);
    if (b.recyclable() && live.add(b)) {
      bytes += (long) size * dtype.bytes();
      peak = Math.max(peak, bytes);
    }
    return b;
  }

  @Override
  public void recycle(Buffer buffer) {
    if (live.remove(buffer)) {
      bytes -= (long) buffer.size() * buffer.dtype().bytes();
    }
    super.recycle(buffer);
  }
}
