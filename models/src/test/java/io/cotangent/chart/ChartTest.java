package io.cotangent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.chart.LineChart.Axis;
import io.cotangent.chart.LineChart.Line;
import io.cotangent.metric.Metric;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartTest {
  private static final ClassLoader EMPTY = ClassLoader.getPlatformClassLoader();

  @TempDir Path dir;

  @Test
  void withoutARendererTheErrorNamesTheArtifactAndNothingIsWritten() {
    Path file = dir.resolve("folder/curve.png");
    assertThatThrownBy(() -> Renderers.write(file, EMPTY, r -> new byte[1]))
        .isInstanceOf(MissingRendererException.class)
        .hasMessageContaining("io.cotangent:cotangent-pictures");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aRendererThatCannotBeMadeIsNamed() throws IOException {
    Path services = Files.createDirectories(dir.resolve("META-INF/services"));
    Files.writeString(services.resolve(ChartRenderer.class.getName()), "no.such.Renderer\n");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {dir.toUri().toURL()}, EMPTY)) {
      assertThatThrownBy(() -> Renderers.write(dir.resolve("a.png"), loader, r -> new byte[1]))
          .isInstanceOf(MissingRendererException.class)
          .hasMessageContaining("no.such.Renderer");
    }
    assertThat(dir.resolve("a.png")).doesNotExist();
  }

  @Test
  void linesThatCannotBeDrawnAreRefused() {
    Axis x = Axis.linear("x");
    Line line = Line.of("a", List.of(1.0, 0.0));
    assertThat(line.x()).containsExactly(1.0, 2.0);
    assertThatThrownBy(() -> LineChart.overEpochs("", List.of()))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> LineChart.overEpochs("", List.of(line, line)))
        .hasMessageContaining("'a'");
    assertThatThrownBy(() -> new LineChart("", x, Axis.logarithmic("y"), List.of(line)))
        .hasMessage("chart: 'a' has 0.0, which a logarithmic axis cannot show");
    assertThatThrownBy(() -> new Line("a", List.of(1.0), List.of(1.0, 2.0)))
        .hasMessageContaining("1 x for 2 y");
    assertThatThrownBy(() -> new Line("a", List.of(Double.NaN), List.of(1.0)))
        .hasMessageContaining("not finite");
  }

  @Test
  void matricesAreSquareAndNotNegative() {
    assertThatThrownBy(() -> new MatrixChart("", "", "", List.of("a", "b"), List.of(1L, 2L)))
        .hasMessageContaining("2 counts has 2 labels");
    assertThatThrownBy(() -> new MatrixChart("", "", "", List.of("a"), List.of(-1L)))
        .hasMessageContaining("negative");
    MatrixChart m = new MatrixChart("", "", "", List.of("a", "b"), List.of(1L, 2L, 3L, 4L));
    assertThat(m.count(0, 1)).isEqualTo(2);
    assertThat(m.count(1, 0)).isEqualTo(3);
  }

  @Test
  void aConfusionMatrixWantsALabelForEachClass() {
    assertThatThrownBy(() -> Metric.confusion(3).plot(dir.resolve("a.png"), List.of("a", "b")))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("confusion: 2 labels for 3 classes");
    assertThat(dir).isEmptyDirectory();
  }
}
