package io.cotangent.optim;

import static io.cotangent.optim.Vectors.dot;
import static io.cotangent.optim.Vectors.largest;
import static io.cotangent.optim.Vectors.sum;
import static io.cotangent.optim.Vectors.sumOfSizes;
import static io.cotangent.optim.Vectors.times;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.GradientException;
import io.cotangent.Gradients;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * L-BFGS (Nocedal 1980; Nocedal and Wright, Numerical Optimization, ch. 7): steps along −H·g, H the
 * inverse Hessian as the last few steps and changes of the gradient show it, of a fixed length or
 * one that meets the strong Wolfe conditions. It evaluates the loss itself, several times a step.
 *
 * <pre>{@code
 * Lbfgs lbfgs = Lbfgs.of(model).strongWolfe(true).build();
 * double before = lbfgs.step(() -> loss(model, data));
 * }</pre>
 *
 * <p>Where a step leads to a loss or gradient that is not finite, it is halved until it does not.
 * Frozen parameters are left out; when others are frozen or thawed, H begins anew.
 */
public final class Lbfgs {
  /**
   * Settings, an immutable record.
   *
   * @param lr length of a step; with a line search, of the first one tried
   * @param maxIterations iterations a call
   * @param maxEvaluations evaluations of the loss a call; 0 for five for every four iterations
   * @param toleranceGradient largest |g| at which it stops
   * @param toleranceChange change of loss or parameters at which it stops
   * @param history how many steps are remembered
   * @param strongWolfe whether a line search finds the length
   * @param parameters what {@link #build} makes an optimizer of; null in settings alone
   */
  public record Settings(
      double lr,
      int maxIterations,
      int maxEvaluations,
      double toleranceGradient,
      double toleranceChange,
      int history,
      boolean strongWolfe,
      @Nullable Parameters parameters) {
    private static final Settings DEFAULT = new Settings(1, 20, 0, 1e-7, 1e-9, 100, false, null);

    /** Checks the settings. */
    public Settings {
      Check.positive("Lbfgs", "lr", lr);
      Check.positive("Lbfgs", "maxIterations", maxIterations);
      Check.notNegative("Lbfgs", "maxEvaluations", maxEvaluations);
      Check.notNegative("Lbfgs", "toleranceGradient", toleranceGradient);
      Check.notNegative("Lbfgs", "toleranceChange", toleranceChange);
      Check.positive("Lbfgs", "history", history);
    }

    private int evaluations() {
      return maxEvaluations == 0 ? Math.max(1, maxIterations * 5 / 4) : maxEvaluations;
    }

    /** With another {@code lr}. */
    public Settings lr(double value) {
      return new Settings(
          value,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          history,
          strongWolfe,
          parameters);
    }

    /** With another {@code maxIterations}. */
    public Settings maxIterations(int value) {
      return new Settings(
          lr,
          value,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          history,
          strongWolfe,
          parameters);
    }

    /** With another {@code maxEvaluations}. */
    public Settings maxEvaluations(int value) {
      return new Settings(
          lr,
          maxIterations,
          value,
          toleranceGradient,
          toleranceChange,
          history,
          strongWolfe,
          parameters);
    }

    /** With another {@code toleranceGradient}. */
    public Settings toleranceGradient(double value) {
      return new Settings(
          lr,
          maxIterations,
          maxEvaluations,
          value,
          toleranceChange,
          history,
          strongWolfe,
          parameters);
    }

    /** With another {@code toleranceChange}. */
    public Settings toleranceChange(double value) {
      return new Settings(
          lr,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          value,
          history,
          strongWolfe,
          parameters);
    }

    /** With another {@code history}. */
    public Settings history(int value) {
      return new Settings(
          lr,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          value,
          strongWolfe,
          parameters);
    }

    /** With another {@code strongWolfe}. */
    public Settings strongWolfe(boolean value) {
      return new Settings(
          lr,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          history,
          value,
          parameters);
    }

    /** These settings for some parameters. */
    public Settings over(Parameters value) {
      return new Settings(
          lr,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          history,
          strongWolfe,
          value);
    }

    /**
     * The optimizer.
     *
     * @throws ArgumentException if the settings stand alone, or for no parameters
     */
    public Lbfgs build() {
      if (parameters == null || parameters.size() == 0) {
        throw new ArgumentException("optimizer: no parameters to optimize");
      }
      return new Lbfgs(parameters, this);
    }
  }

