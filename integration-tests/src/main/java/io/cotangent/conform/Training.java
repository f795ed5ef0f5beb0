package io.cotangent.conform;

import io.cotangent.Gradients;
import io.cotangent.Leaf;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.io.DataFormatException;
import io.cotangent.loss.Averaging;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import io.cotangent.optim.Adadelta;
import io.cotangent.optim.Adagrad;
import io.cotangent.optim.Adam;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Adamax;
import io.cotangent.optim.Asgd;
import io.cotangent.optim.Groups;
import io.cotangent.optim.Lbfgs;
import io.cotangent.optim.Nadam;
import io.cotangent.optim.OneCycle;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Radam;
import io.cotangent.optim.ReduceOnPlateau;
import io.cotangent.optim.Rmsprop;
import io.cotangent.optim.Rprop;
import io.cotangent.optim.Schedule;
import io.cotangent.optim.Settings;
import io.cotangent.optim.Sgd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cases of kinds optimizer, schedule and clip. */
final class Training {
  private Training() {}

  // ---- optimizers ----

  static Map<String, Tensor> optimize(ReferenceCase c) {
    Attributes a = c.attributes();
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    c.parameters().forEach(name -> parameters.put(name, new Parameter(c.in(name))));
    int steps = a.integer("steps");
    Map<String, Tensor[]> trajectories = new LinkedHashMap<>();
    parameters.keySet().forEach(name -> trajectories.put(name, new Tensor[steps]));
    double[] losses = new double[steps];
    boolean given = a.text("problem").equals("given");
    Supplier<Tensor> loss = () -> problem(c, parameters);
    Step step = c.op().equals("lbfgs") ? lbfgs(a, parameters) : optimizer(c.op(), a, parameters);
    for (int i = 0; i < steps; i++) {
      losses[i] = given ? step.take(given(c, parameters, i)) : step.take(loss);
      for (Map.Entry<String, Parameter> p : parameters.entrySet()) {
        Tensor now = p.getValue().value().detach().copy();
        Objects.requireNonNull(trajectories.get(p.getKey()))[i] = now;
      }
    }
    Map<String, Tensor> r = new LinkedHashMap<>();
    trajectories.forEach((name, t) -> r.put(name + "_trajectory", Tensor.stack(0, t)));
    r.put("loss", Tensor.of(losses));
    return r;
  }

  /** A step of either kind of optimizer. */
  private interface Step {
    /** From an objective; gives its value before. */
    double take(Supplier<Tensor> loss);

    /** From gradients. */
    default double take(Gradients g) {
      throw new AssertionError("evaluates the objective itself");
    }
  }

  private static Gradients given(ReferenceCase c, Map<String, Parameter> parameters, int i) {
    Parameter p = parameters.values().iterator().next();
    return Gradients.of(Map.of(p, c.in("grads").slice(0, Slice.at(i))));
  }

  private static Tensor problem(ReferenceCase c, Map<String, Parameter> parameters) {
    Map<String, Tensor> names = new LinkedHashMap<>(c.inputs());
    parameters.forEach((name, p) -> names.put(name, p.value()));
    switch (c.attributes().text("problem")) {
      case "quadratic" -> {
        Tensor d = in(names, "p").minus(in(names, "c"));
        return d.matmul(in(names, "A").matmul(d)).times(0.5);
      }
      case "logistic" -> {
        Tensor logits = in(names, "X").matmul(in(names, "w")).plus(in(names, "b"));
        return Losses.bceWithLogits(logits, in(names, "y"), null, null, Averaging.MEAN);
      }
      default -> {
        String formula = c.attributes().text("problem_formula");
        return new Formula(names).evaluate(formula);
      }
    }
  }

  private static Tensor in(Map<String, Tensor> names, String name) {
    return Objects.requireNonNull(names.get(name));
  }

