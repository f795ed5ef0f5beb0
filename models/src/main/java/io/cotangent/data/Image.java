package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import java.util.Arrays;

/**
 * A picture: channels × height × width numbers, 0 … 1 as readers give them, channel by channel, row
 * by row from the top. Methods give new pictures.
 */
public final class Image {
  /** The weights of red, green and blue in grey (ITU-R BT.601). */
  private static final double[] LUMA = {0.299, 0.587, 0.114};

  private final int channels;
  private final int height;
  private final int width;
  private final float[] values;

  private Image(int channels, int height, int width, float[] values) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /**
   * A picture of these numbers, which are copied.
   *
   * @throws ShapeException if there are not channels·height·width of them
   */
  public static Image of(float[] pixels, int channels, int height, int width) {
    return owning(pixels.clone(), channels, height, width);
  }

  /** A picture over an array that nobody else changes. */
  static Image owning(float[] pixels, int channels, int height, int width) {
    if (channels < 1 || Shape.of(channels, height, width).size() != pixels.length) {
      throw new ShapeException(
          "image: "
              + pixels.length
              + " numbers do not fill "
              + channels
              + " channels of "
              + height
              + " × "
              + width);
    }
    return new Image(channels, height, width, pixels);
  }

  /** A picture of bytes 0 … 255, beginning at an offset, as numbers 0 … 1. */
  static Image ofBytes(byte[] bytes, int offset, int channels, int height, int width) {
    float[] v = new float[Shape.of(channels, height, width).size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = (bytes[offset + i] & 0xFF) * (1f / 255);
    }
    return new Image(channels, height, width, v);
  }

  /** The number of channels: 1 grey, 3 red, green and blue, 4 with opacity. */
  public int channels() {
    return channels;
  }

  /** The number of rows. */
  public int height() {
    return height;
  }

  /** The number of columns. */
  public int width() {
    return width;
  }

  /** [channels, height, width]. */
  public Shape shape() {
    return Shape.of(channels, height, width);
  }

  /** A copy of the numbers. */
  public float[] pixels() {
    return values.clone();
  }

  /** The numbers themselves. */
  float[] values() {
    return values;
  }

  /** The number at a place. */
  public float at(int channel, int row, int column) {
    return values[(channel * height + row) * width + column];
  }

  // ---- geometry ----

