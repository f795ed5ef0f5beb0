package io.cotangent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  @TempDir private Path folder = Path.of("");

  static byte[] npy(String header, ByteBuffer data) {
    byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer b = ByteBuffer.allocate(10 + text.length + data.capacity());
    b.order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1);
    b.put((byte) 0).putShort((short) text.length).put(text).put(data.rewind());
    return b.array();
  }

  static String header(String type, boolean fortran, String shape) {
    return "{'descr': '"
        + type
        + "', 'fortran_order': "
        + (fortran ? "True" : "False")
        + ", 'shape': ("
        + shape
        + "), }";
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("a.npy"), content);
  }

  private static ByteBuffer doubles(ByteOrder order, double... values) {
    ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(order);
    for (double v : values) {
      b.putDouble(v);
    }
    return b;
  }

  @Test
  void readsEitherByteOrderAndEitherOrderOfAxes() throws IOException {
    ByteBuffer little = doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6);
    Tensor c = Npy.read(file(npy(header("<f8", false, "2, 3"), little)));
    assertThat(c.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(c.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    Tensor f = Npy.read(file(npy(header("<f8", true, "2, 3"), little)));
    assertThat(f.toDoubles()).containsExactly(1, 3, 5, 2, 4, 6);
    ByteBuffer big = doubles(ByteOrder.BIG_ENDIAN, 7);
    Tensor scalar = Npy.read(file(npy(header(">f8", false, ""), big)));
    assertThat(scalar.shape()).isEqualTo(Shape.SCALAR);
    assertThat(scalar.item()).isEqualTo(7);
  }

  @Test
  void readsTruthValuesAndIntegers() throws IOException {
    Tensor b =
        Npy.read(file(npy(header("|b1", false, "3,"), ByteBuffer.wrap(new byte[] {1, 0, 1}))));
    assertThat(b.dtype()).isEqualTo(DType.BOOL);
    assertThat(b.toLongs()).containsExactly(1, 0, 1);
    ByteBuffer i = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(9);
    assertThat(Npy.read(file(npy(header("<i4", false, "2,"), i))).toLongs()).containsExactly(-1, 9);
  }

  @Test
  void readsArchivesByName() throws IOException {
    Path npz = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(npz))) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(npy(header("<f8", false, "1,"), doubles(ByteOrder.LITTLE_ENDIAN, 4)));
    }
    assertThat(Npy.readAll(npz))
        .hasSize(1)
        .hasEntrySatisfying("x", x -> assertThat(x.item()).isEqualTo(4));
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    ByteBuffer two = doubles(ByteOrder.LITTLE_ENDIAN, 1, 2);
    refused("16 bytes of data, shape [3] takes 24", npy(header("<f8", false, "3,"), two));
    refused("elements of type c16", npy(header("<c16", false, "1,"), two));
    refused("lacks", npy("{}", two));
    refused(
        "does not begin as an .npy file does",
        "hello, this is text".getBytes(StandardCharsets.UTF_8));
    refused("ends early", Arrays.copyOf(npy(header("<f8", false, "2,"), two), 9));
    refused("has the axis '-1'", npy(header("<f8", false, "-1,"), two));
    refused("has the axis '99999999999'", npy(header("<f8", false, "99999999999,"), two));
    refused("more than 2147483639 elements", npy(header("<f8", false, "65536, 65536"), two));
    refused("has no shape, which is a tuple", npy(header("<f8", false, "3"), two));
    refused("elements of type f999", npy(header("<f999", false, "2,"), two));
    refused("lacks descr", npy("{'descr': [('a', '<f4')], 'fortran_order': False}", two));
    assertThatThrownBy(() -> Npy.read(folder.resolve("gone.npy")))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("gone.npy");
  }

  @Test
  void otherFormatsThanOneToThreeAreRefused() throws IOException {
    byte[] good = npy(header("<f8", false, "1,"), doubles(ByteOrder.LITTLE_ENDIAN, 1));
    for (int version : new int[] {0, 4, 9, 0x80, 0xFF}) {
      byte[] other = good.clone();
      other[6] = (byte) version;
      refused("format " + version + ".0; read are 1.0, 2.0 and 3.0", other);
    }
    byte[] minor = good.clone();
    minor[7] = 1;
    refused("format 1.1", minor);
    byte[] long2 = good.clone();
    long2[6] = 2;
    refused("a header of", long2);
  }

  @Test
  void everyHeaderThatNumpyWritesIsRead() throws IOException {
    ByteBuffer one = doubles(ByteOrder.LITTLE_ENDIAN, 1);
    for (String header :
        new String[] {
          "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }          ",
          "{'shape': (1L,), 'fortran_order': False, 'descr': '<f8'}",
          "{\"descr\": \"<f8\", \"fortran_order\": True, \"shape\": (1, 1)}",
        }) {
      assertThat(Npy.read(file(npy(header, one))).item()).as(header).isEqualTo(1);
    }
    assertThat(Npy.read(file(npy(header("<f8", false, "3, 0"), ByteBuffer.allocate(0)))).shape())
        .isEqualTo(Shape.of(3, 0));
  }

  @Test
  void damageGivesATensorOrATypedError() {
    byte[] good =
        npy(header("<f8", false, "2, 3"), doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6));
    byte[] headerOnly = Arrays.copyOf(good, good.length - 40);
    Rng rng = new Rng(5);
    for (int i = 0; i < Damage.COUNT; i++) {
      byte[] damaged = Damage.of(i % 2 == 0 ? good : headerOnly, rng);
      try {
        Npy.read(new ByteArrayInputStream(damaged), "a.npy");
      } catch (DataFormatException e) {
        assertThat(e).hasMessageContaining("a.npy");
      } catch (RuntimeException | Error e) {
        fail("damage " + i, e);
      }
    }
  }

  @Test
  void whatIsWrittenComesBackAndIsWhatNumpyWrites() throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("a/b", Tensor.of(1, 2, 3).reshape(3, 1).transpose(0, 1));
    all.put("f8", Tensor.of(new double[] {0.1, -0.0}));
    all.put("i8", Tensor.of(new long[] {Long.MIN_VALUE, 5}).reshape(2, 1));
    all.put("i4", Tensor.of(new int[] {7}));
    all.put("b1", Tensor.of(new boolean[] {true, false, true}));
    all.put("scalar", Tensor.of(1.5).reshape());
    all.put("empty", Tensor.zeros(0, 4));
    Path npz = folder.resolve("a.npz");
    Npy.writeAll(npz, all);
    Map<String, Tensor> back = Npy.readAll(npz);
    assertThat(back).containsOnlyKeys(all.keySet());
    back.forEach((n, t) -> same(Objects.requireNonNull(all.get(n)), t));
    Path npy = folder.resolve("a.npy");
    for (Tensor t : all.values()) {
      Npy.write(npy, t);
      same(t, Npy.read(npy));
    }
    Npy.write(npy, Tensor.of(new long[] {1, 2}));
    String numpy =
        "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }" + " ".repeat(60) + "\n";
    assertThat(new String(Files.readAllBytes(npy), StandardCharsets.ISO_8859_1))
        .startsWith("\u0093NUMPY\1\0v\0" + numpy)
        .hasSize(128 + 16);
    assertThatThrownBy(() -> Npy.writeAll(npz, Map.of("", Tensor.of(1))))
        .isInstanceOf(io.cotangent.ArgumentException.class);
    assertThat(Npy.readAll(npz)).as("the former file stays").hasSize(7);
  }

  private static void same(Tensor a, Tensor b) {
    assertThat(b.dtype()).isEqualTo(a.dtype());
    assertThat(b.shape()).isEqualTo(a.shape());
    assertThat(b.toArray()).isEqualTo(a.toArray());
  }

  private void refused(String why, byte[] content) throws IOException {
    Path f = file(content);
    assertThatThrownBy(() -> Npy.read(f))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("a.npy")
        .hasMessageContaining(why);
  }
}