  private static Step lbfgs(Attributes a, Map<String, Parameter> parameters) {
    return Lbfgs.of(Parameters.of(parameters.values()))
            .lr(a.number("lr", 1))
            .maxIterations(a.integer("max_iter"))
            .maxEvaluations(a.integer("max_eval", 0))
            .toleranceGradient(a.number("tolerance_grad"))
            .toleranceChange(a.number("tolerance_change"))
            .history(a.integer("history_size"))
            .strongWolfe(a.text("line_search_fn", "").equals("strong_wolfe"))
            .build()
        ::step;
  }

  private static Step optimizer(String op, Attributes a, Map<String, Parameter> parameters) {
    Optimizer all =
        a.has("groups")
            ? grouped(op, a, parameters)
            : settings(op, a).over(Parameters.of(parameters.values())).build();
    return new Step() {
      @Override
      public double take(Supplier<Tensor> loss) {
        Tensor l = loss.get();
        double before = l.item();
        all.step(l.backward());
        return before;
      }

      @Override
      public double take(Gradients g) {
        all.step(g);
        return 0;
      }
    };
  }

  private static Optimizer grouped(String op, Attributes a, Map<String, Parameter> parameters) {
    return grouped(a, parameters, settings(op, a), own -> settings(op, own));
  }

  /** Each group's own attributes over the common ones. */
  private static <S extends Settings<S>> Optimizer grouped(
      Attributes a,
      Map<String, Parameter> parameters,
      Settings<S> common,
      Function<Attributes, Settings<?>> make) {
    Groups<S> groups = null;
    for (Attributes group : a.objects("groups")) {
      Map<String, @Nullable Object> merged = new LinkedHashMap<>(a.values());
      merged.putAll(group.values());
      Parameter p = parameters.get(group.text("param"));
      if (p == null) {
        throw new DataFormatException(group.where() + ": no parameter " + group.text("param"));
      }
      @SuppressWarnings("unchecked") // the same optimizer as the common settings
      S own = (S) make.apply(new Attributes(group.where(), merged));
      Parameters one = Parameters.of(List.of(p));
      groups = groups == null ? common.on(one, s -> own) : groups.and(one, s -> own);
    }
    return Objects.requireNonNull(groups).build();
  }

  private static Settings<?> settings(String op, Attributes a) {
    double lr = a.has("groups") ? a.number("lr", 0) : a.number("lr");
    double decay = a.number("weight_decay", 0);
    double eps = a.number("eps", 1e-8);
    double[] betas = a.has("betas") ? a.numbers("betas") : new double[2];
    Settings<?> s =
        switch (op) {
          case "sgd" ->
              Sgd.settings()
                  .momentum(a.number("momentum", 0))
                  .dampening(a.number("dampening", 0))
                  .weightDecay(decay)
                  .nesterov(a.flag("nesterov"));
          case "adam" ->
              Adam.settings()
                  .betas(betas[0], betas[1])
                  .eps(eps)
                  .weightDecay(decay)
                  .amsgrad(a.flag("amsgrad"));
          case "adamw" ->
              AdamW.settings()
                  .betas(betas[0], betas[1])
                  .eps(eps)
                  .weightDecay(decay)
                  .amsgrad(a.flag("amsgrad"));
          case "adamax" -> Adamax.settings().betas(betas[0], betas[1]).eps(eps).weightDecay(decay);
          case "nadam" ->
              Nadam.settings()
                  .betas(betas[0], betas[1])
                  .eps(eps)
                  .weightDecay(decay)
                  .momentumDecay(a.number("momentum_decay"));
          case "radam" -> Radam.settings().betas(betas[0], betas[1]).eps(eps).weightDecay(decay);
          case "adagrad" ->
              Adagrad.settings()
                  .lrDecay(a.number("lr_decay"))
                  .eps(eps)
                  .weightDecay(decay)
                  .initialAccumulatorValue(a.number("initial_accumulator_value"));
          case "adadelta" -> Adadelta.settings().rho(a.number("rho")).eps(eps).weightDecay(decay);
          case "rmsprop" ->
              Rmsprop.settings()
                  .alpha(a.number("alpha"))
                  .eps(eps)
                  .weightDecay(decay)
                  .momentum(a.number("momentum"))
                  .centered(a.flag("centered"));
          case "rprop" -> {
            double[] etas = a.numbers("etas");
            double[] sizes = a.numbers("step_sizes");
            yield Rprop.settings().etas(etas[0], etas[1]).stepSizes(sizes[0], sizes[1]);
          }
          case "asgd" ->
              Asgd.settings()
                  .lambd(a.number("lambd"))
                  .alpha(a.number("alpha"))
                  .t0(a.number("t0"))
                  .weightDecay(decay);
          default -> throw new UnknownOperatorException("optimizer", op);
        };
    return with(s, lr, a.flag("maximize"));
  }

