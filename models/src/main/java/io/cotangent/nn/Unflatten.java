package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.Tensor;

/** One axis split into several. */
public final class Unflatten extends Layer {
  private static final long serialVersionUID = 1;

  private final int axis;
  private final Ints lengths;

  /** An axis into lengths, of which one may be −1. */
  public Unflatten(int axis, int... lengths) {
    this.axis = axis;
    this.lengths = Ints.of(lengths);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return x.unflatten(axis, lengths.toArray());
  }

  @Override
  protected String describe() {
    return "Unflatten axis " + axis + " to " + lengths;
  }
}
