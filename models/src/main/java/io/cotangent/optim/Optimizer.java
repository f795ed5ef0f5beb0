package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.GradientException;
import io.cotangent.Gradients;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.autograd.Storage;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes parameters against their gradients, by the rule of its {@link Settings}.
 *
 * <pre>{@code
 * Optimizer optimizer = AdamW.of(model).lr(3e-4).build();
 * optimizer.step(loss.backward().clipNorm(1.0));
 * }</pre>
 *
 * <p>What it keeps belongs to the parameter: slots by PyTorch's names and a count of steps of its
 * own, so that a layer thawed late starts as if training began. A parameter without gradient, and a
 * frozen one, is not touched at all: no weight decay, no count. A step works in the memory of
 * parameters and slots and leaves nothing behind.
 */
public final class Optimizer {
  private final List<ParameterGroup> groups;
  private final Map<String, ParameterState> states;

  Optimizer(List<? extends Settings<?>> settings) {
    List<ParameterGroup> all = new ArrayList<>();
    Map<String, ParameterState> byName = new LinkedHashMap<>();
    Map<Parameter, String> seen = new IdentityHashMap<>();
    for (Settings<?> s : settings) {
      Parameters of = s.parameters();
      if (of == null || of.size() == 0) {
        throw new ArgumentException(
            "optimizer: no parameters to optimize"
                + (settings.size() > 1 ? " in group " + all.size() : ""));
      }
      ParameterGroup group = new ParameterGroup(of, s.over(null));
      of.asMap()
          .forEach(
              (name, p) -> {
                String other = seen.put(p, name);
                if (other != null) {
                  throw new ArgumentException(
                      "optimizer: parameter "
                          + p
                          + " is in two groups; take it out of one with except(…)");
                }
                s.slots(p.leaf().shape());
                String unique = byName.containsKey(name) ? prefix(all.size()) + name : name;
                byName.put(unique, new ParameterState(p, group));
              });
      all.add(group);
    }
    groups = List.copyOf(all);
    states = Collections.unmodifiableMap(byName);
  }

  private static String prefix(int group) {
    return "groups." + group + ".";
  }

  /** The groups, in the order in which they were given. */
  public List<ParameterGroup> groups() {
    return groups;
  }

  /** The learning rate, that of the first group. */
  public double lr() {
    return groups.get(0).lr();
  }

  /**
   * Sets the first group's learning rate from the next step on, and those of the others in the
   * proportion of the rates that they were built with.
   *
   * @throws ArgumentException if it is negative or not finite
   */
  public void setLr(double lr) {
    double base = groups.get(0).settings().lr();
    for (ParameterGroup g : groups) {
      double own = g.settings().lr();
      g.setLr(own == base ? lr : base == 0 ? own : lr * (own / base));
    }
  }

  /**
   * Sets each group's learning rate to what a schedule makes of the rate that it was built with.
   *
   * @param step which step comes next, from 0 on
   */
  public void setLr(Schedule schedule, int step) {
    groups.forEach(g -> g.setLr(schedule.at(g.settings().lr(), step)));
  }

  /**
   * One step for every trainable parameter that has a gradient.
   *
   * @throws GradientException if none of the optimizer's parameters has one
   */
  public void step(Gradients gradients) {
    List<ParameterState> moving = new ArrayList<>();
    List<Tensor> against = new ArrayList<>();
    boolean known = false;
    for (ParameterState s : states.values()) {
      if (gradients.contains(s.parameter)) {
        known = true;
        if (s.parameter.isTrainable()) {
          moving.add(s);
          against.add(gradients.get(s.parameter).detach());
        }
      }
    }
    if (!known) {
      throw new GradientException(
          "optimizer: none of its parameters has a gradient: it optimizes "
              + String.join(", ", states.keySet())
              + "; the gradients are those of "
              + String.join(", ", gradients.names()));
    }
    try (Scope scope = Scope.open("optimizer step")) {
      separate(moving, against);
      for (int i = 0; i < moving.size(); i++) {
        ParameterState s = moving.get(i);
        Tensor g = against.get(i);
        s.update(s.group.settings().maximize() ? g.neg() : g);
      }
    }
  }

  /** Copies gradients that share memory with a parameter: it may change before they are read. */
  private static void separate(List<ParameterState> moving, List<Tensor> against) {
    Set<Storage> changing = Collections.newSetFromMap(new IdentityHashMap<>());
    moving.forEach(s -> changing.add(Handle.storage(s.parameter.leaf())));
    against.replaceAll(g -> changing.contains(Handle.storage(g)) ? Memory.copy(g, g.dtype()) : g);
  }

  /**
   * All that the optimizer keeps, as copies: for each parameter that it has changed {@code
   * name.slot}, {@code name.step} and, where its rule has them, further numbers; and {@code
   * groups.0.lr}, …, the learning rates. With these and the model's own state training goes on to
   * the bit. A name that an earlier group has too is preceded by {@code groups.} and its group's
   * number.
   */
  public Map<String, Tensor> stateDict() {
    return Memory.outsideArenas(
        () -> {
          Map<String, Tensor> r = new LinkedHashMap<>();
          states.forEach((name, s) -> s.save(name, r));
          for (int i = 0; i < groups.size(); i++) {
            r.put(OptimizerState.lr(i), OptimizerState.number(groups.get(i).lr()));
          }
          return r;
        });
  }

  /**
   * Takes over what {@link #stateDict} gave. A parameter without any entry begins anew.
   *
   * @throws ArgumentException if entries are missing, unexpected or of another shape; it lists them
   *     all, and nothing has changed
   */
  public void load(Map<String, Tensor> state) {
    OptimizerState.check(state, states, groups.size());
    states.forEach((name, s) -> s.load(OptimizerState.under(name, s, state)));
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).setLr(OptimizerState.get(state, OptimizerState.lr(i)).item());
    }
  }

  /** A line for each group. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("Optimizer");
    groups.forEach(g -> s.append("\n  ").append(g));
    return s.toString();
  }
}
