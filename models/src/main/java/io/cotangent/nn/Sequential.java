package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Layers one after another, under the names {@code 0}, {@code 1}, …; a function is a layer too. A
 * linear layer and the activation layer behind it run as one operation.
 */
public final class Sequential extends Layer {
  private static final long serialVersionUID = 1;

  private final List<Layer> layers = new ArrayList<>();

  /** In this order. */
  @SafeVarargs
  public Sequential(UnaryOperator<Tensor>... layers) {
    for (UnaryOperator<Tensor> l : layers) {
      this.layers.add(child(String.valueOf(this.layers.size()), Layer.of(l)));
    }
  }

  /** In the map's order, under its names. */
  public Sequential(Map<String, ? extends UnaryOperator<Tensor>> layers) {
    layers.forEach((name, l) -> this.layers.add(child(name, Layer.of(l))));
  }

  /** The layers. */
  public List<Layer> layers() {
    return List.copyOf(layers);
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor y = x;
    int n = layers.size();
    for (int i = 0; i < n; i++) {
      Layer layer = layers.get(i);
      Epilogue after =
          layer instanceof Linear && i + 1 < n && !layer.isHooked()
              ? epilogue(layers.get(i + 1))
              : Epilogue.NONE;
      if (after == Epilogue.NONE) {
        y = layer.apply(y);
      } else {
        y = ((Linear) layer).apply(y, after);
        i++;
      }
    }
    return y;
  }

  private static Epilogue epilogue(Layer next) {
    return next instanceof Activation a && !a.isHooked() ? a.epilogue() : Epilogue.NONE;
  }
}
