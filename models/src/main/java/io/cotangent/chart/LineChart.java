package io.cotangent.chart;

import io.cotangent.ArgumentException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Lines over two axes.
 *
 * @param title stands above it
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param lines one or more, each with a name of its own
 */
public record LineChart(String title, Axis x, Axis y, List<Line> lines) {
  /**
   * Copies the lines.
   *
   * @throws ArgumentException if there is no line, two have the same name, or a logarithmic axis
   *     would have to show a number that is not positive
   */
  public LineChart {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new ArgumentException("chart: there is no line to draw; pass one or more");
    }
    Set<String> names = new LinkedHashSet<>();
    for (Line l : lines) {
      if (!names.add(l.name)) {
        throw new ArgumentException("chart: two lines are named '" + l.name + "'");
      }
      x.check(l.name, l.x);
      y.check(l.name, l.y);
    }
  }

  /** Lines over epochs, whose vertical axis says nothing that the names do not. */
  public static LineChart overEpochs(String title, List<Line> lines) {
    return new LineChart(title, Axis.linear("epoch"), Axis.linear(""), lines);
  }

  /** An axis: what it measures, and whether its steps are factors. */
  public record Axis(String title, boolean logarithmic) {
    /** An axis of equal steps. */
    public static Axis linear(String title) {
      return new Axis(title, false);
    }

    /** An axis of equal factors; all numbers must be positive. */
    public static Axis logarithmic(String title) {
      return new Axis(title, true);
    }

    private void check(String line, List<Double> values) {
      for (double v : values) {
        if (logarithmic && v <= 0) {
          throw new ArgumentException(
              "chart: '" + line + "' has " + v + ", which a logarithmic axis cannot show");
        }
      }
    }
  }

  /** A line from point to point; y may have values that are not finite, which leave a gap. */
  public record Line(String name, List<Double> x, List<Double> y) {
    /**
     * Copies the points.
     *
     * @throws ArgumentException if there is none, x and y differ in length, or an x is not finite
     */
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
      if (x.isEmpty() || x.size() != y.size()) {
        throw new ArgumentException(
            "chart: '"
                + name
                + "' has "
                + x.size()
                + " x for "
                + y.size()
                + " y; pass as many of both, one or more");
      }
      if (!x.stream().allMatch(Double::isFinite)) {
        throw new ArgumentException("chart: '" + name + "' has an x that is not finite");
      }
    }

    /** A line over x = 1, 2, …, as of epochs. */
    public static Line of(String name, List<Double> y) {
      return new Line(
          name, IntStream.rangeClosed(1, y.size()).mapToObj(i -> (double) i).toList(), y);
    }
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
