package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;

/**
 * L-BFGS (Nocedal 1980; Nocedal and Wright, Numerical Optimization, ch. 7): steps along −H·g, H the
 * inverse Hessian as the last few steps and changes of the gradient show it, of a fixed length or
 * one that meets the strong Wolfe conditions. It evaluates the loss itself, several times a step.
 */
public final class Lbfgs {
  /**
   * Settings.
   *
   * @param lr length of a step; with a line search, of the first one tried
   * @param maxIterations iterations a call
   * @param maxEvaluations evaluations of the loss a call
   * @param toleranceGradient largest |g| at which it stops
   * @param toleranceChange change of loss or parameters at which it stops
   * @param history how many steps are remembered
   * @param strongWolfe whether a line search finds the length
   */
  public record Settings(
      double lr,
      int maxIterations,
      int maxEvaluations,
      double toleranceGradient,
      double toleranceChange,
      int history,
      boolean strongWolfe) {
    /** Length 1, 20 iterations, 25 evaluations, tolerances 1e-7 and 1e-9, 100 steps remembered. */
    public static final Settings DEFAULT = new Settings(1, 20, 25, 1e-7, 1e-9, 100, false);

    /** Checks the settings. */
    public Settings {
      if (!(lr > 0) || maxIterations < 1 || maxEvaluations < 1 || history < 1) {
        throw new ArgumentException(
            "lbfgs: lr, maxIterations, maxEvaluations and history must be positive");
      }
    }
  }

  private final List<Parameter> parameters;
  private final Settings settings;

  private final List<double[]> steps = new ArrayList<>();
  private final List<double[]> changes = new ArrayList<>();
  private double[] direction = new double[0];
  private double[] previous = new double[0];
  private double scale = 1;
  private double length;
  private long iterations;

  /** For some parameters; one that is given twice, as tied weights are, counts once. */
  public Lbfgs(Collection<Parameter> parameters, Settings settings) {
    this.parameters = List.copyOf(new LinkedHashSet<>(parameters));
    this.settings = settings;
    if (this.parameters.isEmpty()) {
      throw new ArgumentException("optimizer: no parameters to optimize");
    }
  }

  /** The loss and its gradient at one place. */
  private record Point(double loss, double[] gradient) {
    boolean isFinite() {
      return Double.isFinite(loss) && Double.isFinite(largest(gradient));
    }
  }

  /**
   * One call: up to {@code maxIterations} iterations. A frozen parameter, and one on which the loss
   * does not depend, stays as it is. Where the loss or its gradient is not finite to begin with,
   * nothing changes.
   *
   * @return the loss before it
   */
  public double step(Supplier<Tensor> loss) {
    Point at = evaluate(loss);
    double before = at.loss;
    int evaluations = 1;
    if (!at.isFinite() || largest(at.gradient) <= settings.toleranceGradient) {
      return before;
    }
    double lossBefore = at.loss;
    for (int n = 1; n <= settings.maxIterations; n++) {
      iterations++;
      turn(at.gradient);
      previous = at.gradient.clone();
      lossBefore = at.loss;
      length =
          iterations == 1 ? Math.min(1, 1 / sumOfSizes(at.gradient)) * settings.lr : settings.lr;
      double slope = dot(at.gradient, direction);
      if (slope > -settings.toleranceChange) {
        break;
      }
      if (settings.strongWolfe) {
        double[] start = flat();
        Search search = new Search(loss, start, at, slope, length);
        at = search.run();
        length = search.found;
        move(start, length);
        evaluations += search.evaluations;
      } else {
        move(flat(), length);
        if (n != settings.maxIterations) {
          at = evaluate(loss);
          evaluations++;
        }
      }
      if (n == settings.maxIterations
          || evaluations >= settings.maxEvaluations
          || largest(at.gradient) <= settings.toleranceGradient
          || largest(direction) * length <= settings.toleranceChange
          || Math.abs(at.loss - lossBefore) < settings.toleranceChange) {
        break;
      }
    }
    return before;
  }

  /** The direction −H·g, by Nocedal's two loops. */
  private void turn(double[] g) {
    if (iterations == 1) {
      direction = times(g, -1);
      scale = 1;
      return;
    }
    double[] y = sum(g, previous, -1);
    double[] s = times(direction, length);
    double ys = dot(y, s);
    if (ys > 1e-10) {
      if (steps.size() == settings.history) {
        steps.remove(0);
        changes.remove(0);
      }
      steps.add(s);
      changes.add(y);
      scale = ys / dot(y, y);
    }
    int n = steps.size();
    double[] alpha = new double[n];
    double[] q = times(g, -1);
    for (int i = n - 1; i >= 0; i--) {
      alpha[i] = dot(steps.get(i), q) / dot(changes.get(i), steps.get(i));
      q = sum(q, changes.get(i), -alpha[i]);
    }
    double[] r = times(q, scale);
    for (int i = 0; i < n; i++) {
      double beta = dot(changes.get(i), r) / dot(changes.get(i), steps.get(i));
      r = sum(r, steps.get(i), alpha[i] - beta);
    }
    direction = r;
    still();
  }

