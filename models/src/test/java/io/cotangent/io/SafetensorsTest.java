package io.cotangent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Parameter;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Safetensors: all tensors and the right ones, or one sentence that names file and tensor. */
class SafetensorsTest {
  @TempDir Path folder = Path.of("");

  static byte[] file(String header, byte... data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  private static String entry(String name, String dtype, String shape, long from, long to) {
    return String.format(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
        name, dtype, shape, from, to);
  }

  private static byte[] one(String dtype, String shape, byte... data) {
    return file("{" + entry("w", dtype, shape, 0, data.length) + "}", data);
  }

  private static Map<String, Tensor> read(byte[] file) {
    return Safetensors.read(new ByteArrayInputStream(file), "a.safetensors");
  }

  private static Tensor only(byte[] file) {
    return read(file).values().iterator().next();
  }

  private static void refused(String why, byte[] file) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("a.safetensors: ")
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static byte[] little(int bytes, long... values) {
    ByteBuffer b = ByteBuffer.allocate(bytes * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : values) {
      for (int i = 0; i < bytes; i++) {
        b.put((byte) (v >>> 8 * i));
      }
    }
    return b.array();
  }

  private static void reads(String type, DType as, byte[] data, int n, double... values) {
    Tensor t = only(one(type, "[" + n + "]", data));
    assertThat(t.dtype()).as(type).isEqualTo(as);
    assertThat(t.toDoubles()).as(type).isEqualTo(values);
  }

  @Test
  void everyTypeOfTheFormatIsRead() {
    reads(
        "F64",
        DType.F64,
        little(8, Double.doubleToRawLongBits(0.1), Double.doubleToRawLongBits(-1e300)),
        2,
        0.1,
        -1e300);
    reads("F32", DType.F32, little(4, Float.floatToRawIntBits(0.1f)), 1, 0.1f);
    double inf = Double.POSITIVE_INFINITY;
    reads(
        "F16",
        DType.F32,
        little(2, 0x3C00, 0xC000, 0x7BFF, 1, 0x83FF, 0x0400, 0x8000, 0xFC00, 0x7E00),
        9,
        1,
        -2,
        65504,
        0x1p-24,
        -1023 * 0x1p-24,
        0x1p-14,
        -0.0,
        -inf,
        Double.NaN);
    reads("BF16", DType.F32, little(2, 0x3F80, 0xC040, 0xFF80, 0x0001), 4, 1, -3, -inf, 0x1p-133);
    reads(
        "F8_E4M3",
        DType.F32,
        little(1, 0x38, 0xB8, 0x7E, 1, 7, 8, 0x80, 0x7F, 0xFF),
        9,
        1,
        -1,
        448,
        0x1p-9,
        7 * 0x1p-9,
        0x1p-6,
        -0.0,
        Double.NaN,
        Double.NaN);
    reads(
        "F8_E5M2",
        DType.F32,
        little(1, 0x3C, 0xC0, 0x7B, 1, 0x7C, 0xFC, 0x7E),
        7,
        1,
        -2,
        57344,
        0x1p-16,
        inf,
        -inf,
        Double.NaN);
    reads("I64", DType.I64, little(8, -5, 1L << 40), 2, -5, 1L << 40);
    reads("I32", DType.I32, little(4, -5, Integer.MAX_VALUE), 2, -5, Integer.MAX_VALUE);
    reads("I16", DType.I32, little(2, -5, 0x8000), 2, -5, -32768);
    reads("I8", DType.I32, little(1, -5, 0x80), 2, -5, -128);
    reads("U8", DType.I32, little(1, 200, 0), 2, 200, 0);
    reads("U16", DType.I32, little(2, 60000), 1, 60000);
    reads("U32", DType.I64, little(4, 4_000_000_000L), 1, 4_000_000_000L);
    reads("U64", DType.I64, little(8, Long.MAX_VALUE), 1, Long.MAX_VALUE);
    reads("BOOL", DType.BOOL, little(1, 1, 0, 1), 3, 1, 0, 1);
  }

  @Test
  void valuesThatCannotBeAreRefusedByTheirElement() {
    refused(
        "tensor 'w': element 1 is 18446744073709551615, more than I64 holds",
        one("U64", "[2]", little(8, 1, -1)));
    refused("tensor 'w': element 2 is 2, a BOOL is 0 or 1", one("BOOL", "[3]", little(1, 1, 0, 2)));
  }

  @Test
  void whatIsWrittenComesBackToTheBit() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("flags", Tensor.of(new boolean[] {true, false, true}));
    all.put("w", Tensor.of(new float[] {1, Float.NaN, -0f, Float.MIN_VALUE}, 2, 2).transpose(0, 1));
    all.put("counts", Tensor.of(new int[] {1, -2, 3}));
    all.put("scalar", Tensor.scalar(DType.F64, Math.PI));
    all.put("steps", Tensor.of(new long[] {Long.MIN_VALUE, 7}, 2, 1));
    all.put("empty", Tensor.of(new float[0], 3, 0));
    all.put("ünïcode/../\"quoted\"\n", Tensor.of(1.5f));
    all.put("", Tensor.of(2.5f));
    Path path = folder.resolve("sub").resolve("a.safetensors");
    Safetensors.write(path, all, Map.of("format", "pt", "note", "täglich"));
    Map<String, Tensor> back = Safetensors.read(path);
    assertThat(back.keySet()).containsExactlyElementsOf(all.keySet());
    all.forEach(
        (n, t) ->
            assertThat(back)
                .hasEntrySatisfying(
                    n,
                    b -> {
                      assertThat(b.dtype()).isEqualTo(t.dtype());
                      assertThat(b.shape()).isEqualTo(t.shape());
                      assertThat(b.toArray()).as(n).isEqualTo(t.toArray());
                    }));
    Safetensors.Contents contents = Safetensors.contents(path);
    assertThat(contents.metadata())
        .containsOnly(Map.entry("format", "pt"), Map.entry("note", "täglich"));
    assertThat(contents.tensors())
        .containsEntry("w", new Safetensors.Info("F32", DType.F32, Shape.of(2, 2)));
    assertThat(Safetensors.read(path, n -> n.startsWith("s")).keySet())
        .containsExactly("scalar", "steps");
  }

