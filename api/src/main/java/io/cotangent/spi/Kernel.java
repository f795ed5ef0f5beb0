package io.cotangent.spi;

/** A backend's code for a composite. */
@FunctionalInterface
public interface Kernel {
  /**
   * Computes {@code out} from {@code in}. Outputs are dense. An output may share its buffer with
   * the input of the same position (an update in place), and with no other.
   */
  void run(Operand[] in, Operand[] out);
}
