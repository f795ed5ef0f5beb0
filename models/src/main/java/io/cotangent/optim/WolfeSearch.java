package io.cotangent.optim;

import static io.cotangent.optim.Vectors.dot;
import static io.cotangent.optim.Vectors.largest;

import io.cotangent.optim.Lbfgs.Point;
import java.util.function.DoubleFunction;

/**
 * A length that meets the strong Wolfe conditions with c₁ = 1e-4, c₂ = 0.9: bracketing, then
 * zooming in by cubic interpolation (Nocedal and Wright, algorithms 3.5 and 3.6, in the form of
 * Schmidt's minFunc). A place whose loss or gradient is not finite counts as infinitely high.
 */
final class WolfeSearch {
  private static final double C1 = 1e-4;
  private static final double C2 = 0.9;
  private static final int MOST = 25;

  private final DoubleFunction<Point> evaluate;
  private final double[] direction;
  private final Point from;
  private final double slope;
  private final double toleranceChange;
  private int evaluations;
  private double found;

  /** From a point along a direction, in which the loss has this slope. */
  WolfeSearch(
      DoubleFunction<Point> evaluate,
      double[] direction,
      Point from,
      double slope,
      double toleranceChange) {
    this.evaluate = evaluate;
    this.direction = direction;
    this.from = from;
    this.slope = slope;
    this.toleranceChange = toleranceChange;
  }

  /** A length tried. */
  private record Try(double t, Point at, double slope) {}

  /** The length found. */
  double found() {
    return found;
  }

  /** How often the loss was evaluated. */
  int evaluations() {
    return evaluations;
  }

  private Try attempt(double length) {
    Point p = evaluate.apply(length);
    evaluations++;
    if (!p.isFinite()) {
      p = new Point(Double.POSITIVE_INFINITY, p.gradient());
    }
    return new Try(length, p, dot(p.gradient(), direction));
  }

  private boolean decreases(Try a) {
    return a.at.loss() <= from.loss() + C1 * a.t * slope;
  }

  private boolean isFlat(Try a) {
    return Math.abs(a.slope) <= -C2 * slope;
  }

  /** The point at the length found, beginning with this one. */
  Point run(double t) {
    Try last = new Try(0, from, slope);
    Try now = attempt(t);
    int tries = 0;
    boolean bracketed = false;
    while (tries < MOST) {
      if (!decreases(now) || (tries > 1 && now.at.loss() >= last.at.loss())) {
        bracketed = true;
        break;
      }
      if (isFlat(now)) {
        found = now.t;
        return now.at;
      }
      if (now.slope >= 0) {
        bracketed = true;
        break;
      }
      double next = interpolate(last, now, now.t + 0.01 * (now.t - last.t), now.t * 10);
      last = now;
      now = attempt(next);
      tries++;
    }
    Try best =
        zoom(bracketed ? new Try[] {last, now} : new Try[] {new Try(0, from, slope), now}, tries);
    found = best.t;
    return best.at;
  }

  private Try zoom(Try[] bracket, int used) {
    double size = largest(direction);
    int low = bracket[0].at.loss() <= bracket[1].at.loss() ? 0 : 1;
    boolean slow = false;
    for (int tries = used; tries < MOST; tries++) {
      double left = Math.min(bracket[0].t, bracket[1].t);
      double right = Math.max(bracket[0].t, bracket[1].t);
      if ((right - left) * size < toleranceChange) {
        break;
      }
      double next = interpolate(bracket[0], bracket[1], left, right);
      double edge = 0.1 * (right - left);
      if (Math.min(right - next, next - left) < edge) {
        if (slow || next >= right || next <= left) {
          next = Math.abs(next - right) < Math.abs(next - left) ? right - edge : left + edge;
          slow = false;
        } else {
          slow = true;
        }
      } else {
        slow = false;
      }
      Try now = attempt(next);
      if (!decreases(now) || now.at.loss() >= bracket[low].at.loss()) {
        bracket[1 - low] = now;
        low = bracket[0].at.loss() <= bracket[1].at.loss() ? 0 : 1;
      } else {
        boolean done = isFlat(now);
        if (!done && now.slope * (bracket[1 - low].t - bracket[low].t) >= 0) {
          bracket[1 - low] = bracket[low];
        }
        bracket[low] = now;
        if (done) {
          break;
        }
      }
    }
    return bracket[low];
  }

  /** The minimum of the cubic through two values and slopes, moved into bounds. */
  private double interpolate(Try a, Try b, double least, double most) {
    double d1 = a.slope + b.slope - 3 * (a.at.loss() - b.at.loss()) / (a.t - b.t);
    double square = d1 * d1 - a.slope * b.slope;
    if (!(square >= 0)) {
      return (least + most) / 2;
    }
    double d2 = Math.sqrt(square);
    double place =
        a.t <= b.t
            ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
            : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
    return Double.isNaN(place) ? (least + most) / 2 : Math.min(Math.max(place, least), most);
  }
}