  @Test
  void dataAreAlignedAndTheHeaderEndsInSpaces() throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("b", Tensor.of(new boolean[] {true}));
    all.put("d", Tensor.of(1.0));
    all.put("f", Tensor.of(1f));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, all, Map.of());
    byte[] bytes = out.toByteArray();
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    String json = new String(bytes, 8, (int) header, StandardCharsets.UTF_8);
    assertThat(json)
        .startsWith("{\"b\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[12,13]}")
        .contains("\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}")
        .contains("\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}");
    assertThat(bytes).hasSize(8 + (int) header + 13);
  }

  /** What the library of Hugging Face (safetensors.numpy.save, 0.8.0) wrote. */
  private static final String OFFICIAL =
      "iAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJucCJ9LCJjb3VudCI6eyJkdHlwZSI6Ikk2NCIsInNo"
          + "YXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwib25lIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOltdLCJk"
          + "YXRhX29mZnNldHMiOlsxNiwyNF19LCJub25lIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDRdLCJkYXRhX29m"
          + "ZnNldHMiOlsyNCwyNF19LCJ3ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0"
          + "cyI6WzI0LDQ4XX0sImhhbGYiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls0OCw1"
          + "NF19LCJtYXNrIjp7ImR0eXBlIjoiQk9PTCIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzU0LDU2XX19ICAg"
          + "ICAgIP//////////AgAAAAAAAAAAAAAAAAAKQAAAAAAAAAA/AACAPwAAwD8AAABAAAAgQAA4AMD/ewEA";

  @Test
  void whatTheOfficialLibraryWritesIsRead() {
    Map<String, Tensor> all = read(Base64.getDecoder().decode(OFFICIAL));
    assertThat(all.keySet())
        .containsExactlyInAnyOrder("half", "weight", "count", "mask", "none", "one");
    assertThat(all)
        .hasEntrySatisfying("half", t -> assertThat(t.toDoubles()).containsExactly(0.5, -2, 65504))
        .hasEntrySatisfying(
            "weight",
            t -> {
              assertThat(t.shape()).isEqualTo(Shape.of(2, 3));
              assertThat(t.toDoubles()).containsExactly(0, 0.5, 1, 1.5, 2, 2.5);
            })
        .hasEntrySatisfying("count", t -> assertThat(t.toLongs()).containsExactly(-1, 2))
        .hasEntrySatisfying(
            "mask", t -> assertThat(t.toArray()).isEqualTo(new boolean[] {true, false}))
        .hasEntrySatisfying("none", t -> assertThat(t.shape()).isEqualTo(Shape.of(0, 4)))
        .hasEntrySatisfying("one", t -> assertThat(t.item()).isEqualTo(3.25));
  }

  private static final byte[] FOUR = new byte[4];

  @Test
  void hostileHeadersAreRefused() {
    refused("not a safetensors file: it has 3 bytes", new byte[3]);
    byte[] huge = one("F32", "[1]", FOUR);
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 62);
    refused("its header would have 4611686018427387904 bytes", huge);
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(-1);
    refused("its header would have 18446744073709551615 bytes", huge);
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(5000);
    refused("its header has 5000 bytes, the file but", huge);
    refused("its header does not begin with '{'", file("[1,2,3]"));
    refused("its header is not JSON", file("{\"w\""));
    refused("its header is not JSON", file("{}\0\0\0"));
    refused("its header goes on after the JSON object", file("{} {}"));
    assertThat(read(file("{}   "))).isEmpty();
    byte[] latin = file("{\"?\":{}}");
    latin[10] = (byte) 0xE9;
    refused("its header is not UTF-8", latin);
    refused("tensor 'w': has the entry 'w'", file("{\"w\":".repeat(100_000)));
    refused("shape must be a list", file("{\"w\":{\"shape\":" + "[".repeat(100_000)));
    refused("must be an object of dtype", file("{\"w\":[[[[[[]]]]]]}"));
    refused("its header is not JSON", file("{\"" + "x".repeat(60_000) + "\":{}}"));
  }

  @Test
  void namesAndEntriesAreCheckedOneByOne() {
    String w = entry("w", "F32", "[1]", 0, 4);
    refused("tensor 'w': is there twice", file("{" + w + "," + w + "}", FOUR));
    refused(
        "tensor 'w': dtype is there twice",
        file(
            "{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            FOUR));
    refused("tensor 'w': has the entry 'x'", file("{\"w\":{\"x\":1}}"));
    refused("tensor 'w': lacks dtype, shape or data_offsets", file("{\"w\":{\"dtype\":\"F32\"}}"));
    refused("tensor 'w': must be an object", file("{\"w\":3}"));
    refused("tensor 'w': elements of type 'F4'; read are F64, F32", one("F4", "[1]", FOUR));
    refused("tensor 'w': dtype must be a string", file("{\"w\":{\"dtype\":3}}"));
    refused(
        "its header is not JSON: Unexpected low surrogate",
        file("{" + w.replace("\"w\"", "\"\\udc00\"") + "}", FOUR));
    refused("tensor '\\u000a\\u001b': lacks", file("{\"\\n\\u001b\":{}}"));
    refused("tensor '" + "y".repeat(120) + "…': lacks", file("{\"" + "y".repeat(500) + "\":{}}"));
    refused("__metadata__ must be an object", file("{\"__metadata__\":3}"));
    refused("__metadata__, 'a': must be a string", file("{\"__metadata__\":{\"a\":3}}"));
    refused(
        "__metadata__, 'a': is there twice", file("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}"));
    refused("__metadata__ is there twice", file("{\"__metadata__\":{},\"__metadata__\":{}}"));
  }

  @Test
  void shapesAndOffsetsAreHeldAgainstTheFile() {
    refused("shape must be a list of at most 64 integers", one("F32", "[1.0]", FOUR));
    refused("shape must be a list", one("F32", "\"1\"", FOUR));
    refused("shape must be a list", one("F32", "[" + "1,".repeat(70) + "1]", FOUR));
    refused("shape has -1; must be from 0", one("F32", "[-1]", FOUR));
    refused("shape has 99999999999999999999; must", one("F32", "[99999999999999999999]", FOUR));
    refused("has more than 2147483639 elements", one("F32", "[4294967296,4294967296]", FOUR));
    refused("has more than 2147483639 elements", one("F32", "[0,4294967296]"));
    refused("its offsets give it 4 bytes, F32 [2] takes 8", one("F32", "[2]", FOUR));
    String[] offsets = {"[0,8]", "[4,0]", "[9223372036854775807,9223372036854775807]"};
    for (String o : offsets) {
      String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":" + o + "}}";
      refused("tensor 'w': its data lie from", file(header, FOUR));
    }
    String three = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}";
    refused("data_offsets must be a list of two integers", file(three, FOUR));
    String overlap = entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[2]", 4, 12);
    refused(
        "tensor 'b': its data overlap those of tensor 'a'",
        file("{" + overlap + "}", new byte[12]));
    String gap = entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "F32", "[1]", 8, 12);
    refused("tensor 'b': before its data lie 4 bytes", file("{" + gap + "}", new byte[12]));
    refused(
        "tensor 'w': before its data lie 2",
        file("{" + entry("w", "F32", "[1]", 2, 6) + "}", new byte[6]));
    refused(
        "3 bytes follow the data of the last tensor, 'w'",
        file("{" + entry("w", "F32", "[1]", 0, 4) + "}", new byte[7]));
    refused("4 bytes follow the data of the last tensor", file("{}", FOUR));
  }

  @Test
  void unalignedScalarAndEmptyTensorsAreRead() {
    String header =
        "{"
            + entry("b", "BOOL", "[]", 0, 1)
            + ","
            + entry("none", "F32", "[0,5]", 1, 1)
            + ","
            + entry("f", "F32", "[]", 1, 5)
            + "}";
    Map<String, Tensor> all =
        read(file(header, (byte) 1, (byte) 0, (byte) 0, (byte) 0x80, (byte) 0x3F));
    assertThat(all).hasEntrySatisfying("f", t -> assertThat(t.item()).isEqualTo(1));
    assertThat(all)
        .hasEntrySatisfying("none", t -> assertThat(t.shape()).isEqualTo(Shape.of(0, 5)));
    assertThat(all).hasEntrySatisfying("b", t -> assertThat(t.shape()).isEqualTo(Shape.SCALAR));
  }

  @Test
  void aFileOfAnotherKindIsCalledByItsName() {
    Map<String, String> kinds =
        Map.of(
            "<!DOCTYPE html><html>no such model</html>", "a web page",
            "version https://git-lfs.github.com/spec/v1\noid sha256:00", "a Git LFS pointer",
            "PK\3\4 a zip archive of PyTorch", "a zip archive, as PyTorch's .bin",
            "\u0080\2}q\0(X\1\0\0\0wq\1", "a Python pickle",
            "GGUF\3\0\0\0 tokens", "a GGUF file",
            "{\"error\": \"not found\"}", "JSON");
    kinds.forEach(
        (content, kind) ->
            refused("; it seems to be " + kind, content.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void aPromiseOfMoreThanTheMemoryIsRefusedBeforeItIsMade() throws IOException {
    long elements = Math.min(2_000_000_000L, Runtime.getRuntime().maxMemory());
    Path sparse = folder.resolve("sparse.safetensors");
    Files.write(sparse, file("{" + entry("w", "F8_E4M3", "[" + elements + "]", 0, elements) + "}"));
    try (var f = new java.io.RandomAccessFile(sparse.toFile(), "rw")) {
      f.setLength(f.length() + elements);
    }
    assertThatThrownBy(() -> Safetensors.read(sparse))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("sparse.safetensors: holds ")
        .hasMessageContaining("more than half of the JVM's memory");
    assertThat(Safetensors.contents(sparse).tensors()).containsKey("w");
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("gone.safetensors")))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("gone.safetensors");
    assertThatThrownBy(() -> Safetensors.read(folder)).hasMessageContaining("is not a file");
  }

  @Test
  void aFailedWriteLeavesTheFormerFileAndNothingElse() throws IOException {
    Path path = folder.resolve("w.safetensors");
    Safetensors.write(path, Map.of("w", Tensor.of(1f)));
    byte[] before = Files.readAllBytes(path);
    assertThatThrownBy(() -> Safetensors.write(path, Map.of("__metadata__", Tensor.of(1f))))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Safetensors.write(path, Map.of("\ud800", Tensor.of(1f))))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("'\\ud800' is no text");
    assertThatThrownBy(
            () ->
                Durable.write(
                    path,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(WriteException.class)
        .hasMessage(path + ": cannot be written: No space left on device");
    assertThat(Files.readAllBytes(path)).isEqualTo(before);
    try (var all = Files.list(folder)) {
      assertThat(all).containsExactly(path);
    }
    assertThatThrownBy(() -> Safetensors.write(path.resolve("x"), Map.of("w", Tensor.of(1f))))
        .isInstanceOf(WriteException.class)
        .hasMessageContaining("cannot be written");
  }

  /** Two layers with one weight. */
  private static final class Tied extends Layer {
    private static final long serialVersionUID = 1;
    private final Linear a;
    private final Parameter b;

    Tied(Rng rng) {
      a = child("a", new Linear(3, 3, rng));
      b = parameter("b", a.parameters().get("weight"));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return a.apply(x).matmul(b.value());
    }
  }

  @Test
  void aTiedParameterIsSavedOnceAndTiedAgain() {
    Tied saved = new Tied(new Rng(1));
    Path path = folder.resolve("tied.safetensors");
    Safetensors.write(path, saved.stateDict());
    assertThat(Safetensors.contents(path).tensors()).hasSize(2);
    Tied loaded = new Tied(new Rng(2));
    loaded.load(Safetensors.read(path));
    assertThat(loaded.b).isSameAs(loaded.a.parameters().get("weight"));
    Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 3);
    assertThat(loaded.apply(x).toFloats()).isEqualTo(saved.apply(x).toFloats());
  }

  @Test
  void aCutFileIsRefusedAtEveryLength() {
    byte[] whole = sample();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(DataFormatException.class)
          .hasMessageStartingWith("a.safetensors: ");
    }
  }

  private static byte[] sample() {
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + String.join(
                ",",
                List.of(
                    entry("fc.weight", "F32", "[2,2]", 0, 16),
                    entry("fc.bias", "BF16", "[2]", 16, 20),
                    entry("steps", "U64", "[]", 20, 28)))
            + "}";
    return file(header, new byte[28]);
  }

  @Test
  void damageGivesTensorsOrATypedError() {
    byte[] whole = sample();
    byte[] headerOnly = Arrays.copyOf(whole, whole.length - 20);
    Rng rng = new Rng(17);
    for (int i = 0; i < Damage.COUNT; i++) {
      byte[] damaged = Damage.of(i % 2 == 0 ? whole : headerOnly, rng);
      try {
        read(damaged);
      } catch (DataFormatException e) {
        assertThat(e.getMessage()).startsWith("a.safetensors: ").doesNotContain("\n");
      } catch (RuntimeException | Error e) {
        fail("damage " + i, e);
      }
    }
  }
}
