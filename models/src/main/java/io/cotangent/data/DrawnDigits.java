package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.List;

/**
 * Digits that look handwritten, drawn from stroke templates with a random affine map, elastic
 * distortion, pen thickness and noise: 28×28 grey values, ink bright on dark ground, as MNIST has
 * them. Drawing i of a seed is always the same one.
 */
public final class DrawnDigits {
  private static final int SIDE = 28;

  /** Counters that one drawing may use. */
  private static final int COUNTERS = 1 << 12;

  /** So many fill the largest array. */
  private static final int MOST = (Integer.MAX_VALUE - 8) / (SIDE * SIDE);

  private DrawnDigits() {}

  /**
   * The drawings {@code from … from+n−1} of a seed.
   *
   * @throws ArgumentException if a number is negative, or there are more than fit into an array
   */
  public static ByteImages draw(int from, int n, long seed) {
    if (n < 0 || from < 0) {
      throw new ArgumentException(
          "digits: from " + from + " and count " + n + " must not be negative");
    }
    if (n > MOST || (long) from + n > Integer.MAX_VALUE) {
      throw new ArgumentException(
          "digits: from "
              + from
              + " and count "
              + n
              + " go beyond "
              + MOST
              + " at a time, or number "
              + Integer.MAX_VALUE);
    }
    byte[] pixels = new byte[n * SIDE * SIDE];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      Rng rng = new Rng(seed, (long) (from + i) * COUNTERS);
      labels[i] = rng.nextInt(10);
      new Drawing(rng).paint(DigitStrokes.of(labels[i], rng), pixels, i * SIDE * SIDE);
    }
    return new ByteImages("drawn digits", pixels, Shape.of(1, SIDE, SIDE), labels);
  }

  /** One sheet: the random map that its points go through, and the pen. */
  private static final class Drawing {
    private final Rng rng;
    private final double a;
    private final double b;
    private final double c;
    private final double d;
    private final double shiftX;
    private final double shiftY;
    private final double[] waves;
    private final double radius;

    Drawing(Rng rng) {
      this.rng = rng;
      double angle = between(-0.27, 0.27);
      double shear = between(-0.3, 0.3);
      double width = between(0.68, 1.08);
      double height = between(0.75, 1.08);
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      a = cos * width;
      b = (shear * cos - sin) * height;
      c = sin * width;
      d = (shear * sin + cos) * height;
      shiftX = between(-0.06, 0.06);
      shiftY = between(-0.06, 0.06);
      waves = new double[12];
      for (int i = 0; i < waves.length; i += 3) {
        waves[i] = between(0.5, 1.8);
        waves[i + 1] = between(0, 2 * Math.PI);
        waves[i + 2] = between(-0.05, 0.05);
      }
      radius = between(0.03, 0.07);
    }

    private double between(double low, double high) {
      return low + (high - low) * rng.nextDouble();
    }

    private double[] map(double[] p) {
      double x = p[0] - 0.5;
      double y = p[1] - 0.5;
      double u = a * x + b * y;
      double v = c * x + d * y;
      double du = wave(0, v) + wave(3, u);
      double dv = wave(6, u) + wave(9, v);
      return new double[] {0.5 + shiftX + u + du, 0.5 + shiftY + v + dv};
    }

    private double wave(int i, double t) {
      return waves[i + 2] * StrictMath.sin(2 * Math.PI * waves[i] * t + waves[i + 1]);
    }

    /**
     * Lays ink along the strokes: full within the pen's radius, fading over one pixel; then noise.
     */
    void paint(List<double[][]> strokes, byte[] out, int at) {
      float[] ink = new float[SIDE * SIDE];
      for (double[][] stroke : strokes) {
        double[] last = map(stroke[0]);
        for (int i = 1; i < stroke.length; i++) {
          double[] next = map(stroke[i]);
          segment(last, next, ink);
          last = next;
        }
      }
      double[] noise = rng.doubles(SIDE * SIDE);
      double strength = between(0.65, 1);
      for (int i = 0; i < ink.length; i++) {
        double v = ink[i] * strength + (noise[i] - 0.5) * 0.3;
        out[at + i] = (byte) (int) (255 * Math.max(0, Math.min(1, v)));
      }
    }

    private void segment(double[] p, double[] q, float[] ink) {
      double reach = radius + 1.0 / SIDE;
      int left = pixel(Math.min(p[0], q[0]) - reach);
      int right = pixel(Math.max(p[0], q[0]) + reach);
      int top = pixel(Math.min(p[1], q[1]) - reach);
      int bottom = pixel(Math.max(p[1], q[1]) + reach);
      double dx = q[0] - p[0];
      double dy = q[1] - p[1];
      double length = Math.max(1e-12, dx * dx + dy * dy);
      for (int row = top; row <= bottom; row++) {
        for (int col = left; col <= right; col++) {
          double x = (col + 0.5) / SIDE - p[0];
          double y = (row + 0.5) / SIDE - p[1];
          double t = Math.max(0, Math.min(1, (x * dx + y * dy) / length));
          double ex = x - t * dx;
          double ey = y - t * dy;
          double distance = Math.sqrt(ex * ex + ey * ey);
          float v = (float) Math.max(0, Math.min(1, (radius - distance) * SIDE + 0.5));
          int i = row * SIDE + col;
          ink[i] = Math.max(ink[i], v);
        }
      }
    }

    private static int pixel(double t) {
      return (int) Math.max(0, Math.min(SIDE - 1, Math.floor(t * SIDE)));
    }
  }

  /** The templates: strokes in the unit square, x to the right and y down. */
  private static final class DigitStrokes {
    private final List<double[][]> strokes = new ArrayList<>();

    static List<double[][]> of(int digit, Rng rng) {
      DigitStrokes s = new DigitStrokes();
      double w = rng.nextDouble();
      boolean variant = rng.nextDouble() < 0.4;
      s.digit(digit, w, variant);
      return s.strokes;
    }

    private void digit(int digit, double w, boolean variant) {
      switch (digit) {
        case 0 -> arc(0.5, 0.5, 0.2 + 0.1 * w, 0.34, -90, 270);
        case 1 -> {
          line(0.5, 0.14, 0.5, 0.86);
          if (variant) {
            line(0.5, 0.14, 0.38 - 0.06 * w, 0.3);
          }
        }
        case 2 -> {
          arc(0.49, 0.33, 0.22, 0.18, -170, 20 + 20 * w);
          double[] end = last();
          curve(end[0], end[1], 0.62, 0.6, 0.27, 0.84);
          line(0.27, 0.84, 0.75, variant ? 0.8 : 0.85);
        }
        case 3 -> {
          arc(0.45, 0.32, 0.22, 0.17, -150 + 30 * w, 90);
          arc(0.45, 0.67, 0.25, 0.18, -90, 150 - 20 * w);
        }
        case 4 -> {
          line(variant ? 0.58 : 0.4, 0.15, 0.27, 0.55 + 0.05 * w);
          line(0.27, 0.55 + 0.05 * w, 0.76, 0.55 + 0.05 * w);
          line(0.62, variant ? 0.15 : 0.3, 0.6, 0.87);
        }
        case 5 -> {
          line(0.7, 0.16, 0.36, 0.16);
          line(0.36, 0.16, 0.33, 0.45);
          arc(0.46, 0.63, 0.23 + 0.04 * w, 0.21, -125, 140);
        }
        case 6 -> {
          curve(0.62 + 0.06 * w, 0.14, 0.3, 0.3, 0.3, 0.65);
          arc(0.49, 0.66, 0.19, 0.19, 180, 540);
        }
        case 7 -> {
          line(0.27, 0.18, 0.73, 0.16);
          curve(0.73, 0.16, 0.55, 0.5, 0.42 + 0.06 * w, 0.86);
          if (variant) {
            line(0.38, 0.52, 0.66, 0.5);
          }
        }
        case 8 -> {
          arc(0.5, 0.32, 0.16 + 0.05 * w, 0.17, 90, 450);
          arc(0.5, 0.67, 0.19 + 0.04 * w, 0.18, -90, 270);
        }
        default -> {
          arc(0.49, 0.34, 0.19, 0.18, 0, 360);
          if (variant) {
            curve(0.68, 0.34, 0.69, 0.65, 0.45 + 0.1 * w, 0.85);
          } else {
            line(0.68, 0.34, 0.63, 0.86);
          }
        }
      }
    }

    private double[] last() {
      double[][] s = strokes.get(strokes.size() - 1);
      return s[s.length - 1];
    }

    private void line(double x0, double y0, double x1, double y1) {
      curve(x0, y0, (x0 + x1) / 2, (y0 + y1) / 2, x1, y1);
    }

    /** A quadratic Bézier curve. */
    private void curve(double x0, double y0, double x1, double y1, double x2, double y2) {
      double[][] p = new double[9][];
      for (int i = 0; i < p.length; i++) {
        double t = i / (p.length - 1.0);
        double u = 1 - t;
        p[i] =
            new double[] {
              u * u * x0 + 2 * u * t * x1 + t * t * x2, u * u * y0 + 2 * u * t * y1 + t * t * y2
            };
      }
      strokes.add(p);
    }

    /** An arc of an ellipse, angles in degrees clockwise from the right. */
    private void arc(double cx, double cy, double rx, double ry, double from, double to) {
      double[][] p = new double[17][];
      for (int i = 0; i < p.length; i++) {
        double t = Math.toRadians(from + (to - from) * i / (p.length - 1));
        p[i] = new double[] {cx + rx * StrictMath.cos(t), cy + ry * StrictMath.sin(t)};
      }
      strokes.add(p);
    }
  }
}