  private static <S extends Settings<S>> S with(Settings<S> s, double lr, boolean maximize) {
    return s.lr(lr).maximize(maximize);
  }

  // ---- schedules ----

  static Map<String, Tensor> schedule(ReferenceCase c) {
    Attributes a = c.attributes();
    int steps = a.integer("steps");
    double base = a.number("base_lr");
    Map<String, Tensor> r = new LinkedHashMap<>();
    if (c.op().equals("reduce_on_plateau")) {
      double[] metrics = c.in("metrics").toDoubles();
      ReduceOnPlateau plateau =
          new ReduceOnPlateau(
              new ReduceOnPlateau.Settings(
                  a.text("mode").equals("min"),
                  a.number("factor"),
                  a.integer("patience"),
                  a.number("threshold"),
                  a.text("threshold_mode").equals("rel"),
                  a.integer("cooldown"),
                  a.number("min_lr"),
                  a.number("eps")));
      double[] lr = new double[steps];
      for (int i = 0; i < steps; i++) {
        lr[i] = i == 0 ? base : plateau.next(lr[i - 1], metrics[i - 1]);
      }
      r.put("lr", Tensor.of(lr));
      return r;
    }
    Schedule s = schedule(c.op(), a);
    r.put("lr", Tensor.of(s.rates(base, steps)));
    if (s instanceof OneCycle cycle) {
      double[] momentum = new double[steps];
      for (int i = 0; i < steps; i++) {
        momentum[i] =
            cycle.momentum(a.number("base_momentum", 0.85), a.number("max_momentum", 0.95), i);
      }
      r.put("momentum", Tensor.of(momentum));
    }
    return r;
  }

  private static Schedule schedule(String op, Attributes a) {
    return switch (op) {
      case "constant" -> Schedule.constant(a.number("factor"), a.integer("total_iters"));
      case "linear" ->
          Schedule.linear(
              a.number("start_factor"), a.number("end_factor"), a.integer("total_iters"));
      case "step" -> Schedule.step(a.integer("step_size"), a.number("gamma"));
      case "multi_step" -> Schedule.multiStep(a.number("gamma"), a.integers("milestones"));
      case "exponential" -> Schedule.exponential(a.number("gamma"));
      case "polynomial" -> Schedule.polynomial(a.integer("total_iters"), a.number("power"));
      case "cosine_annealing" -> Schedule.cosineAnnealing(a.integer("T_max"), a.number("eta_min"));
      case "cosine_warm_restarts" ->
          Schedule.cosineRestarts(a.integer("T_0"), a.integer("T_mult", 1), a.number("eta_min"));
      case "cyclic" ->
          Schedule.cyclic(
              a.number("cycle_base_lr"),
              a.number("max_lr"),
              a.integer("step_size_up"),
              a.integer("step_size_down", a.integer("step_size_up")),
              switch (a.text("mode")) {
                case "triangular2" -> Schedule.Cycle.TRIANGULAR2;
                case "exp_range" -> Schedule.Cycle.EXP_RANGE;
                default -> Schedule.Cycle.TRIANGULAR;
              },
              a.number("gamma", 1));
      case "one_cycle" ->
          new OneCycle(
              a.number("max_lr"),
              a.integer("total_steps"),
              a.number("pct_start"),
              a.text("anneal_strategy").equals("cos"),
              a.number("div_factor"),
              a.number("final_div_factor"),
              a.flag("three_phase"));
      case "lambda" -> Schedule.lambda(epochs(a.text("formula")));
      case "chained" -> Schedule.chained(parts(a));
      case "sequential" -> Schedule.sequential(parts(a), a.integers("milestones"));
      default -> throw new UnknownOperatorException("schedule", op);
    };
  }