  /** The loss and its gradient at one place. */
  record Point(double loss, double[] gradient) {
    boolean isFinite() {
      return Double.isFinite(loss) && Double.isFinite(largest(gradient));
    }
  }

  private static final int MOST_HALVINGS = 60;

  private final Parameters parameters;
  private final Settings settings;

  private final List<double[]> steps = new ArrayList<>();
  private final List<double[]> changes = new ArrayList<>();
  private List<Parameter> moving = List.of();
  private double[] start = {};
  private double[] direction = {};
  private double[] previous = {};
  private double scale = 1;
  private double length;
  private long iterations;

  private Lbfgs(Parameters parameters, Settings settings) {
    this.parameters = parameters;
    this.settings = settings;
  }

  /**
   * PyTorch's defaults: length 1, 20 iterations, 25 evaluations, tolerances 1e-7 and 1e-9, 100
   * steps.
   */
  public static Settings settings() {
    return Settings.DEFAULT;
  }

  /** For all parameters of a model. */
  public static Settings of(Module model) {
    return of(model.parameters());
  }

  /** For some parameters. */
  public static Settings of(Parameters parameters) {
    return Settings.DEFAULT.over(parameters);
  }

  /**
   * One call: up to {@code maxIterations} iterations. Returns the loss before it; where that is not
   * finite and there is no step to take back, nothing moves.
   *
   * @throws GradientException if the loss depends on none of the parameters
   */
  public double step(Supplier<Tensor> loss) {
    begin();
    Point at = settled(loss);
    double before = at.loss;
    int evaluations = 1;
    if (!at.isFinite() || largest(at.gradient) <= settings.toleranceGradient) {
      return before;
    }
    for (int n = 1; n <= settings.maxIterations; n++) {
      iterations++;
      turn(at.gradient);
      previous = at.gradient.clone();
      double lossBefore = at.loss;
      length =
          iterations == 1 ? Math.min(1, 1 / sumOfSizes(at.gradient)) * settings.lr : settings.lr;
      double slope = dot(at.gradient, direction);
      if (slope > -settings.toleranceChange) {
        break;
      }
      start = flat();
      if (settings.strongWolfe) {
        WolfeSearch search =
            new WolfeSearch(t -> at(t, loss), direction, at, slope, settings.toleranceChange);
        at = search.run(length);
        length = search.found();
        move(length);
        evaluations += search.evaluations();
      } else {
        move(length);
        if (n != settings.maxIterations) {
          at = settled(loss);
          evaluations++;
        }
      }
      if (n == settings.maxIterations
          || evaluations >= settings.evaluations()
          || !at.isFinite()
          || largest(at.gradient) <= settings.toleranceGradient
          || largest(direction) * length <= settings.toleranceChange
          || Math.abs(at.loss - lossBefore) < settings.toleranceChange) {
        break;
      }
    }
    return before;
  }

  private Point at(double t, Supplier<Tensor> loss) {
    move(t);
    return evaluate(loss);
  }

  /** The point where the parameters are; the last step is halved until that is finite. */
  private Point settled(Supplier<Tensor> loss) {
    Point at = evaluate(loss);
    for (int i = 0; i < MOST_HALVINGS && !at.isFinite() && start.length > 0; i++) {
      length /= 2;
      at = at(length, loss);
    }
    return at;
  }

  private void begin() {
    List<Parameter> trainable = trainable();
    if (!trainable.equals(moving)) {
      moving = trainable;
      forget();
    }
  }

  private List<Parameter> trainable() {
    return parameters.asMap().values().stream().filter(Parameter::isTrainable).toList();
  }

  private void forget() {
    steps.clear();
    changes.clear();
    start = new double[0];
    iterations = 0;
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
  }

  // ---- parameters as one vector ----

  private Point evaluate(Supplier<Tensor> loss) {
    try (Scope scope = Scope.open("L-BFGS evaluation")) {
      Tensor value = loss.get();
      Gradients g = value.backward();
      if (moving.stream().noneMatch(g::contains)) {
        throw new GradientException(
            "Lbfgs: none of its parameters has a gradient: it optimizes "
                + String.join(", ", parameters.names())
                + "; the gradients are those of "
                + String.join(", ", g.names()));
      }
      double[] all = new double[size(moving)];
      int at = 0;
      for (Parameter p : moving) {
        int n = p.leaf().size();
        if (g.contains(p)) {
          System.arraycopy(g.get(p).toDoubles(), 0, all, at, n);
        }
        at += n;
      }
      return new Point(value.item(), all);
    }
  }

