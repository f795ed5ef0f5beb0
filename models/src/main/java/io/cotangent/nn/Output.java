package io.cotangent.nn;

import io.cotangent.Tensor;

/** A module's result of several parts, one of which is its output as hooks and summaries see it. */
public interface Output {
  /** The output. */
  Tensor output();
}
