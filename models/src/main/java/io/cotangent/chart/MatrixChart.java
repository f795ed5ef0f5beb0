package io.cotangent.chart;

import io.cotangent.ArgumentException;
import java.nio.file.Path;
import java.util.List;

/**
 * A square matrix of counts, shaded by the share of each in its row.
 *
 * @param title stands above it
 * @param rows what a row is
 * @param columns what a column is
 * @param labels of the rows, from top to bottom, and of the columns, from left to right
 * @param counts row by row
 */
public record MatrixChart(
    String title, String rows, String columns, List<String> labels, List<Long> counts) {
  /**
   * Copies labels and counts.
   *
   * @throws ArgumentException if there is no label, the counts are not as many as its square, or
   *     one is negative
   */
  public MatrixChart {
    labels = List.copyOf(labels);
    counts = List.copyOf(counts);
    int n = labels.size();
    if (n == 0 || (long) n * n != counts.size()) {
      throw new ArgumentException(
          "chart: a matrix of "
              + counts.size()
              + " counts has "
              + n
              + " labels; pass n labels, one or more, and n × n counts");
    }
    if (counts.stream().anyMatch(c -> c < 0)) {
      throw new ArgumentException("chart: a count of the matrix is negative");
    }
  }

  /** The number of rows, which is that of columns. */
  public int size() {
    return labels.size();
  }

  /** A count. */
  public long count(int row, int column) {
    return counts.get(row * size() + column);
  }

  /**
   * Writes it as a PNG file. Its folder is made if need be.
   *
   * @throws MissingRendererException if nothing on the class path draws charts
   * @throws io.cotangent.io.WriteException if it cannot be written; a former file stays as it is
   */
  public void write(Path file) {
    Renderers.write(file, r -> r.png(this));
  }
}
