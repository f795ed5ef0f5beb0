package io.cotangent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cotangent.data.ByteImages;
import io.cotangent.data.DrawnDigits;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsCommandTest {
  @TempDir Path dir;

  private static Result run(String... args) {
    return Result.of(args);
  }

  @Test
  void learnsTheDrawnDigitsAndWritesItsPictures() throws IOException {
    Result r = run("digits", "--epochs", "1", "--json", "--out", dir.toString());
    assertThat(r.status()).isZero();
    String[] lines = r.out().trim().split("\n", -1);
    assertThat(lines[0]).startsWith("backend   jvm: ");
    assertThat(r.out()).contains("Linear 784 → 512", "669,706", "epoch 1/1");
    String json = lines[lines.length - 1];
    assertThat(json)
        .matches(
            "\\{\"command\":\"digits\",\"backend\":\"jvm\",\"data\":\"drawn digits\",\"model\":\"mlp\",\"epochs\":1,\"loss\":\\[[0-9.]+],\"accuracy\":\\[0\\.9[7-9][0-9]*],\"folder\":\".*\",\"seconds\":[0-9.]+}");
    try (var files = Files.list(dir)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .contains(
              "digits-curve.png", "digits-wrong.png", "options.json", "model.json", "checkpoints");
    }
    assertThat(ImageIO.read(dir.resolve("digits-curve.png").toFile()).getWidth()).isEqualTo(760);
  }

  /** MNIST-format files of drawn digits. */
  private Path drawn(int training, int test) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("data"));
    for (String part : new String[] {"train", "t10k"}) {
      boolean first = part.equals("train");
      int n = first ? training : test;
      ByteImages d = DrawnDigits.draw(first ? test : 0, n, 1);
      ByteBuffer x = ByteBuffer.allocate(16 + n * 784);
      x.putInt(0x803).putInt(n).putInt(28).putInt(28);
      ByteBuffer y = ByteBuffer.allocate(8 + n).putInt(0x801).putInt(n);
      for (int i = 0; i < n; i++) {
        x.put(d.bytes(i));
        y.put((byte) d.label(i));
      }
      Files.write(folder.resolve(part + "-images-idx3-ubyte"), x.array());
      Files.write(folder.resolve(part + "-labels-idx1-ubyte"), y.array());
    }
    return folder;
  }

  /** A run from files, reproduced; then the files change. */
  @Test
  void aRunIsReproduced() throws IOException {
    Path data = drawn(40, 4);
    Path folder = dir.resolve("run");
    Result first =
        run(
            "digits",
            "--data",
            data.toString(),
            "--batch",
            "8",
            "--epochs",
            "2",
            "--out",
            folder.toString());
    assertThat(first.status()).as(first.err()).isZero();
    Result again = run("reproduce", folder.toString());
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.out())
        .contains("\"batch\":8", data.toString())
        .containsPattern("the same weights after step 10: [0-9a-f]{64}\\R");
    Path x = data.resolve("train-images-idx3-ubyte");
    byte[] changed = Files.readAllBytes(x);
    changed[changed.length - 400] ^= 64;
    Files.write(x, changed);
    Path kept = dir.resolve("kept");
    Result other = run("reproduce", folder.toString(), "--into", kept.toString());
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.out())
        .containsPattern("not the same; the first difference is at step [1-5]: its batch had ")
        .contains("\n  settings.data was 40 pictures [1, 28, 28], ");
    assertThat(kept).isDirectoryContaining(p -> p.endsWith("steps.csv"));
    assertThat(run("reproduce", folder.toString(), "--into", kept.toString()).err())
        .contains("kept: is a run already; give another folder");
  }

  @Test
  void whatNoCommandRecordedIsNotReproduced() throws IOException {
    assertThat(run("reproduce", dir.toString()).err())
        .contains("error: " + dir + ": there is no command.json");
    Files.writeString(dir.resolve("command.json"), "{\"command\":\"reproduce\"}");
    assertThat(run("reproduce", dir.toString()).err())
        .contains("'command' is 'reproduce'; must be a command that trains");
    assertThat(run("reproduce", dir.resolve("none").toString()).status()).isEqualTo(1);
  }

  @Test
  void aRunIsAskedAboutAPictureOfOnesOwn() throws IOException {
    String data = drawn(2000, 100).toString();
    String out = dir.resolve("run").toString();
    Result r = run("digits", "--data", data, "--model", "lenet", "--epochs", "2", "--out", out);
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out()).contains("LeNet5", "61,706", "epoch 2/2");
    BufferedImage page = new BufferedImage(200, 300, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = page.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 200, 300);
    g.setColor(Color.BLUE);
    g.fillRect(120, 90, 14, 120);
    g.dispose();
    String file = dir.resolve("one.png").toString();
    ImageIO.write(page, "png", new java.io.File(file));
    Result p = run("digits", "predict", file, "--run", out);
    assertThat(p.status()).as(p.err()).isZero();
    assertThat(p.out())
        .contains("one.png: dark ink on light ground, 14 × 120 pixels from column 120, row 90")
        .contains("@@@@")
        .containsPattern("[0-9.]+ %  1\n");
    assertThat(run("digits", "predict", file, "--run", out, "--json").out())
        .matches("\\{\"file\":\".*one.png\",\"class\":\"1\",\"probabilities\":\\{\"0\":.*}}\\R");
    assertThat(run("digits", "predict", file, "--run", dir.toString()).err())
        .contains("error: there is no file", "model.json");
    assertThat(run("digits", "predict").status()).isEqualTo(2);
  }

  @Test
  void errorsAreOneLineAndStatusOne() {
    assertThat(run("digits", "--batch", "-3"))
        .satisfies(
            r -> {
              assertThat(r.status()).isEqualTo(1);
              assertThat(r.err())
                  .contains("error: --batch: -3 must be 1 or more")
                  .doesNotContain("\tat ");
            });
    assertThat(run("digits", "--backend", "abacus").err())
        .contains("error: backend: none is named 'abacus'; on the class path: [jvm]");
    assertThat(run("digits", "--data", dir.toString()).err())
        .contains("error: there is no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in");
    assertThat(run("digits", "--epochs", "x").status()).isEqualTo(2);
    assertThat(run("digits", "--epochs", "0", "--out", dir.toString()).err())
        .contains("error: --epochs: 0 must be 1 or more");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeTraining() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "no folder");
    Result r = run("digits", "--out", file.resolve("out").toString());
    assertThat(r.status()).isEqualTo(1);
    assertThat(r.err()).contains("error: --out: cannot write to", "file is not a folder");
    assertThat(r.out()).isEmpty();
    assertThat(run("digits", "--out", file.toString()).err()).contains("file is not a folder");
    Path locked = Files.createDirectory(dir.resolve("locked"));
    assumeThat(locked.toFile().setWritable(false) && !Files.isWritable(locked))
        .as("a folder can be locked, which it cannot for root")
        .isTrue();
    assertThat(run("digits", "--out", locked.toString()).err()).contains("locked is not writable");
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
    assertThat(r.status()).isEqualTo(1);
    assertThat(r.err()).contains("error: ", why).doesNotContain("\tat ", "epoch 1");
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
      assertThat(run("digits", "--lr", lr, "--out", dir.toString()).err())
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
    assertThat(run("--version").out())
        .matches("cotangent [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?, Java [0-9].*\\R");
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help").out()).contains("digits", "Trains");
    assertThat(run("digits", "--help").out())
        .contains(
            "--data", "--epochs", "--batch", "--lr", "--seed", "--backend", "--out", "--json");
  }
}
