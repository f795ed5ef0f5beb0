package io.cotangent.spi;

/**
 * Found by {@link java.util.ServiceLoader}; makes one backend. Needs a public constructor without
 * arguments that does no work.
 */
public interface BackendProvider {
  /** The name by which users choose the backend, in lower case: {@code jvm}, {@code nd4j}. */
  String name();

  /**
   * Of several providers on the class path the one with the highest priority is taken. The
   * pure-Java backend has 100.
   */
  int priority();

  /**
   * Makes the backend.
   *
   * @throws io.cotangent.BackendException if it cannot run here; the message says why and what
   *     would help
   */
  Backend create();
}
