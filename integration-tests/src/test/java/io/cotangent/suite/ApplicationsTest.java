package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Backends;
import io.cotangent.cli.Main;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.spi.Backend;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each application in a form of seconds, on both backends. */
class ApplicationsTest {
  @TempDir Path dir;
  private final Backend before = Backends.current();
  private final PrintStream stdout = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void catchOutput() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(stdout);
    Backends.use(before);
  }

  private String run(String... args) {
    printed.reset();
    assertThat(Main.run(args)).as(String.join(" ", args)).isZero();
    return printed.toString(StandardCharsets.UTF_8).strip();
  }

  private JsonObject trained(String backend, String... args) {
    String[] more = {"--backend", backend, "--json", "--out", dir.resolve(args[0]).toString()};
    String out = run(Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new));
    String last = out.substring(out.lastIndexOf('\n') + 1);
    JsonObject r = JsonObject.of(Json.parse(last, args[0]), args[0]);
    assertThat(r.getString("backend")).isEqualTo(backend);
    return r;
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "nd4j"})
  void textsAreLearned(String backend) {
    for (String command : new String[] {"chargpt", "charlstm"}) {
      JsonObject r =
          trained(
              backend,
              command,
              "--steps",
              "60",
              "--eval-every",
              "30",
              "--warmup",
              "5",
              "--batch",
              "4",
              "--block",
              "32",
              "--layers",
              "1",
              "--lr",
              "5e-3",
              "--samples",
              "0");
      double[] loss = r.getDoubles("val_loss");
      assertThat(loss[1]).isLessThan(loss[0]);
      assertThat(r.getDouble("validation_loss")).as("ln 61 = 4.11 is chance").isLessThan(3.2);
      String folder = r.getString("folder");
      assertThat(run(command, "predict", "He", "--run", folder, "--backend", backend))
          .startsWith("He");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "nd4j"})
  void tablesAndSentencesAreLearned(String backend) {
    JsonObject table = trained(backend, "tabular", "--epochs", "4", "--hidden", "32");
    assertThat(table.getObject("test").getDouble("r2")).isGreaterThan(0.8);
    JsonObject sentences =
        trained(backend, "sentiment", "--epochs", "2", "--width", "16", "--lr", "1e-2");
    assertThat(sentences.getObject("test").getDouble("accuracy")).isGreaterThan(0.65);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "nd4j"})
  void digitsAreLearned(String backend) {
    JsonObject r = trained(backend, "digits", "--epochs", "1");
    assertThat(r.getDoubles("accuracy")[0]).isGreaterThan(0.9);
  }
}
