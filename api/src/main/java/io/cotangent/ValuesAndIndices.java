package io.cotangent;

import java.util.function.UnaryOperator;

/**
 * What a search gives: the elements found, and where they stood.
 *
 * @param values differentiable
 * @param indices I64
 */
public record ValuesAndIndices(Tensor values, Tensor indices) {
  /** Both moved alike. */
  ValuesAndIndices mapped(UnaryOperator<Tensor> movement) {
    return new ValuesAndIndices(movement.apply(values), movement.apply(indices));
  }
}
