package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user of layers inherits: the api, and no command line, charts or windows. */
class DependenciesTest {
  @Test
  void theModuleNeedsNoWindowSystem() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
      assertThat(ModuleDescriptor.read(in).requires())
          .as("what a user must have at run time")
          .filteredOn(r -> !r.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
          .extracting(ModuleDescriptor.Requires::name)
          .contains("io.cotangent.api")
          .doesNotContain("java.desktop", "info.picocli", "xchart", "me.tongfei.progressbar");
    }
  }

  @Test
  void theClassPathHasNoCommandLine() {
    List<String> names =
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).stream()
            .map(e -> Path.of(e).getFileName().toString())
            .toList();
    assertThat(names)
        .noneMatch(n -> n.matches("(picocli|xchart|progressbar|jline|guava|kotlin-stdlib)-.*"));
  }
}