  /** A new picture whose pixels come from places in this one. */
  private Image moved(int rows, int columns, Place from) {
    float[] v = new float[channels * rows * columns];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int at = from.of(y, x);
        for (int c = 0; at >= 0 && c < channels; c++) {
          v[(c * rows + y) * columns + x] = values[c * height * width + at];
        }
      }
    }
    return new Image(channels, rows, columns, v);
  }

  /** Row · width + column of where a pixel comes from, negative for none. */
  private interface Place {
    int of(int row, int column);
  }

  /**
   * A rectangle of the picture; what lies outside of it is 0.
   *
   * @throws ArgumentException if a side is below 1
   */
  public Image cropped(int top, int left, int rows, int columns) {
    requireSides("cropped", rows, columns);
    return moved(
        rows,
        columns,
        (y, x) -> {
          int r = top + y;
          int c = left + x;
          return r < 0 || r >= height || c < 0 || c >= width ? -1 : r * width + c;
        });
  }

  private static void requireSides(String what, int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new ArgumentException(what + ": " + rows + " × " + columns + " pixels; pass 1 or more");
    }
  }

  /** The middle of the picture; what lies outside of it is 0. */
  public Image centerCropped(int rows, int columns) {
    return cropped(
        Math.floorDiv(height - rows, 2), Math.floorDiv(width - columns, 2), rows, columns);
  }

  /** With zeros around it. */
  public Image padded(int pixels) {
    return cropped(-pixels, -pixels, height + 2 * pixels, width + 2 * pixels);
  }

  /** Left and right exchanged. */
  public Image flippedHorizontally() {
    return moved(height, width, (y, x) -> y * width + width - 1 - x);
  }

  /** Top and bottom exchanged. */
  public Image flippedVertically() {
    return moved(height, width, (y, x) -> (height - 1 - y) * width + x);
  }

  /** Rows and columns exchanged. */
  public Image transposed() {
    return moved(width, height, (y, x) -> x * width + y);
  }

  /**
   * In another size: each pixel is a mean of those around its place, weighted by a triangle that is
   * as wide as one pixel of the coarser of the two pictures, as Pillow's bilinear filter.
   */
  public Image resized(int rows, int columns) {
    requireSides("resized", rows, columns);
    return rows == height && columns == width
        ? this
        : resizedColumns(columns).transposed().resizedColumns(rows).transposed();
  }

  private Image resizedColumns(int columns) {
    float[] v = new float[channels * height * columns];
    double scale = (double) width / columns;
    double reach = Math.max(1, scale);
    for (int x = 0; x < columns; x++) {
      double center = (x + 0.5) * scale;
      int from = Math.max(0, (int) (center - reach + 0.5));
      int to = Math.min(width, (int) (center + reach + 0.5));
      double[] weights = new double[to - from];
      double total = 0;
      for (int i = from; i < to; i++) {
        weights[i - from] = Math.max(0, 1 - Math.abs(i + 0.5 - center) / reach);
        total += weights[i - from];
      }
      for (int row = 0; row < channels * height; row++) {
        double sum = 0;
        for (int i = from; i < to; i++) {
          sum += weights[i - from] * values[row * width + i];
        }
        v[row * columns + x] = (float) (sum / total);
      }
    }
    return new Image(channels, height, columns, v);
  }

  /**
   * Turned by an angle (counter-clockwise), scaled, sheared along the rows and then shifted, all
   * about the middle, with bilinear interpolation; what comes from outside is 0.
   *
   * @param degrees angle
   * @param scale factor, not 0
   * @param shear by how many columns one row is shifted against the next
   * @param down rows
   * @param right columns
   */
  public Image affine(double degrees, double scale, double shear, double down, double right) {
    if (!(Math.abs(scale) > 0) || Double.isInfinite(scale)) {
      throw new ArgumentException("affine: scale " + scale + " must be finite and not 0");
    }
    double angle = Math.toRadians(degrees);
    double cos = StrictMath.cos(angle) / scale;
    double sin = StrictMath.sin(angle) / scale;
    float[] v = new float[values.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dy = y - down - (height - 1) / 2.0;
        double dx = x - right - (width - 1) / 2.0 - shear * dy;
        double fromX = cos * dx - sin * dy + (width - 1) / 2.0;
        double fromY = sin * dx + cos * dy + (height - 1) / 2.0;
        for (int c = 0; c < channels; c++) {
          v[(c * height + y) * width + x] = (float) between(c, fromY, fromX);
        }
      }
    }
    return new Image(channels, height, width, v);
  }

  private double between(int channel, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double fy = y - top;
    double fx = x - left;
    return (1 - fy) * ((1 - fx) * orZero(channel, top, left) + fx * orZero(channel, top, left + 1))
        + fy
            * ((1 - fx) * orZero(channel, top + 1, left) + fx * orZero(channel, top + 1, left + 1));
  }

  private double orZero(int channel, int row, int column) {
    return row < 0 || row >= height || column < 0 || column >= width ? 0 : at(channel, row, column);
  }

  // ---- colour ----

  /** A new picture whose numbers are a function of this one's. */
  private Image each(Change f) {
    float[] v = new float[values.length];
    int plane = height * width;
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) f.of(values[i], i / plane, i % plane);
    }
    return new Image(channels, height, width, v);
  }

  private interface Change {
    double of(double value, int channel, int place);
  }

  /**
   * (value − mean)/deviation, channel by channel.
   *
   * @throws ArgumentException if there are not as many as channels, or a deviation is not positive
   */
  public Image normalized(double[] mean, double[] deviation) {
    if (mean.length != channels || deviation.length != channels) {
      throw new ArgumentException(
          "normalized: "
              + mean.length
              + " means and "
              + deviation.length
              + " deviations for "
              + channels
              + " channels");
    }
    if (Arrays.stream(deviation).anyMatch(d -> !(d > 0))) {
      throw new ArgumentException(
          "normalized: deviations " + Arrays.toString(deviation) + " must be positive");
    }
    return each((v, c, i) -> (v - mean[c]) / deviation[c]);
  }

  /** With another number of channels: 1, 3 or 4; grey is 0.299 red + 0.587 green + 0.114 blue. */
  public Image withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    if (channels == 2 || channels > 4 || wanted < 1 || wanted == 2 || wanted > 4) {
      throw new ArgumentException(
          "channels: from " + channels + " to " + wanted + " there is no way");
    }
    int plane = height * width;
    float[] v = new float[wanted * plane];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < wanted; c++) {
        v[c * plane + i] =
            c == 3
                ? 1
                : channels == 1 ? values[i] : wanted == 1 ? (float) grey(i) : values[c * plane + i];
      }
    }
    return new Image(wanted, height, width, v);
  }

  private double grey(int place) {
    int plane = height * width;
    return channels < 3
        ? values[place]
        : LUMA[0] * values[place]
            + LUMA[1] * values[plane + place]
            + LUMA[2] * values[2 * plane + place];
  }

  private static double clamp(double v) {
    return Math.max(0, Math.min(1, v));
  }

  private boolean isOpacity(int channel) {
    return channel == 3;
  }

  /** Times a factor, within 0 … 1; 1 leaves the picture as it is, 0 makes it black. */
  public Image brightness(double factor) {
    return each((v, c, i) -> isOpacity(c) ? v : clamp(v * factor));
  }

  /** Away from the picture's mean grey by a factor, within 0 … 1; 0 makes it all that grey. */
  public Image contrast(double factor) {
    double sum = 0;
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      sum += grey(i);
    }
    double mean = sum / Math.max(1, plane);
    return each((v, c, i) -> isOpacity(c) ? v : clamp(mean + factor * (v - mean)));
  }

  /** Away from each pixel's own grey by a factor, within 0 … 1; 0 makes it grey. */
  public Image saturation(double factor) {
    return channels < 3
        ? this
        : each((v, c, i) -> isOpacity(c) ? v : clamp(grey(i) + factor * (v - grey(i))));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Image other
        && channels == other.channels
        && height == other.height
        && width == other.width
        && Arrays.equals(values, other.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape().hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Image " + shape();
  }
}
