package io.cotangent.bench;

/** One case of a workload. */
interface Work {
  /** One timed step: a training step or one call of an operation. */
  void step();

  /** Loss on the fixed batch in the current state, NaN where there is none. */
  default double loss() {
    return Double.NaN;
  }
}
