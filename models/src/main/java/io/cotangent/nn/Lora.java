package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;

/**
 * Low-rank adaptation (Hu et al. 2021): W + s·B·A in the place of a frozen weight W [out, in…],
 * with A [r, in…] uniform in ±1/√in and B [out, r] of zeros, so that training begins where W was.
 * {@code merge()} makes the sum the plain weight.
 *
 * <pre>{@code
 * model.freeze();
 * model.reparameterize("**.self_attn.*_weight", p -> new Lora(p, 8, 16, rng));
 * }</pre>
 */
public final class Lora extends Reparameterization {
  private static final long serialVersionUID = 1;

  private final int rank;
  private final double scale;
  private final Parameter a;
  private final Parameter b;

  /**
   * Over a parameter, which it freezes.
   *
   * @param rank r, of A and B
   * @param alpha s is alpha/r
   */
  public Lora(Parameter over, int rank, double alpha, Rng rng) {
    Tensor w = over.leaf();
    if (w.rank() < 2 || rank < 1) {
      throw new ArgumentException(
          "Lora: takes a weight [out, in…] and a rank of 1 or more, got "
              + w.shape()
              + " and "
              + rank);
    }
    int in = w.size() / Math.max(w.dim(0), 1);
    double bound = 1 / Math.sqrt(in);
    this.rank = rank;
    this.scale = alpha / rank;
    this.a =
        parameter("lora_A", rng.uniform(w.backend(), w.dtype(), -bound, bound, Shape.of(rank, in)));
    this.b = parameter("lora_B", Tensor.zeros(w.backend(), w.dtype(), Shape.of(w.dim(0), rank)));
    over.freeze();
  }

  @Override
  protected Tensor forward(Tensor w) {
    return w.plus(b.value().matmul(a.value()).times(scale).reshape(w.shape()));
  }

  @Override
  protected String describe() {
    return "Lora of rank " + rank;
  }
}
