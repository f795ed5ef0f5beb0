package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.op.Binary;
import io.cotangent.op.Unary;
import io.cotangent.page.OperationsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/ops.md is what the sources say. */
class OperationsPageTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void thePageIsCurrent() throws IOException {
    assertThat(OperationsPage.of(ROOT))
        .as("docs/ops.md is old: ./cotangent ops > docs/ops.md makes it anew")
        .isEqualTo(Files.readString(ROOT.resolve("docs/ops.md")));
  }

  @Test
  void everyRowIsOnThePage() {
    String page = OperationsPage.of(ROOT);
    for (Unary op : Unary.values()) {
      assertThat(page).contains("\n| " + op.label() + " | ");
    }
    for (Binary op : Binary.values()) {
      assertThat(page).contains("\n| " + op.label() + " | ");
    }
  }

  @Test
  void kernelsAreThoseThatRun() {
    String page = OperationsPage.of(ROOT);
    assertThat(page).containsPattern("\n\\| neg \\|.*\\| jvm, nd4j \\|\n");
    assertThat(page).as("the maths of the row").containsPattern("\n\\| erfinv \\|.*\\| – \\|\n");
    assertThat(page).as("a native function").containsPattern("\n\\| tan \\|.*\\| nd4j \\|\n");
    assertThat(page).as("a family's method").containsPattern("\n\\| sum \\|.*\\| jvm, nd4j \\|\n");
    assertThat(page)
        .as("no layout but a new one")
        .containsPattern("\n\\| Movement.Permute \\|.*\\| view \\|\n");
    assertThat(page)
        .as("a composite")
        .containsPattern("\n\\| SoftmaxAlong \\|.*\\| jvm, nd4j \\|\n");
    assertThat(page)
        .as("an update in one pass")
        .containsPattern("\n\\| UpdateRules.AdamStep \\|.*\\| jvm, nd4j \\|\n");
    assertThat(page)
        .as("an update by its decomposition")
        .containsPattern("\n\\| TensorwiseRules.LambStep \\|.*\\| – \\|\n");
  }

  @Test
  void aFolderWithoutSourcesIsRefused() {
    assertThatThrownBy(() -> OperationsPage.of(Path.of("src")))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("no sources of Cotangent");
  }
}
