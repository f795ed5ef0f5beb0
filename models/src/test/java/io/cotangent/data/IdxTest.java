package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.Shape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Dataset d = Idx.dataset(dir, true);
    assertThat(d.size()).isEqualTo(3);
    assertThat(d.example()).isEqualTo(Shape.of(2, 2));
    assertThat(d.labels()).containsExactly(0, 1, 2);
    assertThat(d.features()[11]).isEqualTo((byte) 11);
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
    Path cutZip =
        write("d", java.util.Arrays.copyOf(zipped(idx(0x801, new int[] {4000}, 4000)), 40));
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
    assertThatThrownBy(() -> Idx.dataset(dir, false))
        .hasMessageContaining("holds 3 images, but")
        .hasMessageContaining("holds 2 labels; they must be as many");
    assertThatThrownBy(() -> Idx.dataset(dir, true))
        .hasMessageContaining(
            "there is no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in");
  }
}
