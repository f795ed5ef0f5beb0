package io.cotangent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives: all tensors, and the right ones, or an error that names the file. */
class ArchiveTest {
  private static final Map<String, double[]> CONTENT =
      Map.of(
          "weight",
          new double[] {1, 2, 3, 4, 5, 6},
          "bias",
          new double[] {7, 8},
          "b",
          new double[3]);

  @TempDir private Path folder = Path.of("");

  private static byte[] npy(double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(values);
    return NpyTest.npy(NpyTest.header("<f8", false, values.length + ","), data);
  }

  /** An archive as {@code numpy.savez} (stored), {@code savez_compressed} or a pipe makes it. */
  private static byte[] archive(int method, boolean streamed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, double[]> e : CONTENT.entrySet()) {
        byte[] bytes = npy(e.getValue());
        ZipEntry entry = new ZipEntry(e.getKey() + ".npy");
        entry.setMethod(method);
        if (!streamed) {
          CRC32 crc = new CRC32();
          crc.update(bytes);
          entry.setCrc(crc.getValue());
          entry.setSize(bytes.length);
        }
        zip.putNextEntry(entry);
        zip.write(bytes);
      }
    }
    return out.toByteArray();
  }

  private static byte[] stored() throws IOException {
    return archive(ZipEntry.STORED, false);
  }

  /** What {@code numpy.savez_compressed} writes to a pipe: x = arange(3), y = [[True, False]]. */
  private static final String PIPED =
      "UEsDBC0ACAAIAAAAIQAAAAAA//////////8FABQAeC5ucHkBABAAAAAAAAAAAAAAAAAAAAAAAJvsF+obEMnIUMZQrZ6S"
          + "WpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GMGiwBxIOAFBLBwi2"
          + "jIZTSwAAAAAAAACMAAAAAAAAAFBLAwQtAAgACAAAACEAAAAAAP//////////BQAUAHkubnB5AQAQAAAAAAAAAAAA"
          + "AAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBek2SorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqG"
          + "OgpGmjoKtQpkAy5GBgBQSwcIEBk6GUgAAAAAAAAAggAAAAAAAABQSwECLQMtAAgACAAAACEAtoyGU0sAAACMAAAA"
          + "BQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAgACAAAACEAEBk6GUgAAACCAAAABQAAAAAAAAAAAAAAgAGa"
          + "AAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAAMQEAAAAA";

  @Test
  void whatNumpyWritesToAPipeIsRead() {
    Map<String, Tensor> all = read(Base64.getDecoder().decode(PIPED));
    assertThat(all.keySet()).containsExactly("x", "y");
    assertThat(all).hasEntrySatisfying("x", x -> assertThat(x.toFloats()).containsExactly(0, 1, 2));
    assertThat(all).hasEntrySatisfying("y", y -> assertThat(y.toLongs()).containsExactly(1, 0));
  }

  private static Map<String, Tensor> read(byte[] archive) {
    return Npy.readAll(new ByteArrayInputStream(archive), "a.npz");
  }

  private static void assertComplete(Map<String, Tensor> all, String description) {
    assertThat(all.keySet()).as(description).containsExactlyInAnyOrderElementsOf(CONTENT.keySet());
    all.forEach(
        (name, t) ->
            assertThat(t.toDoubles()).as("%s: %s", description, name).isEqualTo(CONTENT.get(name)));
  }

  @Test
  void storedCompressedAndStreamedArchivesAreRead() throws IOException {
    assertComplete(read(stored()), "stored");
    byte[] compressed = archive(ZipEntry.DEFLATED, true);
    assertComplete(read(compressed), "compressed, sizes in data descriptors");
    Path file = Files.write(folder.resolve("a.npz"), compressed);
    assertComplete(Npy.readAll(file), "from a file");
  }

  @Test
  void aCutArchiveIsRefusedAtEveryLength() throws IOException {
    for (byte[] whole : new byte[][] {stored(), archive(ZipEntry.DEFLATED, true)}) {
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> read(cut))
            .as("%d of %d bytes", length, whole.length)
            .isInstanceOf(DataFormatException.class)
            .hasMessageStartingWith("a.npz: ");
      }
    }
  }

  @Test
  void damageGivesTheRightTensorsOrATypedError() throws IOException {
    Rng rng = new Rng(11);
    for (byte[] whole : new byte[][] {stored(), archive(ZipEntry.DEFLATED, true)}) {
      int refused = 0;
      for (int i = 0; i < Damage.COUNT; i++) {
        byte[] damaged = Damage.of(whole, rng);
        try {
          assertComplete(read(damaged), "damage " + i);
        } catch (DataFormatException e) {
          refused++;
          assertThat(e).hasMessageStartingWith("a.npz");
        } catch (RuntimeException | Error e) {
          fail("damage " + i, e);
        }
      }
      assertThat(refused).isGreaterThan(Damage.COUNT / 2);
    }
  }

  @Test
  void theNameOfADamagedEntryIsInTheMessage() throws IOException {
    byte[] archive = stored();
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    int data = text.indexOf("\u0093NUMPY", text.indexOf("weight.npy"));
    archive[data + 100] ^= 1;
    refused("a.npz, entry weight.npy: its checksum is wrong; the archive is damaged", archive);
    byte[] renamed = stored();
    renamed[text.lastIndexOf("bias.npy")] = 'B';
    refused("entry Bias.npy: its header disagrees with the archive's directory", renamed);
  }

  @Test
  void anEmptyArchiveAndATextAreRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ZipOutputStream(out).close();
    refused("a.npz: an empty .npz archive", out.toByteArray());
    refused("a.npz: not a zip archive", "no zip".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Npy.readAll(folder.resolve("gone.npz")))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("gone.npz");
    assertThatThrownBy(() -> Npy.readAll(folder))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("is not a file");
  }

  /** A few kilobytes that promise, and would unpack to, more than the JVM has. */
  @Test
  void aBombIsRefusedBeforeItUnpacks() throws IOException {
    long elements = Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 4);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      byte[] head =
          NpyTest.npy(NpyTest.header("<f8", false, elements + ","), ByteBuffer.allocate(0));
      zip.write(head);
      byte[] zeros = new byte[1 << 20];
      zip.write(zeros);
    }
    byte[] promise = out.toByteArray();
    refused("a.npz, entry x.npy: 1048576 bytes of data, shape [" + elements + "]", promise);

    byte[] liar = promise.clone();
    int directory = new String(liar, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
    ByteBuffer.wrap(liar).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, 0x7FFFFFFF);
    refused("bytes cannot hold 2147483647; the archive is damaged", liar);
  }

  /** The name of an entry is a key and nothing else: no path is followed, nothing is written. */
  @Test
  void namesThatArePathsAreOnlyNames() throws IOException {
    byte[] file = two("../../x.npy", "/etc/passwd");
    assertThat(read(file)).containsOnlyKeys("../../x", "/etc/passwd");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aNameTwiceIsRefused() throws IOException {
    refused("a.npz: holds two entries named x", two("x", "x.npy"));
    String text = new String(two("x.npy", "y.npy"), StandardCharsets.ISO_8859_1);
    byte[] same = text.replace("y.npy", "x.npy").getBytes(StandardCharsets.ISO_8859_1);
    refused("a.npz: holds two entries named x", same);
  }

  private static byte[] two(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String n : names) {
        zip.putNextEntry(new ZipEntry(n));
        zip.write(npy(1, 2));
      }
    }
    return out.toByteArray();
  }

  private static void refused(String why, byte[] archive) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(why);
  }
}
