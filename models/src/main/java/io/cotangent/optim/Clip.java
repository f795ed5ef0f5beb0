package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.Gradients;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Gradients kept small (Pascanu et al. 2013). */
public final class Clip {
  private Clip() {}

  /** Clipped tensors, and their joint norm before. */
  public record Clipped(List<Tensor> tensors, double norm) {}

  /**
   * Gradients whose joint p-norm is at most {@code maxNorm}: all times min(1, maxNorm/(norm +
   * 1e-6)).
   */
  public static Gradients norm(Gradients gradients, double maxNorm, double p) {
    return gradients.clipNorm(maxNorm, p);
  }

  /** Gradients whose elements lie in [−limit, limit]. */
  public static Gradients value(Gradients gradients, double limit) {
    return gradients.clipValue(limit);
  }

  /** Tensors scaled alike so that their joint p-norm (p may be ∞) is at most {@code maxNorm}. */
  public static Clipped norm(List<Tensor> tensors, double maxNorm, double p) {
    if (!(maxNorm >= 0)) {
      throw new ArgumentException("clip: maxNorm " + maxNorm + " must not be negative");
    }
    double total = 0;
    for (Tensor t : tensors) {
      double n = t.size() == 0 ? 0 : t.norm(p).item();
      total = Double.isInfinite(p) ? Math.max(total, n) : total + StrictMath.pow(n, p);
    }
    double norm = Double.isInfinite(p) ? total : StrictMath.pow(total, 1 / p);
    double factor = Math.min(1, maxNorm / (norm + 1e-6));
    List<Tensor> scaled = new ArrayList<>();
    tensors.forEach(t -> scaled.add(t.times(factor)));
    return new Clipped(scaled, norm);
  }

  /** A tensor with its elements moved into [−limit, limit]. */
  public static Tensor value(Tensor tensor, double limit) {
    if (!(limit >= 0)) {
      throw new ArgumentException("clip: limit " + limit + " must not be negative");
    }
    return tensor.clamp(-limit, limit);
  }
}
