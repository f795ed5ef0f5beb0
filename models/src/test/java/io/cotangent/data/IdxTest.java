package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cotangent.Shape;
import io.cotangent.data.Idx.Content;
import io.cotangent.io.Damage;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.MemoryLimit;
import io.cotangent.random.Rng;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir Path dir;

  private static byte[] idx(int magic, int[] dims, int bytes) {
    try {
      ByteArrayOutputStream b = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(b);
      out.writeInt(magic);
      for (int d : dims) {
        out.writeInt(d);
      }
      for (int i = 0; i < bytes; i++) {
        out.write(i);
      }
      return b.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(dir.resolve(name), content);
  }

  private static byte[] zipped(byte[] content) throws IOException {
    ByteArrayOutputStream b = new ByteArrayOutputStream();
    try (GZIPOutputStream z = new GZIPOutputStream(b)) {
      z.write(content);
    }
    return b.toByteArray();
  }

  @Test
  void readsPlainAndZippedFiles() throws IOException {
    write("train-images-idx3-ubyte", idx(0x803, new int[] {3, 2, 2}, 12));
    write("train-labels-idx1-ubyte.gz", zipped(idx(0x801, new int[] {3}, 3)));
    ByteImages d = Idx.dataset(dir, true, 10);
    assertThat(d.size()).isEqualTo(3);
    assertThat(d.shape()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(List.of(d.label(0), d.label(1), d.label(2))).containsExactly(0, 1, 2);
    assertThat(d.bytes(2)[3]).isEqualTo((byte) 11);
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path wrong = write("a", idx(0x801, new int[] {4}, 4));
    assertThatThrownBy(() -> Idx.read(wrong, 3))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(
            "the magic number is 0x00000801, not 0x00000803 (unsigned bytes with 3 axes); this is no such IDX file");
    Path shortData = write("b", idx(0x803, new int[] {2, 2, 2}, 5));
    assertThatThrownBy(() -> Idx.read(shortData, 3))
        .hasMessageContaining(
            "holds 5 bytes of data, but its header [2, 2, 2] promises 8; it is truncated");
    Path shortHeader = write("c", new byte[] {0, 0, 8, 3, 0, 0});
    assertThatThrownBy(() -> Idx.read(shortHeader, 3))
        .hasMessageContaining("the file ends early; it is truncated");
    Path cutZip = write("d", Arrays.copyOf(zipped(idx(0x801, new int[] {4000}, 4000)), 40));
    assertThatThrownBy(() -> Idx.read(cutZip, 1)).hasMessageContaining("truncated");
    Path longer = write("e", idx(0x801, new int[] {4}, 6));
    assertThatThrownBy(() -> Idx.read(longer, 1))
        .hasMessageContaining("goes on after the 4 bytes that its header [4] promises");
    Path negative = write("f", idx(0x801, new int[] {-4}, 6));
    assertThatThrownBy(() -> Idx.read(negative, 1))
        .hasMessageContaining("length -4 of axis 0 is negative");
  }

  @Test
  void imagesAndLabelsMustBeAsMany() throws IOException {
    write("t10k-images-idx3-ubyte", idx(0x803, new int[] {3, 2, 2}, 12));
    write("t10k-labels-idx1-ubyte", idx(0x801, new int[] {2}, 2));
    assertThatThrownBy(() -> Idx.dataset(dir, false, 10))
        .hasMessageContaining("holds 3 images, but")
        .hasMessageContaining("holds 2 labels; they must be as many");
    assertThatThrownBy(() -> Idx.dataset(dir, true, 10))
        .hasMessageContaining(
            "there is no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in");
  }

  @Test
  void aLabelOutsideTheClassesNamesFileAndExample() throws IOException {
    write("train-images-idx3-ubyte", idx(0x803, new int[] {12, 1, 1}, 12));
    write("train-labels-idx1-ubyte", idx(0x801, new int[] {12}, 12));
    assertThatThrownBy(() -> Idx.dataset(dir, true, 10))
        .isInstanceOf(DataFormatException.class)
        .hasMessageEndingWith("train-labels-idx1-ubyte: label 10 of example 10 is not from 0 to 9");
    assertThat(Idx.dataset(dir, true, 12).size()).isEqualTo(12);
  }

  @Test
  void bytesAfterTheGzipStreamAreRefused() throws IOException {
    byte[] good = zipped(idx(0x801, new int[] {4000}, 4000));
    for (int more : new int[] {1, 8, 30, 5000}) {
      Path file = write("more", Arrays.copyOf(good, good.length + more));
      assertThatThrownBy(() -> Idx.read(file, 1))
          .as("%d bytes", more)
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("more: cannot be read: bytes follow the gzip stream");
    }
  }

  @Test
  void hugeLengthsAreRefused() throws IOException {
    for (int[] dims :
        new int[][] {{0, Integer.MAX_VALUE, Integer.MAX_VALUE}, {Integer.MAX_VALUE, 9, 9}}) {
      Path file = write("huge", idx(0x803, dims, 9));
      assertThatThrownBy(() -> Idx.read(file, 3))
          .isInstanceOf(DataFormatException.class)
          .hasMessageContaining("are too large to be true");
    }
    assertThatThrownBy(() -> MemoryLimit.require(1e18, "bomb.gz"))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("bomb.gz: holds 1,000,000,000,000,000,000 bytes, more than half");
    Path dense = write("dense", idx(0x801, new int[] {Integer.MAX_VALUE - 8}, 9));
    assertThatThrownBy(() -> Idx.read(dense, 1))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("dense: holds ");
  }

  @Test
  void damageGivesTheContentOrATypedError() throws IOException {
    byte[] plain = idx(0x803, new int[] {3, 2, 2}, 12);
    byte[] zipped = zipped(plain);
    Content good = Idx.read(write("damaged", plain), 3);
    Rng rng = new Rng(3);
    for (int i = 0; i < Damage.COUNT; i++) {
      boolean zip = i % 2 == 0;
      byte[] damaged = Damage.of(zip ? zipped : plain, rng);
      try {
        Content c = Idx.read(new ByteArrayInputStream(damaged), "damaged", 3);
        if (zip) {
          assertThat(c.data()).as("damage %d", i).isEqualTo(good.data());
        }
      } catch (DataFormatException e) {
        assertThat(e).hasMessageContaining("damaged");
      } catch (RuntimeException | Error e) {
        fail("damage " + i, e);
      }
    }
  }
}
