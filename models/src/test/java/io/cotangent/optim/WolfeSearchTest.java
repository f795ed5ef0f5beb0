package io.cotangent.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The line search tries the lengths that PyTorch's tries, which stands here as it is written there,
 * with a bracket as parallel arrays.
 */
class WolfeSearchTest {
  private record Line(DoubleUnaryOperator f, DoubleUnaryOperator slope) {}

  /** PyTorch's {@code _strong_wolfe}, along a line: all lengths tried, then the one found. */
  private static List<Double> pyTorch(Line line, double first, double tolerance) {
    List<Double> tried = new ArrayList<>();
    double f = line.f.applyAsDouble(0);
    double gtd = line.slope.applyAsDouble(0);
    double t = first;
    tried.add(t);
    double fNew = line.f.applyAsDouble(t);
    double gNew = line.slope.applyAsDouble(t);
    double tPrev = 0;
    double fPrev = f;
    double gPrev = gtd;
    double[] b = {};
    double[] bf = {};
    double[] bg = {};
    boolean done = false;
    int iteration = 0;
    while (iteration < 25) {
      if (fNew > f + 1e-4 * t * gtd || (iteration > 1 && fNew >= fPrev)) {
        b = new double[] {tPrev, t};
        bf = new double[] {fPrev, fNew};
        bg = new double[] {gPrev, gNew};
        break;
      }
      if (Math.abs(gNew) <= -0.9 * gtd) {
        b = new double[] {t};
        bf = new double[] {fNew};
        done = true;
        break;
      }
      if (gNew >= 0) {
        b = new double[] {tPrev, t};
        bf = new double[] {fPrev, fNew};
        bg = new double[] {gPrev, gNew};
        break;
      }
      double next = cubic(tPrev, fPrev, gPrev, t, fNew, gNew, t + 0.01 * (t - tPrev), t * 10);
      tPrev = t;
      fPrev = fNew;
      gPrev = gNew;
      t = next;
      tried.add(t);
      fNew = line.f.applyAsDouble(t);
      gNew = line.slope.applyAsDouble(t);
      iteration++;
    }
    if (iteration == 25) {
      b = new double[] {0, t};
      bf = new double[] {f, fNew};
      bg = new double[] {gtd, gNew};
    }
    boolean slow = false;
    int low = bf[0] <= bf[bf.length - 1] ? 0 : 1;
    while (!done && iteration < 25) {
      double least = Math.min(b[0], b[1]);
      double most = Math.max(b[0], b[1]);
      if (Math.abs(b[1] - b[0]) < tolerance) {
        break;
      }
      t = cubic(b[0], bf[0], bg[0], b[1], bf[1], bg[1], least, most);
      double eps = 0.1 * (most - least);
      if (Math.min(most - t, t - least) < eps) {
        if (slow || t >= most || t <= least) {
          t = Math.abs(t - most) < Math.abs(t - least) ? most - eps : least + eps;
          slow = false;
        } else {
          slow = true;
        }
      } else {
        slow = false;
      }
      tried.add(t);
      fNew = line.f.applyAsDouble(t);
      gNew = line.slope.applyAsDouble(t);
      iteration++;
      int high = 1 - low;
      if (fNew > f + 1e-4 * t * gtd || fNew >= bf[low]) {
        b[high] = t;
        bf[high] = fNew;
        bg[high] = gNew;
        low = bf[0] <= bf[1] ? 0 : 1;
      } else {
        if (Math.abs(gNew) <= -0.9 * gtd) {
          done = true;
        } else if (gNew * (b[high] - b[low]) >= 0) {
          b[high] = b[low];
          bf[high] = bf[low];
          bg[high] = bg[low];
        }
        b[low] = t;
        bf[low] = fNew;
        bg[low] = gNew;
      }
    }
    tried.add(b[b.length == 1 ? 0 : low]);
    return tried;
  }

  private static double cubic(
      double x1, double f1, double g1, double x2, double f2, double g2, double min, double max) {
    double d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2);
    double square = d1 * d1 - g1 * g2;
    if (square >= 0) {
      double d2 = Math.sqrt(square);
      double place =
          x1 <= x2
              ? x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
              : x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2));
      return Math.min(Math.max(place, min), max);
    }
    return (min + max) / 2;
  }

  private static List<Double> ours(Line line, double first, double tolerance) {
    List<Double> tried = new ArrayList<>();
    WolfeSearch search =
        new WolfeSearch(
            t -> {
              tried.add(t);
              return point(line, t);
            },
            new double[] {1},
            point(line, 0),
            line.slope.applyAsDouble(0),
            tolerance);
    Lbfgs.Point at = search.run(first);
    assertThat(search.evaluations()).isEqualTo(tried.size());
    assertThat(at.loss()).isEqualTo(line.f.applyAsDouble(search.found()));
    tried.add(search.found());
    return tried;
  }

  private static Lbfgs.Point point(Line line, double t) {
    return new Lbfgs.Point(line.f.applyAsDouble(t), new double[] {line.slope.applyAsDouble(t)});
  }

  /** Downhill at 0, then waves of several lengths on a bowl, so that every branch is taken. */
  private static Line wavy(Random r) {
    double bowl = Math.exp(4 * r.nextDouble() - 3);
    double far = Math.exp(6 * r.nextDouble() - 2);
    double wave = r.nextInt(3) == 0 ? 0 : 2 * r.nextDouble();
    double often = Math.exp(3 * r.nextDouble() - 1);
    double phase = 7 * r.nextDouble();
    double steep = r.nextInt(3) == 0 ? 1 : 0;
    return new Line(
        t ->
            bowl * (t - far) * (t - far)
                + wave * Math.sin(often * t + phase)
                + steep * Math.pow(t - far / 2, 4),
        t ->
            2 * bowl * (t - far)
                + wave * often * Math.cos(often * t + phase)
                + steep * 4 * Math.pow(t - far / 2, 3));
  }

  @Test
  void triesWhatPyTorchTries() {
    Random r = new Random(5);
    int lengths = 0;
    for (int i = 0; i < 5000; i++) {
      Line line = wavy(r);
      if (line.slope.applyAsDouble(0) < 0) {
        double first = Math.exp(8 * r.nextDouble() - 5);
        double tolerance = r.nextBoolean() ? 1e-9 : 0.1 * r.nextDouble();
        List<Double> tried = ours(line, first, tolerance);
        assertThat(tried).as("line %s", i).isEqualTo(pyTorch(line, first, tolerance));
        lengths += tried.size();
      }
    }
    assertThat(lengths).as("of searches long enough").isGreaterThan(13_000);
  }

  @Test
  void endsWhereTheLineFallsForEver() {
    Line down = new Line(t -> -t, t -> -1);
    assertThat(ours(down, 1, 1e-9)).isEqualTo(pyTorch(down, 1, 1e-9));
    Line steeper = new Line(t -> -t * t - t, t -> -2 * t - 1);
    assertThat(ours(steeper, 1, 1e-9)).isEqualTo(pyTorch(steeper, 1, 1e-9)).hasSize(27);
  }
}
