package io.cotangent.data;

/**
 * An element or a batch of one's own whose content a run's record can tell from another: what
 * {@link Fingerprint} does not know by itself.
 *
 * <pre>{@code
 * record Pair(Tensor source, Tensor target) implements Fingerprinted {
 *   public Object content() {
 *     return List.of(source, target);
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Fingerprinted {
  /** What it consists of, in values that {@link Fingerprint} knows. */
  Object content();
}
