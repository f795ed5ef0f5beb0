package io.cotangent.nn;

import io.cotangent.Tensor;

/**
 * λ·x for x &gt; 0, else λα·(eˣ − 1), with the λ and α of self-normalizing networks (Klambauer et
 * al. 2017).
 */
public final class Selu extends Activation {
  private static final long serialVersionUID = 1;

  /** The layer. */
  public Selu() {
    super(Tensor::selu);
  }
}
