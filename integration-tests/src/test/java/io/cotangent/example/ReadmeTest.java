package io.cotangent.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's examples run, and the README shows what runs. */
class ReadmeTest {
  @Test
  void theExamplesDoWhatTheySay() {
    assertThat(Readme.learnXor()).isLessThan(1e-3);
    assertThat(ReadmeKt.rosenbrock().toDoubles())
        .containsExactly(new double[] {1, 1}, within(0.01));
  }

  @Test
  void theReadmeShowsTheCodeThatRuns() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    assertThat(readme)
        .contains(example("java/io/cotangent/example/Readme.java"))
        .contains(example("kotlin/Readme.kt"));
  }

  private static String example(String file) throws IOException {
    String source = Files.readString(Path.of("src", "test").resolve(file));
    String body =
        source.substring(
            source.indexOf("// example\n") + "// example\n".length(), source.indexOf("// end\n"));
    int indent = body.length() - body.stripLeading().length();
    return body.lines()
        .map(l -> l.substring(Math.min(indent, l.length())))
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }
}
