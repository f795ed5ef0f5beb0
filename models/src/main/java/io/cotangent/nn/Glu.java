package io.cotangent.nn;

/** a·σ(b) for the halves a and b of an axis (Dauphin et al. 2016). */
public final class Glu extends Activation {
  private static final long serialVersionUID = 1;

  private final int axis;

  /** Along the last axis. */
  public Glu() {
    this(-1);
  }

  /** Along an axis, negative from the end. */
  public Glu(int axis) {
    super(x -> x.glu(axis));
    this.axis = axis;
  }

  @Override
  protected String describe() {
    return "Glu along axis " + axis;
  }
}
