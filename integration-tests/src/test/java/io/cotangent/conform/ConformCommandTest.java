package io.cotangent.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of cases that pass, fail, or cannot be run. */
class ConformCommandTest {
  private static final Path CASES = Path.of("src/test/resources/reference-cases");

  @TempDir private Path folder = Path.of("");

  private record Said(int status, String text) {}

  private static Said conform(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "conform";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(all);
      return new Said(status, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  /** The softmax family with something in its manifest changed. */
  private Path changed(String from, String to) throws IOException {
    Path family = Files.createDirectories(folder.resolve("softmax"));
    Path source = CASES.resolve("softmax");
    Files.copy(source.resolve("arrays.npz"), family.resolve("arrays.npz"));
    String manifest = Files.readString(source.resolve("manifest.json"));
    assertThat(manifest).contains(from);
    Files.writeString(family.resolve("manifest.json"), manifest.replaceFirst(from, to));
    return folder;
  }

  @Test
  void aFamilyPasses() {
    Said s = conform(CASES.toString(), "--family", "softmax");
    assertThat(s.text)
        .isEqualTo("23 passed, 0 failed, 0 skipped\n".replace("\n", System.lineSeparator()));
    assertThat(s.status).isZero();
  }

  @Test
  void aWrongValueIsAFailureWithItsPlace() throws IOException {
    Said s = conform(changed("\"dim\":-1", "\"dim\":0").toString());
    assertThat(s.status).isEqualTo(1);
    assertThat(s.text)
        .containsPattern(
            "FAIL softmax\\.\\w+\\.\\w+: out: largest error .* at flat position \\d+ of \\[")
        .contains("22 passed, 1 failed, 0 skipped");
  }

  @Test
  void anUnknownOperatorIsAFailure() throws IOException {
    Said s = conform(changed("\"op\":\"softmin\"", "\"op\":\"softest\"").toString());
    assertThat(s.status).isEqualTo(1);
    assertThat(s.text).contains("unknown operator softest of family softmax").contains("1 failed");
  }

  @Test
  void aFolderWithoutCasesIsRefused() {
    assertThat(conform(folder.toString()).status).isEqualTo(1);
    assertThat(conform(folder.resolve("none").toString()).status).isEqualTo(1);
    assertThat(conform(CASES.toString(), "--family", "none").status).isEqualTo(1);
  }
}
