package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, with scripts in the places of java and mvn that tell how they were called.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
  @TempDir private Path dir = Path.of("");
  private Path bin = Path.of("");
  private Path project = Path.of("");

  @BeforeEach
  void install() throws IOException {
    bin = Files.createDirectory(dir.resolve("bin"));
    project = Files.createDirectory(dir.resolve("project")).toRealPath();
    Files.copy(Path.of("..", "cotangent"), project.resolve("cotangent"));
    script("mvn", "mkdir -p integration-tests/target; echo \"built in $(pwd -P)\"");
    java("openjdk version \"17.0.15\" 2025-04-15");
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void java(String version) throws IOException {
    script(
        "java",
        "case \"$1\" in -version) echo '"
            + version
            + "' >&2 ;; --list-modules) ;; *) echo \"java $*\" ;; esac");
  }

  private record Said(int status, String text) {}

  private Said run(Path launcher, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder b =
        new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
    b.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    b.environment().remove("JAVA_HOME");
    Process p = b.start();
    String text = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(p.waitFor(1, TimeUnit.MINUTES)).as(text).isTrue();
    return new Said(p.exitValue(), text);
  }

  @Test
  void buildsOnceAndRuns() throws Exception {
    Said first = run(project.resolve("cotangent"), "digits", "--seed", "2");
    assertThat(first.status).as(first.text).isZero();
    assertThat(first.text).contains("built in " + project, "io.cotangent.cli.Main digits --seed 2");
    assertThat(run(project.resolve("cotangent")).text).doesNotContain("built");
  }

  @Test
  void behindSymbolicLinksItBuildsWhereItIs() throws Exception {
    Path elsewhere = Files.createDirectories(dir.resolve("home/bin"));
    Path absolute =
        Files.createSymbolicLink(elsewhere.resolve("absolute"), project.resolve("cotangent"));
    Path relative = Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("absolute"));
    for (Path link : List.of(relative, absolute)) {
      Files.deleteIfExists(project.resolve("integration-tests/target/cotangent.stamp"));
      assertThat(run(link).text)
          .contains("built in " + project, project + "/integration-tests/target/lib/*");
    }
  }

  @Test
  void anOlderJavaIsRefusedBeforeBuilding() throws Exception {
    for (String version :
        List.of("openjdk version \"11.0.2\" 2019-01-15", "java version \"1.8.0_402\"")) {
      java(version);
      Said s = run(project.resolve("cotangent"));
      assertThat(s.status).isEqualTo(1);
      assertThat(s.text)
          .containsPattern("cotangent: java is Java (11|8); 17 or later is needed")
          .doesNotContain("built");
    }
    java("openjdk version \"25\" 2025-09-16");
    assertThat(run(project.resolve("cotangent")).status).isZero();
  }
}