  private static Schedule[] parts(Attributes a) {
    return a.objects("schedules").stream()
        .map(s -> schedule(s.text("op"), s))
        .toArray(Schedule[]::new);
  }

  /**
   * A factor of the epoch from its formula, as Python writes it: {@code 0.95**epoch}, {@code 1.0 if
   * epoch < 5 else 0.1}, {@code max(0.1, 1-epoch//10)}.
   */
  static IntToDoubleFunction epochs(String formula) {
    String body = formula.replaceFirst("^[^<>=!]*= *(?!=)", "").replace("**", "^");
    body = body.replaceAll("(\\w+) *// *(\\w+)", "floor($1/$2)");
    Matcher choice = Pattern.compile("(.*) if (.*?) *(<=|>=|<|>) *(.*?) else (.*)").matcher(body);
    if (choice.matches()) {
      IntToDoubleFunction yes = factor(choice.group(1));
      IntToDoubleFunction a = factor(choice.group(2));
      IntToDoubleFunction b = factor(choice.group(4));
      IntToDoubleFunction no = epochs(choice.group(5));
      String sign = choice.group(3);
      return e -> {
        double d = a.applyAsDouble(e) - b.applyAsDouble(e);
        boolean holds = sign.startsWith("<") ? d < 0 : d > 0;
        return holds || (d == 0 && sign.endsWith("=")) ? yes.applyAsDouble(e) : no.applyAsDouble(e);
      };
    }
    return factor(body);
  }

  private static IntToDoubleFunction factor(String body) {
    return e -> {
      Tensor t = Functions.tensor((double) e);
      Map<String, Tensor> names = new LinkedHashMap<>();
      for (String name : new String[] {"epoch", "e", "i", "t", "n"}) {
        names.put(name, t);
      }
      return new Formula(names).evaluate(body.trim()).item();
    };
  }

  // ---- clipping ----

  static Map<String, Tensor> clip(ReferenceCase c) {
    List<Tensor> leaves = c.inputs().values().stream().map(g -> g.detach().requiresGrad()).toList();
    Map<Leaf, Tensor> given = new LinkedHashMap<>();
    List<Tensor> values = List.copyOf(c.inputs().values());
    for (int i = 0; i < leaves.size(); i++) {
      Tensor leaf = leaves.get(i);
      given.put(() -> leaf, values.get(i));
    }
    Gradients gradients = Gradients.of(given);
    Map<String, Tensor> r = new LinkedHashMap<>();
    Gradients clipped;
    if (c.op().equals("clip_grad_norm")) {
      double p = c.attributes().number("norm_type");
      clipped = gradients.clipNorm(c.attributes().number("max_norm"), p);
      r.put("total_norm", Functions.tensor(gradients.norm(p)));
    } else if (c.op().equals("clip_grad_value")) {
      clipped = gradients.clipValue(c.attributes().number("clip_value"));
    } else {
      throw new UnknownOperatorException("schedule", c.op());
    }
    for (int i = 0; i < leaves.size(); i++) {
      r.put("clipped" + i, clipped.get(leaves.get(i)));
    }
    return r;
  }
}
