package io.cotangent.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders from which native libraries are loaded. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no POSIX permissions")
class LibraryFolderTest {
  @TempDir Path dir;

  private Path folder(String above, String below) throws IOException {
    Path outer = Files.createDirectory(dir.resolve("outer"));
    Path inner = Files.createDirectory(outer.resolve("inner"));
    Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString(below));
    Files.setPosixFilePermissions(outer, PosixFilePermissions.fromString(above));
    return inner;
  }

  @Test
  void aFolderOfOnesOwnIsTrusted() throws IOException {
    assertThat(LibraryFolder.danger(folder("rwxr-xr-x", "rwxrwxr-x"))).isNull();
    assertThat(LibraryFolder.danger(dir.resolve("missing"))).isNull();
  }

  @Test
  void aFolderThatEveryoneMayWriteIsNamedWithTheRemedy() throws IOException {
    Path inner = folder("rwxr-xr-x", "rwxrwxrwx");
    assertThat(LibraryFolder.danger(inner))
        .contains("everyone may write " + inner.toRealPath() + ";")
        .contains("-Dorg.bytedeco.javacpp.cachedir=");
  }

  @Test
  void soIsOneInAFolderThatEveryoneMayWrite() throws IOException {
    Path inner = folder("rwxrwxrwx", "rwx------");
    assertThat(LibraryFolder.danger(inner))
        .contains("everyone may write " + inner.toRealPath().getParent() + ";");
  }
}
