package io.cotangent;

/** What stands on the tape as a leaf: a trainable parameter of a model, say. */
public interface Leaf {
  /** The leaf, by which {@link Gradients} find its gradient. */
  Tensor leaf();
}
