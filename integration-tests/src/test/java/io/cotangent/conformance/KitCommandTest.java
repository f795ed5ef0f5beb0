package io.cotangent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Backends;
import io.cotangent.cli.Main;
import io.cotangent.spi.Backend;
import io.cotangent.spi.BackendProvider;
import io.cotangent.suite.Fork;
import io.cotangent.thirdparty.Providers;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./cotangent kit} prints, and its exit status. */
class KitCommandTest {
  private final Backend before = Backends.current();

  @AfterEach
  void putBack() {
    Backends.use(before);
  }

  private record Said(int status, String out, String err) {}

  private static Said kit(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "kit";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(all);
      return new Said(
          status,
          said.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void aBackendThatConformsGivesStatusZero() {
    Said s = kit("--backend", "jvm", "--operation", "Matmul", "--operation", "Unary.COS");
    assertThat(s.out)
        .startsWith("# Conformance of jvm\n")
        .contains("\nPASSED: ")
        .containsPattern("\nMatmul +ok \\d+ ")
        .containsPattern("\nUnary.COS +ok \\d+ ");
    assertThat(s.status).isZero();
  }

  @Test
  void anUnknownOperationIsNamedWithThoseThereAre() {
    Said s = kit("--backend", "jvm", "--operation", "matmul");
    assertThat(s.err).contains("no check is about matmul; there are ").contains("Matmul");
    assertThat(s.status).isEqualTo(1);
  }

  @Test
  void aBackendThatFailsGivesStatusOneAndSaysWhat(@TempDir Path dir) throws IOException {
    Path services = Files.createDirectories(dir.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()), Providers.SinForCos.class.getName());
    Fork.Result r =
        Fork.run(
            dir,
            List.of(),
            dir + File.pathSeparator + System.getProperty("java.class.path"),
            Main.class.getName(),
            "kit",
            "--backend",
            "sin-for-cos",
            "--operation",
            "Unary.COS",
            "--operation",
            "Binary.MUL");
    assertThat(r.out())
        .contains("\nFAILED: ")
        .containsPattern("\nUnary.COS +FAIL \\d+/\\d+ ")
        .containsPattern("\nBinary.MUL +ok \\d+ ");
    assertThat(r.status()).as(r.err()).isEqualTo(1);
  }
}
