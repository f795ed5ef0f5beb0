package io.cotangent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cotangent.CotangentException;
import io.cotangent.Tensor;
import io.cotangent.data.Csv;
import io.cotangent.data.JsonLines;
import io.cotangent.data.Preparation;
import io.cotangent.random.Rng;
import io.cotangent.text.SubwordTrainer;
import io.cotangent.text.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What readers make of texts whose numbers, strings and brackets an attacker has chosen: a value or
 * a typed error that names the file, in time.
 */
class HostileTextTest {
  private static final long SLOW = 60_000_000_000L;

  @TempDir Path folder = Path.of("");

  private interface Reader {
    void read(String text) throws IOException;
  }

  /** How many were refused. */
  private static int refused(String text, String name, long seed, Reader reader) {
    Rng rng = new Rng(seed);
    int refused = 0;
    for (int i = 0; i < Damage.COUNT; i++) {
      String hostile = Damage.ofText(text, rng);
      long start = System.nanoTime();
      try {
        reader.read(hostile);
      } catch (CotangentException e) {
        refused++;
        assertThat(e).as(hostile).hasMessageContaining(name);
      } catch (IOException | RuntimeException | Error e) {
        fail("hostile text " + i + ": " + hostile, e);
      }
      assertThat(System.nanoTime() - start).as(hostile).isLessThan(SLOW);
    }
    assertThat(refused).as("most are refused").isGreaterThan(Damage.COUNT / 4);
    return refused;
  }

  private static final String JSON =
      "{\"format\":1,\"names\":[\"a\",\"b\"],\"deep\":{\"x\":[0.5,-1e-9,null],\"y\":true},\"n\":9007199254740993}";

  @Test
  void json() {
    refused(JSON, "a.json", 1, t -> JsonObject.of(Json.parse(t, "a.json"), "a.json"));
  }

  @Test
  void jsonLines() {
    Path file = folder.resolve("a.jsonl");
    refused(
        "{\"a\":1,\"b\":[2]}\n{\"a\":3,\"b\":[]}\n",
        "a.jsonl",
        2,
        t -> {
          Files.writeString(file, t);
          JsonLines.read(file);
        });
  }

  @Test
  void headersOfSafetensors() throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("w", Tensor.ones(3, 4));
    all.put("b", Tensor.of(new long[] {1, 2, 3, 4}));
    all.put("s", Tensor.of(1.5));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, all, Map.of("k", "v"));
    byte[] file = out.toByteArray();
    int n = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(file, 8, n, StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOfRange(file, 8 + n, file.length);
    refused(
        header,
        "a.safetensors",
        3,
        t -> {
          byte[] h = t.getBytes(StandardCharsets.UTF_8);
          ByteBuffer b = ByteBuffer.allocate(8 + h.length + data.length);
          b.order(ByteOrder.LITTLE_ENDIAN).putLong(h.length).put(h).put(data);
          Safetensors.read(new ByteArrayInputStream(b.array()), "a.safetensors");
        });
  }

  @Test
  void headersOfNpy() {
    refused(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n".replace('\'', '"'),
        "a.npy",
        4,
        t -> {
          byte[] h = t.replace('"', '\'').getBytes(StandardCharsets.ISO_8859_1);
          ByteBuffer b = ByteBuffer.allocate(10 + h.length + 48);
          b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
          b.put((byte) 0).order(ByteOrder.LITTLE_ENDIAN).putShort((short) h.length).put(h);
          Npy.read(new ByteArrayInputStream(b.array()), "a.npy");
        });
  }

  @Test
  void preparations() throws IOException {
    Path csv = Files.writeString(folder.resolve("a.csv"), "x,c,y\n1,a,p\n2,b,q\n,a,p\n4,b,q\n");
    Path file = folder.resolve("a.json");
    Csv.read(csv).target("y").stratified(0.5, new Rng(1)).preparation().save(file);
    refused(
        Files.readString(file),
        "a.json",
        5,
        t -> {
          Files.writeString(file, t);
          Preparation.read(file);
        });
  }

  /** What is read must also take a text apart. */
  @Test
  void tokenizers() throws IOException {
    List<String> texts = List.of("a low lower lowest", "a new newer newest, wide wider");
    SubwordTrainer trainer = SubwordTrainer.with().size(60);
    List<Tokenizer> all =
        List.of(
            trainer.bpe(texts), trainer.wordPiece(texts), trainer.size(300).byteLevelBpe(texts));
    Path file = folder.resolve("tokenizer.json");
    for (Tokenizer t : all) {
      t.write(file);
      String json = Files.readString(file);
      Rng rng = new Rng(6);
      for (int i = 0; i < Damage.COUNT / 5; i++) {
        Files.writeString(file, Damage.ofText(json, rng));
        try {
          Tokenizer.read(file).encode("the lowest of the newer ones");
        } catch (CotangentException e) {
          assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException | Error e) {
          fail("hostile tokenizer " + i + ": " + Files.readString(file), e);
        }
      }
    }
  }
}
