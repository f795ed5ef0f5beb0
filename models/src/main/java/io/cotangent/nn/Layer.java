package io.cotangent.nn;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import java.util.function.UnaryOperator;

/**
 * A module from one tensor to one. Authors write {@link #forward}; everybody calls {@link #apply}.
 *
 * <pre>{@code
 * public final class Mlp extends Layer {
 *   private final Linear hidden;
 *   private final Linear out;
 *
 *   public Mlp(int in, int width, int classes, Rng rng) {
 *     hidden = child("hidden", new Linear(in, width, rng));
 *     out = child("out", new Linear(width, classes, rng));
 *   }
 *
 *   @Override
 *   protected Tensor forward(Tensor x) {
 *     return out.apply(hidden.apply(x).relu());
 *   }
 * }
 * }</pre>
 *
 * <p>Where a layer is expected, any function of tensors will do: {@link #of} makes it one.
 */
public abstract class Layer extends Module implements UnaryOperator<Tensor> {
  private static final long serialVersionUID = 1;

  /** For authors of layers. */
  protected Layer() {}

  /** The function as a layer; a layer as it is. */
  public static Layer of(UnaryOperator<Tensor> f) {
    return f instanceof Layer layer ? layer : new Lambda(f);
  }

  /** The output for a batch; axis 0 counts the examples. */
  protected abstract Tensor forward(Tensor x);

  /** Runs the layer: its hooks too, and under its name in traces and errors. */
  @Override
  public final Tensor apply(Tensor x) {
    return call(x, () -> forward(x));
  }

  /**
   * The tree with output shapes, parameters and multiply-adds for an input of a shape, which is
   * made of zeros.
   */
  public final Summary summary(Shape input) {
    return summary(() -> apply(Tensor.zeros(backend(), inputType(), input)));
  }
}
