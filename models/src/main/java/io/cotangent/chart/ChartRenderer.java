package io.cotangent.chart;

/**
 * Draws charts; found by {@link java.util.ServiceLoader}. Needs a public constructor without
 * arguments, and is called by any thread. {@code cotangent-pictures} has one.
 */
public interface ChartRenderer {
  /** A chart of lines as the bytes of a PNG file. Values that are not finite leave a gap. */
  byte[] png(LineChart chart);

  /** A matrix as the bytes of a PNG file. */
  byte[] png(MatrixChart chart);
}
