package io.cotangent.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.data.Csv;
import io.cotangent.data.Prepared;
import io.cotangent.io.Safetensors;
import io.cotangent.random.Rng;
import io.cotangent.train.Reproduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/training.md run, and the page shows what runs. */
class TrainingGuideTest {
  @TempDir Path folder = Path.of("");

  /** Three kinds of flower by a length, a width that is sometimes unknown, and a colour. */
  private Path flowers() throws IOException {
    StringBuilder csv = new StringBuilder("length,width,colour,species\n");
    Rng rng = new Rng(3);
    String[] species = {"daisy", "lily", "rose"};
    String[] colours = {"white", "yellow", "red"};
    for (int i = 0; i < 300; i++) {
      int s = i % 3;
      String width = i % 17 == 0 ? "" : String.valueOf(5 - s + rng.normals(1)[0] / 2);
      String colour = colours[rng.nextDouble() < 0.7 ? s : rng.nextInt(3)];
      csv.append(2 * s + rng.normals(1)[0] / 2)
          .append(',')
          .append(width)
          .append(',')
          .append(colour);
      csv.append(',').append(species[s]).append('\n');
    }
    return Files.writeString(folder.resolve("flowers.csv"), csv);
  }

  @Test
  void aTableIsLearntSavedLoadedAndAsked() throws IOException {
    Flowers.train(flowers(), folder);
    assertThat(Flowers.classify(folder, Map.of("length", 0.1, "width", 5, "colour", "white")))
        .isEqualTo("daisy");
    assertThat(Flowers.classify(folder, Map.of("length", 4.2, "width", 3, "colour", "blue")))
        .isEqualTo("rose");
    assertThat(Files.readAllLines(folder.resolve("run").resolve("metrics.jsonl")))
        .last()
        .asString()
        .containsPattern("\"accuracy\":(0\\.9|1\\.0).*\"macro_f1\":(0\\.9|1\\.0)");
  }

  @Test
  void theRunIsReproduced() throws IOException {
    Path csv = flowers();
    Flowers.train(csv, folder);
    Flowers.reproduce(csv, folder);
    Reproduction r = Reproduction.compare(folder.resolve("run"), folder.resolve("again/run"));
    assertThat(r.isExact()).as(r.toString()).isTrue();
    assertThat(r.differences()).isEmpty();
    assertThat(Safetensors.contents(folder.resolve("flowers.safetensors")).metadata())
        .containsKeys("cotangent.settings", "cotangent.start", "cotangent.environment");
  }

  @Test
  void theLoopByHandLearnsToo() throws IOException {
    Rng rng = new Rng(1);
    Prepared data = Csv.read(flowers()).target("species").stratified(0.8, rng);
    double accuracy =
        Flowers.byHand(
            Flowers.network(data.preparation(), rng), data.training(16, rng), data.test(64));
    assertThat(accuracy).isGreaterThan(0.9);
  }

  @Test
  void thePageShowsTheCodeThatRuns() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "training.md"));
    assertThat(page)
        .contains(example("table"))
        .contains(example("loop"))
        .contains(example("reproduce"));
    assertThat(example("table").lines().filter(l -> !l.isBlank())).hasSizeLessThan(40);
    assertThat(example("loop").lines()).hasSizeLessThan(16);
  }

  private static String example(String name) throws IOException {
    String source =
        Files.readString(
            Path.of("src", "test", "java", "io", "cotangent", "example", "Flowers.java"));
    String begin = "// " + name + "\n";
    String body =
        source.substring(source.indexOf(begin) + begin.length(), source.indexOf("// end " + name));
    return body.lines()
        .map(l -> l.substring(Math.min(2, l.length())))
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }
}
