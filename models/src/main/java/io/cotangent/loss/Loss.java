package io.cotangent.loss;

import io.cotangent.Tensor;
import java.util.function.BinaryOperator;

/**
 * A loss as an object: (prediction, target) ↦ how wrong it is, as {@link MseLoss} or {@link
 * CrossEntropyLoss}, whose settings are immutable. A function of {@link Losses} is one too: {@code
 * Loss loss = Losses::mse}.
 */
@FunctionalInterface
public interface Loss extends BinaryOperator<Tensor> {}