  /** No direction leads along parameters that are frozen, whatever their history says. */
  private void still() {
    int at = 0;
    for (Parameter p : parameters) {
      int n = p.value().size();
      if (!p.isTrainable()) {
        Arrays.fill(direction, at, at + n, 0);
      }
      at += n;
    }
  }

  // ---- parameters as one vector ----

  private Point evaluate(Supplier<Tensor> loss) {
    Tensor value = loss.get();
    Gradients g = value.backward();
    double[] all = new double[size()];
    int at = 0;
    for (Parameter p : parameters) {
      if (p.isTrainable() && g.contains(p)) {
        double[] part = g.get(p).toDoubles();
        System.arraycopy(part, 0, all, at, part.length);
      }
      at += p.value().size();
    }
    return new Point(value.item(), all);
  }

  private int size() {
    return parameters.stream().mapToInt(p -> p.value().size()).sum();
  }

  private double[] flat() {
    double[] all = new double[size()];
    int at = 0;
    for (Parameter p : parameters) {
      double[] part = p.value().toDoubles();
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private void move(double[] start, double t) {
    int at = 0;
    for (Parameter p : parameters) {
      Tensor old = p.value();
      if (!p.isTrainable()) {
        at += old.size();
        continue;
      }
      double[] part = new double[old.size()];
      for (int i = 0; i < part.length; i++) {
        part[i] = start[at + i] + t * direction[at + i];
      }
      at += part.length;
      p.set(Tensor.of(old.backend(), part, old.shape()).to(old.dtype()));
    }
  }

  private static double dot(double[] a, double[] b) {
    double s = 0;
    for (int i = 0; i < a.length; i++) {
      s += a[i] * b[i];
    }
    return s;
  }

  private static double[] times(double[] a, double factor) {
    double[] r = new double[a.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = a[i] * factor;
    }
    return r;
  }

  /** a + factor·b. */
  private static double[] sum(double[] a, double[] b, double factor) {
    double[] r = new double[a.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = a[i] + factor * b[i];
    }
    return r;
  }

  private static double largest(double[] a) {
    double m = 0;
    for (double v : a) {
      m = Math.max(m, Math.abs(v));
    }
    return m;
  }

  private static double sumOfSizes(double[] a) {
    double s = 0;
    for (double v : a) {
      s += Math.abs(v);
    }
    return s;
  }

  // ---- the line search ----

  /**
   * A length that meets the strong Wolfe conditions with c₁ = 1e-4, c₂ = 0.9: bracketing, then
   * zooming in by cubic interpolation (Nocedal and Wright, algorithms 3.5 and 3.6, in the form of
   * Schmidt's minFunc).
   */
  private final class Search {
    private static final double C1 = 1e-4;
    private static final double C2 = 0.9;
    private static final int MOST = 25;

    private final Supplier<Tensor> loss;
    private final double[] start;
    private final Point from;
    private final double slope;
    private double t;

    int evaluations;
    double found;

    Search(Supplier<Tensor> loss, double[] start, Point from, double slope, double t) {
      this.loss = loss;
      this.start = start;
      this.from = from;
      this.slope = slope;
      this.t = t;
    }

    /** A length tried. */
    private record Try(double t, Point at, double slope) {}

    private Try attempt(double length) {
      move(start, length);
      Point p = evaluate(loss);
      evaluations++;
      return new Try(length, p, dot(p.gradient, direction));
    }

    /** Enough of a decrease; a loss or gradient that is not finite is none. */
    private boolean decreases(Try a) {
      return a.at.isFinite() && a.at.loss <= from.loss + C1 * a.t * slope;
    }

    /** The index of the lower of two; one that is not finite is never lower. */
    private static int lower(Try[] bracket) {
      boolean second = bracket[1].at.isFinite() && !(bracket[0].at.loss <= bracket[1].at.loss);
      return second ? 1 : 0;
    }

    private boolean isFlat(Try a) {
      return Math.abs(a.slope) <= -C2 * slope;
    }

    Point run() {
      Try last = new Try(0, from, slope);
      Try now = attempt(t);
      int tries = 0;
      boolean bracketed = false;
      while (tries < MOST) {
        if (!decreases(now) || (tries > 1 && now.at.loss >= last.at.loss)) {
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
      int low = lower(bracket);
      boolean slow = false;
      for (int tries = used; tries < MOST; tries++) {
        double left = Math.min(bracket[0].t, bracket[1].t);
        double right = Math.max(bracket[0].t, bracket[1].t);
        if ((right - left) * size < settings.toleranceChange) {
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
        if (!decreases(now) || now.at.loss >= bracket[low].at.loss) {
          bracket[1 - low] = now;
          low = lower(bracket);
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
      if (!a.at.isFinite() || !b.at.isFinite()) {
        return (least + most) / 2;
      }
      double d1 = a.slope + b.slope - 3 * (a.at.loss - b.at.loss) / (a.t - b.t);
      double square = d1 * d1 - a.slope * b.slope;
      if (!(square >= 0)) {
        return (least + most) / 2;
      }
      double d2 = Math.sqrt(square);
      double place =
          a.t <= b.t
              ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
              : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
      return Math.min(Math.max(place, least), most);
    }
  }
}
