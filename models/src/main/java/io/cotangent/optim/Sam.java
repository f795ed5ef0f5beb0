package io.cotangent.optim;

import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.nn.Module;
import io.cotangent.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sharpness-aware minimization (Foret et al. 2021): the gradients at w + ρ·g/‖g‖, where the loss is
 * about highest around the weights w, for a step of any optimizer from w.
 *
 * <pre>{@code
 * Sam sam = new Sam(0.05);
 * optimizer.step(sam.gradients(model, () -> loss(model, batch)));
 * }</pre>
 *
 * @param rho ρ, the radius
 * @param adaptive whether the step to the neighbour is in proportion to the weights: w +
 *     ρ·w²g/‖w·g‖ (Kwon et al. 2021), for which ρ is some ten times larger
 */
public record Sam(double rho, boolean adaptive) {
  /** Checks the settings. */
  public Sam {
    Check.notNegative("Sam", "rho", rho);
  }

  /** Not adaptive. */
  public Sam(double rho) {
    this(rho, false);
  }

  /**
   * The gradients at the neighbour. The loss is computed twice; where it draws random numbers or
   * moves running statistics, so it does twice.
   *
   * @param loss of the model, a scalar, recorded
   */
  public Gradients gradients(Module model, Supplier<Tensor> loss) {
    Map<String, Tensor> neighbour = neighbour(model, loss.get().backward());
    return model.with(neighbour, () -> loss.get().backward());
  }

  private record Move(String name, Parameter weight, Tensor toward) {}

  /** Each weight as itself plus a constant, so that gradients flow to it. */
  private Map<String, Tensor> neighbour(Module model, Gradients gradients) {
    List<Move> moves = new ArrayList<>();
    double square = 0;
    for (Map.Entry<String, Parameter> e : model.leaves().entrySet()) {
      Parameter p = e.getValue();
      if (p.isTrainable() && gradients.contains(p)) {
        Tensor g = gradients.get(p).detach();
        Tensor w = p.leaf().detach();
        double norm = (adaptive ? g.times(w) : g).norm(2).item();
        square += norm * norm;
        moves.add(new Move(e.getKey(), p, adaptive ? g.times(w).times(w) : g));
      }
    }
    double scale = rho / (Math.sqrt(square) + 1e-12);
    Map<String, Tensor> r = new LinkedHashMap<>();
    moves.forEach(m -> r.put(m.name, m.weight.leaf().plus(m.toward.times(scale))));
    return r;
  }
}
