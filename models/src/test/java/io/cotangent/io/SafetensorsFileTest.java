package io.cotangent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  @TempDir Path folder = Path.of("");

  private Path small() {
    return file(250);
  }

  private Path file(int rows) {
    Path file = folder.resolve("a.safetensors");
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      all.put("t" + i, Tensor.full(i + 0.5, rows, rows * 4));
    }
    Safetensors.write(file, all, Map.of("k", "v"));
    return file;
  }

  @Test
  void tensorsAreReadOneAtATime() {
    try (SafetensorsFile file = SafetensorsFile.open(small())) {
      assertThat(file.names()).containsExactlyElementsOf(names());
      assertThat(file.contents().metadata()).containsEntry("k", "v");
      assertThat(file.contents().tensors().get("t3"))
          .isEqualTo(new Safetensors.Info("F32", DType.F32, Shape.of(250, 1000)));
      for (String n : List.of("t7", "t0", "t7")) {
        Tensor t = file.read(n);
        assertThat(t.shape()).isEqualTo(Shape.of(250, 1000));
        assertThat(t.toFloats()).containsOnly(n.charAt(1) - '0' + 0.5f);
      }
      assertThatThrownBy(() -> file.read("x"))
          .isInstanceOf(DataFormatException.class)
          .hasMessageEndingWith("there is no tensor 'x'; there are " + String.join(", ", names()));
    }
  }

  private static List<String> names() {
    return IntStream.range(0, 8).mapToObj(i -> "t" + i).toList();
  }

  @Test
  void threadsReadAtOnce() {
    try (SafetensorsFile file = SafetensorsFile.open(file(2))) {
      IntStream.range(0, 40_000)
          .parallel()
          .forEach(i -> assertThat(file.read("t" + i % 8).toFloats()[1]).isEqualTo(i % 8 + 0.5f));
    }
  }

  @Test
  void whatIsCutOrGoneIsNamed() throws IOException {
    Path path = small();
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      try (SeekableByteChannel c = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
        c.truncate(Files.size(path) - 4);
      }
      assertThat(file.read("t0").toFloats()).containsOnly(0.5f);
      assertThatThrownBy(() -> file.read("t7"))
          .isInstanceOf(DataFormatException.class)
          .hasMessage(path + ": ends early; it is cut off or damaged");
    }
    assertThatThrownBy(() -> SafetensorsFile.open(path)).isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none")))
        .hasMessageStartingWith("there is no file");
    SafetensorsFile closed = SafetensorsFile.open(small());
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.read("t0")).isInstanceOf(DataFormatException.class);
  }
}
