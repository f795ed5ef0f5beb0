package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Layers side by side on one input, under the names {@code 0}, {@code 1}, …: their outputs joined
 * along an axis, as in Inception (Szegedy et al. 2014), or added up.
 */
public final class Parallel extends Layer {
  private static final long serialVersionUID = 1;

  private final ArrayList<Layer> layers = new ArrayList<>();
  private final @Nullable Integer axis;

  private Parallel(@Nullable Integer axis, List<UnaryOperator<Tensor>> layers) {
    if (layers.isEmpty()) {
      throw new ArgumentException("Parallel: takes one layer or more");
    }
    this.axis = axis;
    for (UnaryOperator<Tensor> l : layers) {
      this.layers.add(child(String.valueOf(this.layers.size()), Layer.of(l)));
    }
  }

  /** The outputs joined along an axis. */
  @SafeVarargs
  public static Parallel concat(int axis, UnaryOperator<Tensor>... layers) {
    return new Parallel(axis, List.of(layers));
  }

  /** The sum of the outputs. */
  @SafeVarargs
  public static Parallel sum(UnaryOperator<Tensor>... layers) {
    return new Parallel(null, List.of(layers));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor[] all = new Tensor[layers.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = layers.get(i).apply(x);
    }
    if (axis != null) {
      return Tensor.concat(axis, all);
    }
    Tensor sum = all[0];
    for (int i = 1; i < all.length; i++) {
      sum = sum.plus(all[i]);
    }
    return sum;
  }

  @Override
  protected String describe() {
    return axis == null ? "Parallel, added" : "Parallel, joined along axis " + axis;
  }
}
