package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cotangent.Tensor;
import io.cotangent.io.Durable;
import io.cotangent.io.Safetensors;
import io.cotangent.io.WriteException;
import io.cotangent.nn.Layer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, one that turns read-only, and file systems of other kinds. */
class FullDiskTest {
  private static final int EPOCHS = 12;

  @TempDir Path folder = Path.of("");

  private static String command(String... words) throws Exception {
    Process p = new ProcessBuilder(words).redirectErrorStream(true).start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return p.waitFor() == 0 ? out : "failed: " + out;
  }

  /**
   * In a JVM whose folder lies on a small disk of its own, which Linux gives without privileges.
   */
  @Test
  void aDiskThatIsFullOrReadOnlyLeavesTheFormerCheckpoint() throws Exception {
    String mount = "mount -t tmpfs -o size=160k tmpfs " + folder;
    String possible;
    try {
      possible = command("unshare", "-rm", "sh", "-c", mount);
    } catch (IOException e) {
      possible = "failed: " + e;
    }
    assumeThat(possible).as("a disk of one's own can be mounted").doesNotStartWith("failed");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String run =
        String.join(
            " ",
            mount,
            "&& exec",
            java,
            "-Xmx256m -cp '" + System.getProperty("java.class.path") + "'",
            FullDiskTest.class.getName(),
            folder.toString());
    assertThat(command("unshare", "-rm", "sh", "-c", run)).endsWith("all is well\n");
  }

  private static void train(Layer model, Path run, Keep keep, int epochs) {
    Fixture.trainer(model).run(run, keep).fit(Fixture.loader(true), Fixture.test(), epochs);
  }

  private static float[] logits(Path run) {
    Layer model = Fixture.model(0.2);
    model.load(Checkpoint.latest(run).weights());
    return Fixture.logits(model).toFloats();
  }

  /** What happens on the small disk. */
  public static void main(String[] args) throws Exception {
    Path run = Path.of(args[0]).resolve("run");
    Layer whole = Fixture.model(0.2);
    Fixture.trainer(whole).fit(Fixture.loader(true), Fixture.test(), EPOCHS);

    assertThatThrownBy(() -> train(Fixture.model(0.2), run, Keep.all(), EPOCHS))
        .isInstanceOf(WriteException.class)
        .hasMessageContaining("No space left on device");
    List<RunFolder.Entry> written = RunFolder.entries(run);
    assertThat(written).hasSizeBetween(1, EPOCHS - 1);
    assertThat(logits(run)).hasSize(14);
    try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
      assertThat(all).as("nothing half written is left").hasSameSizeAs(written);
    }

    for (RunFolder.Entry e : written.subList(0, written.size() - 1)) {
      Durable.remove(e.path());
    }
    Layer model = Fixture.model(0.2);
    train(model, run, Keep.last(1), EPOCHS);
    assertThat(Fixture.logits(model).toFloats())
        .as("with room again it goes on to the bit")
        .isEqualTo(Fixture.logits(whole).toFloats());

    assertThat(command("mount", "-o", "remount,ro", args[0])).isEmpty();
    assertThatThrownBy(() -> train(Fixture.model(0.2), run, Keep.last(1), EPOCHS + 1))
        .isInstanceOf(WriteException.class)
        .hasMessageContaining("Read-only file system");
    assertThat(logits(run)).isEqualTo(Fixture.logits(whole).toFloats());
    Path file = run.resolve("x.safetensors");
    assertThatThrownBy(() -> Safetensors.write(file, whole.stateDict()))
        .isInstanceOf(WriteException.class)
        .hasMessageContaining("Read-only file system");
    System.out.println("all is well");
  }

  @Test
  void aStreamWithoutRoomFailsAsStreamsDo() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).as("there is a /dev/full").isTrue();
    Map<String, Tensor> one = Map.of("x", Tensor.ones(3));
    try (OutputStream out = Files.newOutputStream(full)) {
      assertThatThrownBy(() -> Safetensors.write(out, one, Map.of()))
          .isInstanceOf(IOException.class);
    }
  }

  /** Paths need not be those of the default file system. */
  @Test
  void filesOfAnotherFileSystemAreWrittenAndRead() throws IOException {
    Path zip = folder.resolve("a.zip");
    try (FileSystem in = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path file = in.getPath("/models/x.safetensors");
      Files.createDirectories(in.getPath("/models"));
      Safetensors.write(file, Map.of("x", Tensor.of(1, 2)));
      Safetensors.write(file, Map.of("x", Tensor.of(3, 4)));
      assertThat(Safetensors.read(file).values())
          .singleElement()
          .satisfies(t -> assertThat(t.toFloats()).containsExactly(3, 4));
    }
  }
}
