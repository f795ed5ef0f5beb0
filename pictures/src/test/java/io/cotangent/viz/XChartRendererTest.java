package io.cotangent.viz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.chart.LineChart;
import io.cotangent.chart.LineChart.Axis;
import io.cotangent.chart.LineChart.Line;
import io.cotangent.chart.MatrixChart;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.io.WriteException;
import io.cotangent.metric.ConfusionMatrix;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameter;
import io.cotangent.optim.Sgd;
import io.cotangent.train.History;
import io.cotangent.train.Trainer;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XChartRendererTest {
  @TempDir Path dir;

  /** Its loss falls below zero. */
  private static final class Falling extends Module {
    private static final long serialVersionUID = 1;
    final Parameter w = parameter("w", Tensor.of(1.0));
  }

  private static History run(int epochs) {
    DataLoader<List<Integer>> loader =
        DataLoader.of(Dataset.of(List.of(1, 2, 3, 4))).batch(2, (e, indices) -> e).build();
    Falling model = new Falling();
    return Trainer.of(model, (Falling m, List<Integer> b) -> m.w.value().sum())
        .optimizer(Sgd.of(model).lr(0.1).build())
        .fit(loader, loader, epochs);
  }

  private BufferedImage read(Path file) throws IOException {
    try (var files = Files.list(dir)) {
      assertThat(files).as("nothing is left aside").containsExactly(file);
    }
    return ImageIO.read(file.toFile());
  }

  private BufferedImage drawn(Line... lines) throws IOException {
    Path file = dir.resolve("lines.png");
    LineChart.overEpochs("Loss", List.of(lines)).write(file);
    return read(file);
  }

  /** How many pixels of a region are not grey. */
  private static long coloured(BufferedImage image, int x, int y, int width, int height) {
    return IntStream.range(0, width * height)
        .mapToObj(i -> new Color(image.getRGB(x + i % width, y + i / width)))
        .filter(c -> Math.abs(c.getRed() - c.getBlue()) > 40)
        .count();
  }

  private static Set<Integer> colours(BufferedImage image) {
    int width = image.getWidth();
    return IntStream.range(0, width * image.getHeight())
        .mapToObj(i -> image.getRGB(i % width, i / width) & 0xFFFFFF)
        .collect(Collectors.toSet());
  }

  @Test
  void aHistoryIsDrawnWithTheLossesThatItHas() throws IOException {
    Path file = dir.resolve("curve.png");
    History history = run(12);
    history.plot(file);
    BufferedImage both = read(file);
    assertThat(both.getWidth()).isEqualTo(760);
    assertThat(both.getHeight()).isEqualTo(420);
    history.plot(file, List.of(History.LOSS));
    BufferedImage one = read(file);
    assertThat(coloured(both, 0, 0, 760, 420)).isGreaterThan(coloured(one, 0, 0, 760, 420) * 3 / 2);
    assertThatThrownBy(() -> history.plot(file, List.of("accuracy")))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("history: there is no 'accuracy'; there are loss, val_loss");
  }

  @Test
  void negativeValuesAreNotCutOff() throws IOException {
    BufferedImage image = drawn(Line.of("loss", List.of(1.0, 0.0, -1.0)));
    assertThat(coloured(image, 600, 250, 150, 100)).isPositive();
  }

  @Test
  void valuesThatAreNotFiniteLeaveAGap() throws IOException {
    double nan = Double.NaN;
    assertThat(drawn(Line.of("loss", List.of(2.0, nan, Double.POSITIVE_INFINITY, 1.0))))
        .isNotNull();
    assertThat(drawn(Line.of("loss", List.of(nan, nan)))).isNotNull();
    assertThat(drawn(Line.of("loss", List.of(nan, 1.0)))).isNotNull();
    assertThat(drawn(Line.of("loss", List.of(1.0)))).isNotNull();
    Path file = dir.resolve("lines.png");
    Line line = Line.of("lr", List.of(0.1, nan, 0.2));
    new LineChart("", Axis.linear("step"), Axis.logarithmic("lr"), List.of(line)).write(file);
    assertThat(read(file)).isNotNull();
  }

  @Test
  void aConfusionMatrixIsShadedByTheShareOfTheTrueClass() throws IOException {
    ConfusionMatrix m = Metric.confusion(3);
    float[] scores = {9, 0, 0, /* 0 */ 9, 0, 0, /* 0 */ 0, 9, 0, /* 1 */ 0, 0, 9 /* 2 */};
    m.add(Tensor.of(scores, 4, 3), Tensor.of(0L, 0L, 0L, 2L));
    Path file = dir.resolve("confusion.png");
    m.plot(file, List.of("cat", "dog", "a name that is far too long"));
    BufferedImage image = read(file);
    assertThat(image.getWidth()).isBetween(300, 600);
    assertThat(colours(image)).contains(0x084081, 0xFFFFFF);
    m.plot(file);
    assertThat(read(file).getHeight()).isLessThan(image.getHeight());
  }

  @Test
  void aMatrixOfManyClassesStaysAPicture() throws IOException {
    int n = 1000;
    List<String> labels = IntStream.range(0, n).mapToObj(i -> "c" + i).toList();
    Path file = dir.resolve("large.png");
    new MatrixChart("", "true", "predicted", labels, Collections.nCopies(n * n, 3L)).write(file);
    BufferedImage image = read(file);
    assertThat(image.getWidth()).isBetween(n, n + 200);
    assertThat(image.getHeight()).isBetween(n, n + 200);
  }

  @Test
  void aFolderIsMadeAndWhereItCannotBeNothingIsWritten() throws IOException {
    LineChart chart = LineChart.overEpochs("", List.of(Line.of("loss", List.of(2.0, 1.0))));
    Path blocked = Files.writeString(dir.resolve("file"), "here before");
    assertThatThrownBy(() -> chart.write(blocked.resolve("curve.png")))
        .isInstanceOf(WriteException.class)
        .hasMessageContaining("curve.png");
    assertThat(read(blocked)).isNull();
    assertThat(blocked).hasContent("here before");
    Path folder = dir.resolve("a/b");
    Path made = folder.resolve("curve.png");
    chart.write(made);
    assertThat(ImageIO.read(made.toFile()).getWidth()).isEqualTo(760);
    assertThat(folder.toFile().list()).containsExactly("curve.png");
  }
}
