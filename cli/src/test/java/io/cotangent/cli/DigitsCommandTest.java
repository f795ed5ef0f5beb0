package io.cotangent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsCommandTest {
  @TempDir Path dir;

  /** Exit status and what was printed to both streams. */
  private record Result(int status, String out, String err) {}

  private static Result run(String... args) {
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    ByteArrayOutputStream o = new ByteArrayOutputStream();
    ByteArrayOutputStream e = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(o, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(e, true, StandardCharsets.UTF_8));
      int status = Main.run(args);
      return new Result(
          status, o.toString(StandardCharsets.UTF_8), e.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  @Test
  void learnsTheDrawnDigitsAndWritesItsPictures() throws IOException {
    Result r = run("digits", "--epochs", "1", "--json", "--out", dir.toString());
    assertThat(r.status).isZero();
    String[] lines = r.out.trim().split("\n", -1);
    assertThat(lines[0]).startsWith("backend   jvm: ");
    assertThat(r.out).contains("Linear 784 → 512", "669,706", "epoch 1/1");
    String json = lines[lines.length - 1];
    assertThat(json)
        .matches(
            "\\{\"backend\":\"jvm\",\"data\":\"drawn digits\",\"epochs\":1,\"loss\":\\[[0-9.]+],\"accuracy\":\\[0\\.9[7-9][0-9]*],\"seconds\":[0-9.]+}");
    try (var files = Files.list(dir)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("digits-curve.png", "digits-wrong.png");
    }
    assertThat(ImageIO.read(dir.resolve("digits-curve.png").toFile()).getWidth()).isEqualTo(760);
  }

  @Test
  void errorsAreOneLineAndStatusOne() {
    assertThat(run("digits", "--batch", "-3"))
        .satisfies(
            r -> {
              assertThat(r.status).isEqualTo(1);
              assertThat(r.err)
                  .contains("error: --batch: -3 must be 1 or more")
                  .doesNotContain("\tat ");
            });
    assertThat(run("digits", "--backend", "abacus").err)
        .contains("error: backend: none is named 'abacus'; on the class path: [jvm]");
    assertThat(run("digits", "--data", dir.toString()).err)
        .contains("error: there is no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in");
    assertThat(run("digits", "--epochs", "x").status).isEqualTo(2);
    assertThat(run("digits", "--epochs", "0", "--out", dir.toString()).err)
        .contains("error: --epochs: 0 must be 1 or more");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeTraining() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "no folder");
    Result r = run("digits", "--out", file.resolve("out").toString());
    assertThat(r.status).isEqualTo(1);
    assertThat(r.err).contains("error: --out: cannot write to", "file is not a folder");
    assertThat(r.out).isEmpty();
    assertThat(run("digits", "--out", file.toString()).err).contains("file is not a folder");
    Path locked = Files.createDirectory(dir.resolve("locked"));
    assumeThat(locked.toFile().setWritable(false) && !Files.isWritable(locked))
        .as("a folder can be locked, which it cannot for root")
        .isTrue();
    assertThat(run("digits", "--out", locked.toString()).err).contains("locked is not writable");
  }

  private void idx(String part, int images, int side, int label) throws IOException {
    ByteBuffer x = ByteBuffer.allocate(16 + images * side * side);
    x.putInt(0x803).putInt(images).putInt(side).putInt(side);
    Files.write(dir.resolve(part + "-images-idx3-ubyte"), x.array());
    ByteBuffer y = ByteBuffer.allocate(8 + images).putInt(0x801).putInt(images);
    for (int i = 0; i < images; i++) {
      y.put((byte) label);
    }
    Files.write(dir.resolve(part + "-labels-idx1-ubyte"), y.array());
  }

  private void refused(String why) {
    Result r = run("digits", "--data", dir.toString(), "--out", dir.resolve("out").toString());
    assertThat(r.status).isEqualTo(1);
    assertThat(r.err).contains("error: ", why).doesNotContain("\tat ", "epoch 1");
  }

  @Test
  void dataThatDoNotFitAreRefusedBeforeTraining() throws IOException {
    idx("train", 4, 5, 1);
    idx("t10k", 4, 6, 1);
    refused("has images of [5, 5] and");
    refused("of [6, 6]; they must be of one size");
    idx("t10k", 0, 5, 1);
    refused("t10k: holds no images");
    idx("train", 0, 5, 1);
    refused("train: holds no images");
    idx("train", 4, 5, 1);
    idx("t10k", 4, 5, 10);
    refused("t10k-labels-idx1-ubyte: label 10 of example 0 is not from 0 to 9");
    idx("t10k", 4, 0, 1);
    refused("holds no images");
  }

  @Test
  void aLearningRateIsANumberAboveZero() {
    for (String lr : new String[] {"0", "-1", "NaN", "Infinity"}) {
      assertThat(run("digits", "--lr", lr, "--out", dir.toString()).err)
          .contains("error: --lr: ", "must be a number above 0");
    }
  }

  @Test
  void outputThatIsLostIsAnError() {
    PrintStream stdout = System.out;
    try {
      System.setOut(
          new PrintStream(
              new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                  throw new IOException("No space left on device");
                }
              }));
      assertThat(Main.run("--version")).isEqualTo(1);
    } finally {
      System.setOut(stdout);
    }
  }

  @Test
  void versionIsTheProjects() {
    assertThat(run("--version").out)
        .matches("cotangent [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?, Java [0-9].*\\R");
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help").out).contains("digits", "Trains");
    assertThat(run("digits", "--help").out)
        .contains(
            "--data", "--epochs", "--batch", "--lr", "--seed", "--backend", "--out", "--json");
  }
}
