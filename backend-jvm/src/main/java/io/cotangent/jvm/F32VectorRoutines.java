package io.cotangent.jvm;

/** Makes the loops with the Vector API. Named where the gate has found it, and nowhere else. */
final class F32VectorRoutines {
  private F32VectorRoutines() {}

  static F32Routines make() {
    return new F32Routines(
        new F32ErfKernels(),
        new F32VectorSums(),
        new F32VectorTiles(),
        F32VectorMath.S.vectorBitSize() + "-bit Vector API kernels");
  }
}
