package io.cotangent.op;

/** What stands around a padded tensor, apart from a constant. */
public enum PadMode {
  /** The tensor mirrored at its edge, which is not repeated. */
  REFLECT,
  /** The element at the edge. */
  REPLICATE,
  /** The tensor from its other end on. */
  CIRCULAR
}
