package io.cotangent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that train models of characters, and what all commands that train have in common. */
class TextCommandTest {
  @TempDir Path dir;
  private String text = "";
  private String out = "";

  @BeforeEach
  void writeText() throws IOException {
    Path file = dir.resolve("round.txt");
    Files.writeString(file, "the cat sat on the mat.\n".repeat(60));
    text = file.toString();
    out = dir.resolve("run").toString();
  }

  private Result train(String command, String... more) {
    String[] small = {
      command,
      "--data",
      text,
      "--steps",
      "60",
      "--eval-every",
      "20",
      "--batch",
      "4",
      "--block",
      "16",
      "--warmup",
      "5",
      "--lr",
      "0.01",
      "--samples",
      "20"
    };
    return Result.of(Stream.of(small, more).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void aGptIsTrainedAndGoesOnWithAText() {
    Result r =
        train("chargpt", "--layers", "1", "--heads", "2", "--width", "32", "--out", out, "--json");
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out()).contains("1,296 characters to train", "Gpt, ", "step    60", "a sample:");
    JsonObject json = JsonObject.of(Json.parse(r.last(), "json"), "json");
    assertThat(json.getString("command")).isEqualTo("chargpt");
    assertThat(json.getDoubles("val_loss")).hasSize(3);
    assertThat(json.getDouble("validation_loss")).isLessThan(1.5);
    Path curve = dir.resolve("run/curve.png");
    assertThat(curve).isRegularFile();
    Result p =
        Result.of("chargpt", "predict", "the c", "--run", out, "--length", "9", "--top-k", "1");
    assertThat(p.status()).as(p.err()).isZero();
    assertThat(p.out()).startsWith("the c").hasSize(15);
    assertThat(Result.of("chargpt", "predict", "Ü", "--run", out).err())
        .contains("error: text: the training text has no 'Ü'; its characters are");
    assertThat(Result.of("chargpt", "predict", "t", "--run", out, "--top-p", "2").err())
        .contains("error: top-p: 2.0 must be above 0 and at most 1");
  }

  @Test
  void anLstmIsTrainedOnLines() {
    Result r = train("charlstm", "--hidden", "32", "--lines", "--out", out);
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out()).contains("CharLstm, ", "validation loss over all");
    assertThat(Result.of("charlstm", "predict", "--run", out, "--seed", "4").status()).isZero();
  }

  @Test
  void optionsComeFromAFileAndTheCommandLineGoesBefore() throws IOException {
    Path config = dir.resolve("config.json");
    Files.writeString(config, "{\"hidden\": 24, \"embedding\": 8, \"lines\": true, \"lr\": 1}");
    Result r = train("charlstm", "--config", config.toString(), "--embedding", "4", "--out", out);
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out())
        .contains("\"hidden\":24", "\"embedding\":4", "\"lines\":true", "\"lr\":0.01");
    JsonObject kept = Json.readObject(dir.resolve("run/options.json"));
    assertThat(kept.getInt("hidden")).isEqualTo(24);
    assertThat(kept.names()).doesNotContain("out", "resume", "config", "json", "help");
    Files.writeString(config, "{\"hiden\": 24}");
    assertThat(train("charlstm", "--config=" + config).err())
        .contains("config.json: 'hiden' is no option that charlstm takes from a file; there are")
        .contains("hidden");
    Files.writeString(config, "{\"hidden\": [1]}");
    assertThat(train("charlstm", "--config=" + config).err())
        .contains("'hidden' is a list; must be a string, a number, true or false");
    Files.writeString(config, "{\"hidden\": \"many\"}");
    assertThat(train("charlstm", "--config=" + config).status()).isEqualTo(2);
  }

  @Test
  void aRunThatIsThereIsNotWrittenOverAndOneThatIsNotIsNotResumed() {
    assertThat(train("charlstm", "--hidden", "8", "--resume", "--out", out).err())
        .contains("--resume: there is no run in");
    assertThat(train("charlstm", "--hidden", "8", "--out", out).status()).isZero();
    assertThat(train("charlstm", "--hidden", "8", "--out", out).err())
        .contains("holds a run; --resume goes on with it, another folder begins one");
    assertThat(Result.of("charlstm", "--resume", "--out", out).err())
        .contains("the run is finished, 3 epochs");
    assertThat(Result.of("charlstm", "--resume", "--out", out, "--hidden", "9").err())
        .contains("other settings");
  }

  @Test
  void aProcessThatIsAskedToEndSavesACheckpointAndTheRunGoesOn()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.cotangent.cli.Main",
                "charlstm",
                "--data",
                text,
                "--steps",
                "6000",
                "--eval-every",
                "3000",
                "--hidden",
                "8",
                "--block",
                "8",
                "--out",
                out)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile())
            .start();
    try {
      Path log = dir.resolve("log");
      for (int i = 0; i < 1200 && !Files.readString(log).contains("model     CharLstm"); i++) {
        Thread.sleep(50);
      }
      Thread.sleep(500);
      process.destroy(); // as Ctrl-C, a signal on which the JVM runs its hooks
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isIn(130, 143);
      assertThat(Files.readString(log)).contains("interrupted; a checkpoint is in", "--resume");
    } finally {
      process.destroyForcibly();
    }
    try (Stream<Path> checkpoints = Files.list(dir.resolve("run/checkpoints"))) {
      assertThat(checkpoints).hasSize(1);
    }
    assertThat(Result.of("charlstm", "--resume", "--out", out, "--steps", "20").err())
        .as("6000 steps were begun")
        .contains("other settings");
    Result rest = Result.of("charlstm", "--resume", "--out", out);
    assertThat(rest.status()).as(rest.err()).isZero();
    assertThat(rest.out()).contains("\"hidden\":8", "step  6000", "validation loss over all");
  }

  @Test
  void badOptionsAreOneLine() {
    assertThat(Result.of("chargpt", "--steps", "0").err()).contains("--steps: 0 must be 1 or more");
    assertThat(train("chargpt", "--heads", "3", "--out", out).err())
        .contains("width 128 a multiple of the heads");
    assertThat(Result.of("chargpt", "--data", text, "--block", "4000", "--out", out).err())
        .contains("characters, fewer than the 4001 of a window; give a longer text");
    assertThat(Result.of("chargpt", "--data", dir.resolve("no").toString(), "--out", out).err())
        .contains("error: there is no file");
    assertThat(dir.resolve("run/checkpoints")).doesNotExist();
  }
}
