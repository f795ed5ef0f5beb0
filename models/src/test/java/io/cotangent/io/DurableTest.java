package io.cotangent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aFolderAppearsWholeOrNotAtAll() throws IOException {
    Path target = folder.resolve("step-1");
    assertThatThrownBy(
            () ->
                Durable.folder(
                    target,
                    f -> {
                      Files.writeString(f.resolve("a"), "half");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(WriteException.class)
        .hasMessage(target + ": cannot be written: No space left on device");
    assertThat(folder).isEmptyDirectory();
    Durable.folder(
        target,
        f -> {
          Files.writeString(f.resolve("a"), "whole");
          Files.createDirectory(f.resolve("sub"));
        });
    assertThat(Files.readString(target.resolve("a"))).isEqualTo("whole");
    assertThat(folder.toFile().list()).containsExactly("step-1");
    assertThatThrownBy(() -> Durable.folder(target, f -> {}))
        .isInstanceOf(WriteException.class)
        .hasMessageContaining("exists already");
    Durable.remove(target);
    Durable.remove(target);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExceptionOfTheWriterItselfGoesThrough() {
    assertThatThrownBy(
            () ->
                Durable.write(
                    folder.resolve("a"),
                    out -> {
                      throw new IllegalStateException("mine");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatAKilledWriterLeftIsSweptAndNothingElse() throws IOException {
    Path left = Files.createDirectory(folder.resolve(".step-2-0815.tmp"));
    Files.writeString(left.resolve("model.safetensors"), "half");
    Path kept = Files.writeString(folder.resolve("notes.tmp"), "mine");
    Path hidden = Files.writeString(folder.resolve(".hidden"), "mine");
    Durable.sweep(folder);
    Durable.sweep(folder.resolve("none"));
    assertThat(folder.toFile().listFiles())
        .containsExactlyInAnyOrder(kept.toFile(), hidden.toFile());
  }
}
