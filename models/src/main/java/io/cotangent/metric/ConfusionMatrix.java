package io.cotangent.metric;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.chart.MatrixChart;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How many examples of each class (rows) were taken for each class (columns). */
public final class ConfusionMatrix implements Metric {
  private final long[][] counts;

  ConfusionMatrix(int classes) {
    if (classes < 2) {
      throw new ArgumentException("confusion: " + classes + " classes; pass 2 or more");
    }
    counts = new long[classes][classes];
  }

  @Override
  public String name() {
    return "confusion";
  }

  @Override
  public void reset() {
    for (long[] row : counts) {
      Arrays.fill(row, 0);
    }
  }

  @Override
  public void add(Tensor prediction, Tensor target) {
    Scores s = Scores.of(name(), prediction, target);
    if (Math.max(2, s.columns) > counts.length) {
      throw new ArgumentException(
          "confusion: scores of " + s.columns + " classes, made for " + counts.length);
    }
    for (int i = 0; i < s.size(); i++) {
      if (s.label(i) >= 0) {
        counts[s.label(i)][s.predicted(i)]++;
      }
    }
  }

  /** The number of classes. */
  public int classes() {
    return counts.length;
  }

  /** How many examples of a class were taken for another, or itself. */
  public long count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /** How many examples are of a class. */
  public long actual(int label) {
    return Arrays.stream(counts[label]).sum();
  }

  /** How many examples were taken for a class. */
  public long predicted(int label) {
    long n = 0;
    for (long[] row : counts) {
      n += row[label];
    }
    return n;
  }

  /** How many examples there are. */
  public long total() {
    long n = 0;
    for (int c = 0; c < counts.length; c++) {
      n += actual(c);
    }
    return n;
  }

  /** How many examples were taken for what they are. */
  public long right() {
    long n = 0;
    for (int c = 0; c < counts.length; c++) {
      n += counts[c][c];
    }
    return n;
  }

  /** The accuracy. */
  @Override
  public double value() {
    long n = total();
    if (n == 0) {
      throw Scores.empty(name());
    }
    return (double) right() / n;
  }

  /**
   * Draws the counts as a PNG file, classes by number.
   *
   * @see #plot(Path, List)
   */
  public void plot(Path file) {
    plot(file, IntStream.range(0, counts.length).mapToObj(String::valueOf).toList());
  }

  /**
   * Draws the counts as a PNG file, each shaded by its share of the true class. Needs {@code
   * cotangent-pictures} on the class path.
   *
   * @param labels the names of the classes
   * @throws ArgumentException if there are not as many names as classes
   * @throws io.cotangent.chart.MissingRendererException if nothing on the class path draws charts
   * @throws io.cotangent.io.WriteException if it cannot be written; a former file stays as it is
   */
  public void plot(Path file, List<String> labels) {
    if (labels.size() != counts.length) {
      throw new ArgumentException(
          "confusion: " + labels.size() + " labels for " + counts.length + " classes");
    }
    List<Long> all = Arrays.stream(counts).flatMapToLong(Arrays::stream).boxed().toList();
    new MatrixChart("Confusion matrix", "true", "predicted", labels, all).write(file);
  }

  /** The counts, a line for each true class. */
  @Override
  public String toString() {
    int width = Math.max(5, String.valueOf(total()).length() + 1);
    StringBuilder s = new StringBuilder("true \\ predicted");
    String first = s.toString();
    for (int c = 0; c < counts.length; c++) {
      s.append(String.format("%" + width + "d", c));
    }
    for (int r = 0; r < counts.length; r++) {
      s.append(String.format("%n%" + first.length() + "d", r));
      for (long n : counts[r]) {
        s.append(String.format("%" + width + "d", n));
      }
    }
    return s.toString();
  }
}
