package io.cotangent;

/** What {@code backward} does with the graph. */
public enum GraphOption {
  /** Keeps what the rules need, so that the same graph can run backward again. */
  RETAIN,
  /**
   * Records the backward pass itself, so that gradients can be differentiated; implies {@link
   * #RETAIN}.
   */
  CREATE
}
