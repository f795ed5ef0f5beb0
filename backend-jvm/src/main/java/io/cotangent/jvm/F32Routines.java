package io.cotangent.jvm;

/**
 * The loops on F32 of one kind, scalar or vector.
 *
 * @param elements one element after another
 * @param sums folds
 * @param tiles parts of matrix products
 * @param description what they are, for the log
 */
record F32Routines(F32Kernels elements, F32Sums sums, F32Tiles tiles, String description) {
  static F32Routines scalar() {
    return new F32Routines(new F32Kernels(), new F32Sums(), new F32Tiles(), "scalar kernels");
  }
}
