package io.cotangent;

import java.util.Map;

/** Leaves under names, in a fixed order: the parameters of a model, say. */
@FunctionalInterface
public interface Leaves {
  /** The leaves by dotted name. */
  Map<String, ? extends Leaf> leaves();
}
