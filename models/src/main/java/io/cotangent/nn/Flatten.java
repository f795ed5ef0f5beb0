package io.cotangent.nn;

import io.cotangent.Tensor;

/** Axes joined to one: by default all but the first, [N, …] to [N, product of the rest]. */
public final class Flatten extends Layer {
  private static final long serialVersionUID = 1;

  private final int from;
  private final int to;

  /** All axes but the first. */
  public Flatten() {
    this(1, -1);
  }

  /** Those from one to another, both included, negative from the end. */
  public Flatten(int from, int to) {
    this.from = from;
    this.to = to;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (from == 1 && to == -1) {
      return x.reshape(x.dim(0), x.shape().range(1, x.rank()).size());
    }
    return x.flatten(from, to);
  }
}
