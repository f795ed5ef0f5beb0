package io.cotangent.data;

/** A batch that knows how many examples it holds; means over batches are weighted with it. */
public interface Sized {
  /** The number of examples. */
  int size();
}
