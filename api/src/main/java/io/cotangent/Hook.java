package io.cotangent;

/** A function that sees a tensor's cotangent in every backward pass, until it is removed. */
@FunctionalInterface
public interface Hook extends AutoCloseable {
  /** Removes it. */
  void remove();

  /** Removes it, at the end of a try block. */
  @Override
  default void close() {
    remove();
  }
}
