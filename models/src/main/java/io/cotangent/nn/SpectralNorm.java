package io.cotangent.nn;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Tape;
import io.cotangent.random.Rng;

/**
 * Spectral normalization (Miyato et al. 2018): W/σ in the place of a weight W, seen as a matrix
 * [out, rest]. σ = uᵀ·W·v estimates its largest singular value; u and v move by one power iteration
 * with each value taken in training mode, and are constants for the gradient.
 */
public final class SpectralNorm extends Reparameterization {
  private static final long serialVersionUID = 1;

  private static final int ITERATIONS = 15;
  private static final double EPSILON = 1e-12;

  private final State u;
  private final State v;

  /** Over a parameter of two or more axes; the first estimate takes 15 iterations. */
  public SpectralNorm(Parameter over, Rng rng) {
    Tensor w = over.leaf().detach();
    Tensor m = w.reshape(w.dim(0), -1);
    u = buffer("u", unit(rng.normal(w.backend(), w.dtype(), 0, 1, Shape.of(m.dim(0)))));
    v = buffer("v", unit(rng.normal(w.backend(), w.dtype(), 0, 1, Shape.of(m.dim(1)))));
    for (int i = 0; i < ITERATIONS; i++) {
      iterate(m);
    }
  }

  private static Tensor unit(Tensor x) {
    return x.div(x.square().sum().sqrt().plus(EPSILON));
  }

  private static Tensor product(Tensor m, Tensor x) {
    return m.matmul(x.unsqueeze(1)).squeeze(1);
  }

  private void iterate(Tensor m) {
    v.set(unit(product(m.transpose(0, 1), u.value())));
    u.set(unit(product(m, v.value())));
  }

  @Override
  protected Tensor forward(Tensor w) {
    Tensor m = w.reshape(w.dim(0), -1);
    if (isTraining()) {
      Tape.untracked(
          () -> {
            iterate(m.detach());
            return m;
          });
    }
    Tensor sigma = u.value().times(product(m, v.value())).sum();
    return w.div(sigma);
  }
}
