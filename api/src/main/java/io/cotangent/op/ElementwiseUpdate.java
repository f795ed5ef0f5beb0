package io.cotangent.op;

/**
 * An update that treats each element by itself, so that a backend can make it in one pass over the
 * memory, without temporaries: its loop says in F64 what its decomposition says in tensors.
 */
public interface ElementwiseUpdate extends InPlace {
  /** The loop of this step, with all that is the same for every element computed once. */
  Loop loop();

  /** Updates elements. */
  @FunctionalInterface
  interface Loop {
    /**
     * Updates n elements.
     *
     * @param states an array for each state, whose first n elements become what they are next
     * @param g n elements of the gradient, which may be overwritten
     */
    void update(double[][] states, double[] g, int n);
  }
}
