package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @Test
  void fiveEpochsReachTheAccuracy(@TempDir Path out) {
    Path data = Path.of("..", "..", "shared", "data", "mnist");
    Assumptions.assumeTrue(Files.isDirectory(data), "no MNIST files in " + data.normalize());
    PrintStream stdout = System.out;
    ByteArrayOutputStream o = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(o, true, StandardCharsets.UTF_8));
      assertThat(Main.run("digits", "--data", data.toString(), "--out", out.toString())).isZero();
    } finally {
      System.setOut(stdout);
    }
    String text = o.toString(StandardCharsets.UTF_8);
    double best =
        text.lines()
            .filter(l -> l.startsWith("epoch"))
            .mapToDouble(l -> Double.parseDouble(l.replaceAll(".*accuracy ([0-9.]+) %", "$1")))
            .max()
            .orElse(0);
    assertThat(best).as(text).isGreaterThanOrEqualTo(97.8);
  }
}
