package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reparameterizations of a module's parameters, in one call by name pattern. */
public sealed interface Adaptable permits Module {
  /**
   * Freezes all parameters and puts low-rank adaptations with s = 1 over weights; see {@link
   * #lora(int, double, Rng, String...)}.
   */
  default void lora(int rank, String... patterns) {
    lora(rank, rank, new Rng(0), patterns);
  }

  /**
   * Freezes all parameters of this module and puts W + (α/r)·B·A over weights (Hu et al. 2021), so
   * that A and B alone are trained; {@code thaw} takes others into training, as a new head. {@link
   * #merge} makes the sums plain weights.
   *
   * <pre>{@code
   * model.lora(8, 16, rng, "**.self_attn", "**.linear1");
   * }</pre>
   *
   * @param rank r of A and B
   * @param alpha α
   * @param rng of A
   * @param patterns names of parameters, or of modules whose weights of two axes or more are meant
   * @throws ArgumentException if a pattern matches nothing that has such a weight
   */
  default void lora(int rank, double alpha, Rng rng, String... patterns) {
    Module self = (Module) this;
    List<Parameter> found = weights(self, "lora", 2, patterns);
    self.freeze();
    found.forEach(p -> p.reparameterize(new Lora(p, rank, alpha, rng)));
  }

  /** Puts {@link WeightNorm} over weights, which are named as {@link #lora} has it. */
  default void weightNorm(String... patterns) {
    weights((Module) this, "weightNorm", 1, patterns)
        .forEach(p -> p.reparameterize(new WeightNorm(p)));
  }

  /** Puts {@link SpectralNorm} over weights, which are named as {@link #lora} has it. */
  default void spectralNorm(Rng rng, String... patterns) {
    weights((Module) this, "spectralNorm", 2, patterns)
        .forEach(p -> p.reparameterize(new SpectralNorm(p, rng)));
  }

  /** Puts a reparameterization over every parameter that a pattern matches. */
  default void reparameterize(
      String pattern, Function<Parameter, ? extends Reparameterization> by) {
    for (Parameter p : ((Module) this).parameters(pattern)) {
      p.reparameterize(by.apply(p));
    }
  }

  /** Makes every reparameterized parameter of the tree a plain one with the value that it has. */
  default void merge() {
    Tree.of((Module) this)
        .modules
        .values()
        .forEach(m -> m.ownParameters.values().forEach(Parameter::merge));
  }

  private static List<Parameter> weights(Module m, String what, int leastRank, String... patterns) {
    Map<String, Module> modules = m.modules();
    Map<String, Parameter> parameters = m.leaves();
    Set<String> names = new LinkedHashSet<>(modules.keySet());
    names.addAll(parameters.keySet());
    Set<Parameter> found = new LinkedHashSet<>();
    for (String pattern : patterns) {
      List<Parameter> here = new ArrayList<>();
      for (String name : NamePattern.select("module or parameter", names, pattern)) {
        Parameter p = parameters.get(name);
        if (p != null) {
          here.add(p);
        } else {
          Module named = modules.get(name);
          if (named != null) {
            named.ownParameters.forEach(
                (n, w) -> {
                  if (n.endsWith("weight") || n.startsWith("weight_")) {
                    here.add(w);
                  }
                });
          }
        }
      }
      here.removeIf(p -> p.leaf().rank() < leastRank || p.reparameterization() != null);
      if (here.isEmpty()) {
        throw new ArgumentException(
            what + ": '" + pattern + "' names no weight of " + leastRank + " axes or more");
      }
      found.addAll(here);
    }
    return List.copyOf(found);
  }
}
