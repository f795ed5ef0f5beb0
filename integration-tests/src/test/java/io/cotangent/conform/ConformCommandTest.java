package io.cotangent.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.cli.Main;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.random.Rng;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of cases that pass, fail, or cannot be run. */
class ConformCommandTest {
  private static final Path CASES = Path.of("src/test/resources/reference-cases");

  @TempDir private Path folder = Path.of("");

  private record Said(int status, String text, String error) {}

  private static Said conform(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "conform";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(all);
      return new Said(
          status, said.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** The softmax family with something in its manifest changed. */
  private Path changed(String from, String to) throws IOException {
    Path family = Files.createDirectories(folder.resolve("softmax"));
    Path source = CASES.resolve("softmax");
    Files.copy(
        source.resolve("arrays.npz"),
        family.resolve("arrays.npz"),
        StandardCopyOption.REPLACE_EXISTING);
    String manifest = Files.readString(source.resolve("manifest.json"));
    assertThat(manifest).containsPattern(from);
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
  void aValueOfAnotherTypeIsNamedWithItsPlace() throws IOException {
    refused("\"cases\":\\[", "\"cases\":7,\"old\":[", "manifest.json, cases: 7 is not a list");
    refused(
        "\"tol\":\\{[^}]*}", "\"tol\":[1]", "manifest.json, cases[0], tol: [1] is not an object");
    refused(
        "\"tol\":\\{[^}]*}", "\"tol\":{\"rtol\":{}}", "cases[0], tol, rtol: {} is not a number");
    refused("\"op\":\"[a-z_]*\"", "\"op\":{}", "cases[0], op: {} is not text");
    refused("\"name\":", "\"nom\":", "manifest.json, cases[0], name is missing");
    refused("\"outputs\":\\[", "\"outputs\":[null,", "cases[0], outputs[0]: null is not an object");
    refused("\"family\":", "]\"family\":", "manifest.json, line 1, column 2: ");
    refused("\"file\":\"[^\"]*\"", "\"file\":\"gone.npy\"", "arrays.npz: has no entry gone.npy");
    Said s = conform(changed("\"dim\":-1", "\"dim\":[]").toString());
    assertThat(s.text).contains("dim: [] is not a number").contains("22 passed, 1 failed");
  }

  private void refused(String from, String to, String why) throws IOException {
    Said s = conform(changed(from, to).toString());
    assertThat(s.status).isEqualTo(1);
    assertThat(s.error).contains(why).containsPattern("(?m)^error: ").doesNotContain("\tat ");
  }

  @Test
  void aDamagedManifestIsNeverAStackTrace() throws IOException {
    byte[] manifest =
        Arrays.copyOf(Files.readAllBytes(CASES.resolve("softmax/manifest.json")), 1500);
    Rng rng = new Rng(8);
    for (int i = 0; i < 10_000; i++) {
      byte[] damaged = manifest.clone();
      for (int k = 0; k < 1 + i % 3; k++) {
        damaged[(int) (rng.nextDouble() * damaged.length)] = (byte) (rng.nextDouble() * 128);
      }
      try {
        Attributes.of(
                "manifest.json",
                Json.parse(new String(damaged, StandardCharsets.UTF_8), "manifest.json"))
            .objects("cases");
      } catch (DataFormatException e) {
        assertThat(e).hasMessageContaining("manifest.json");
      }
    }
  }

  @Test
  void aFolderWithoutCasesIsRefused() {
    assertThat(conform(folder.toString()).status).isEqualTo(1);
    assertThat(conform(folder.resolve("none").toString()).status).isEqualTo(1);
    assertThat(conform(CASES.toString(), "--family", "none").status).isEqualTo(1);
  }
}
