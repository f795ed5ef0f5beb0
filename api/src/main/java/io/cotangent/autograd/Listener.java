package io.cotangent.autograd;

import io.cotangent.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Is told of every operation of a thread, as it runs. Calls nest: what a decomposition does is told
 * between the start and the end of the composite.
 */
public interface Listener {
  /**
   * An operation starts.
   *
   * @param rule the operation, with its attributes
   * @param inputs all of them, constants too
   */
  void starts(Rule rule, Tensor[] inputs);

  /**
   * The operation that started last ends.
   *
   * @param outputs what it made; none if it ends with an exception
   */
  void ends(Tensor... outputs);

  /** A module starts. */
  default void enters(Frame module) {}

  /**
   * The module that started last ends.
   *
   * @param result what it gave, null if it ends with an exception
   */
  default void leaves(Frame module, @Nullable Object result) {}
}
