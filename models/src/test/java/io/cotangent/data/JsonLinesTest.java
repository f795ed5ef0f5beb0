package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir Path folder = Path.of("");

  @Test
  void objectsAreReadLineByLine() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"), "\uFEFF{\"x\": 1}\n\n{\"x\": 2}\r\n{\"x\": 3}");
    Dataset<JsonObject> all = JsonLines.read(file);
    assertThat(DatasetTest.all(all).stream().map(o -> o.getLong("x"))).containsExactly(1L, 2L, 3L);
    assertThat(all.fingerprint()).startsWith("3 lines of a.jsonl, ");
    StreamingDataset<Long> stream = JsonLines.stream(file).map(o -> o.getLong("x"));
    assertThat(DatasetTest.all(stream.elements(1))).containsExactly(1L, 2L, 3L);
    assertThat(JsonLines.read(Files.writeString(folder.resolve("e"), "")).size()).isZero();
  }

  @Test
  void faultsHaveFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jsonl"), "{\"x\": 1}\n\n{\"x\": }\n");
    assertThatThrownBy(() -> JsonLines.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file + ", line 3");
    Files.writeString(file, "{\"x\": 1}\n[2]\n");
    assertThatThrownBy(() -> JsonLines.read(file))
        .hasMessage(file + ", line 2: must be a JSON object, is a list");
    Files.writeString(file, "{\"x\": 1}\n{\"y\": 1}\n");
    assertThatThrownBy(() -> JsonLines.read(file).get(1).getLong("x"))
        .hasMessage(file + ", line 2: 'x' is missing; must be an integer");
    Files.write(file, "{\"x\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> JsonLines.read(file)).hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> JsonLines.stream(folder.resolve("gone")))
        .hasMessageContaining("there is no file");
  }
}