  private static int size(List<Parameter> of) {
    return of.stream().mapToInt(p -> p.leaf().size()).sum();
  }

  private double[] flat() {
    double[] all = new double[size(moving)];
    int at = 0;
    for (Parameter p : moving) {
      double[] part = p.leaf().detach().toDoubles();
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** To start + t·direction. */
  private void move(double t) {
    int at = 0;
    for (Parameter p : moving) {
      Tensor old = p.leaf();
      double[] part = new double[old.size()];
      for (int i = 0; i < part.length; i++) {
        part[i] = start[at + i] + t * direction[at + i];
      }
      at += part.length;
      p.set(Tensor.of(old.backend(), part, old.shape()).to(old.dtype()));
    }
  }

  // ---- state ----

  /**
   * All that it keeps, as copies by PyTorch's names: {@code old_stps}, {@code old_dirs}, {@code d},
   * {@code prev_flat_grad}, {@code t}, {@code H_diag}, {@code n_iter}, and {@code start}, where the
   * last step began.
   */
  public Map<String, Tensor> stateDict() {
    return Memory.outsideArenas(
        () -> {
          Map<String, Tensor> r = new LinkedHashMap<>();
          r.put("n_iter", Tensor.scalar(DType.I64, iterations));
          if (iterations > 0) {
            r.put("t", OptimizerState.number(length));
            r.put("H_diag", OptimizerState.number(scale));
            r.put("d", Tensor.of(direction));
            r.put("prev_flat_grad", Tensor.of(previous));
            r.put("start", Tensor.of(start));
            r.put("old_stps", rows(steps));
            r.put("old_dirs", rows(changes));
          }
          return r;
        });
  }

  private Tensor rows(List<double[]> of) {
    int n = direction.length;
    double[] all = new double[of.size() * n];
    for (int i = 0; i < of.size(); i++) {
      System.arraycopy(of.get(i), 0, all, i * n, n);
    }
    return Tensor.of(all, of.size(), n);
  }

  /**
   * Takes over what {@link #stateDict} gave, for the parameters that are trainable now.
   *
   * @throws ArgumentException if an entry is missing
   * @throws ShapeException if the state is of another number of elements; nothing has changed
   */
  public void load(Map<String, Tensor> state) {
    long n = (long) entry(state, "n_iter").item();
    if (n > 0) {
      check(state);
    }
    moving = trainable();
    forget();
    if (n > 0) {
      direction = entry(state, "d").toDoubles();
      previous = entry(state, "prev_flat_grad").toDoubles();
      start = entry(state, "start").toDoubles();
      length = entry(state, "t").item();
      scale = entry(state, "H_diag").item();
      load(entry(state, "old_stps"), steps);
      load(entry(state, "old_dirs"), changes);
      iterations = n;
    }
  }

  private void check(Map<String, Tensor> state) {
    int size = size(trainable());
    for (String name : new String[] {"d", "prev_flat_grad", "start"}) {
      if (entry(state, name).size() != size) {
        throw new ShapeException(
            "load: "
                + name
                + " "
                + entry(state, name).shape()
                + " does not fit trainable parameters of "
                + size
                + " elements");
      }
    }
    for (String name : new String[] {"t", "H_diag"}) {
      if (entry(state, name).size() != 1) {
        throw new ShapeException(
            "load: " + name + " " + entry(state, name).shape() + " must be []");
      }
    }
    Shape of = entry(state, "old_stps").shape();
    if (of.rank() != 2 || of.dim(1) != size || !entry(state, "old_dirs").shape().equals(of)) {
      throw new ShapeException(
          "load: old_stps "
              + of
              + " and old_dirs "
              + entry(state, "old_dirs").shape()
              + " must be rows of "
              + size
              + " elements, as many of each");
    }
  }

  private static Tensor entry(Map<String, Tensor> state, String name) {
    Tensor t = state.get(name);
    if (t == null) {
      throw new ArgumentException(
          "load: the state of an L-BFGS has no " + name + ", only " + state.keySet());
    }
    return t;
  }

  private static void load(Tensor rows, List<double[]> into) {
    double[] all = rows.toDoubles();
    int n = rows.shape().dim(1);
    for (int i = 0; i < rows.shape().dim(0); i++) {
      into.add(Arrays.copyOfRange(all, i * n, (i + 1) * n));
    }
  }
}
