package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.Tensor;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Safetensors;
import io.cotangent.io.SafetensorsFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What memory it takes to read one tensor of a file. */
class SafetensorsMemoryTest {
  @TempDir Path folder = Path.of("");

  /** A file of 2.4 GB, most of it a hole; what is asked for lies behind it. */
  @Test
  void aFileBeyondTwoGigabytesTakesTheMemoryOfOneTensor() throws IOException {
    Path path = folder.resolve("large.safetensors");
    long hole = 2_400_000_000L;
    String header =
        "{\"hole\":{\"dtype\":\"F64\",\"shape\":[300000000],\"data_offsets\":[0,"
            + hole
            + "]},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":["
            + hole
            + ","
            + (hole + 8)
            + "]}}";
    try (SeekableByteChannel c =
        Files.newByteChannel(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      ByteBuffer b = ByteBuffer.allocate(8 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
      b.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
      c.write(b.flip());
      c.position(8 + header.length() + hole);
      c.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(3).putFloat(4).flip());
    }
    assertThat(Files.size(path)).isGreaterThan(Integer.MAX_VALUE);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.read("w").toFloats()).containsExactly(3, 4);
      assertThat(allocated(() -> file.read("w"))).isLessThan(1 << 20);
      assertThat(Safetensors.read(path, n -> n.equals("w"))).containsOnlyKeys("w");
      if (Runtime.getRuntime().maxMemory() < 2 * hole) {
        assertThatThrownBy(() -> file.read("hole"))
            .isInstanceOf(DataFormatException.class)
            .hasMessageContaining("holds 2,400,000,000 bytes, more than half of the JVM's memory");
      }
    }
  }

  /** Twice a tensor, not the file. */
  @Test
  void readingTakesTheTensorTwiceForAMoment() {
    long tensor = 250 * 1000 * 4;
    Path path = folder.resolve("a.safetensors");
    Tensor one = Tensor.ones(250, 1000);
    Safetensors.write(path, Map.of("t0", one, "t1", one, "t2", one, "t3", one));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      file.read("t0");
      assertThat(allocated(() -> file.read("t1"))).isBetween(tensor, 2 * tensor + (1 << 18));
    }
  }

  private static long allocated(Runnable work) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
