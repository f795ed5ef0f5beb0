package io.cotangent.nn;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Epilogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Layers one after another. A linear layer and the activation behind it run as one operation. */
public final class Sequential implements Layer {
  private final List<Layer> layers;

  /** In this order. */
  public Sequential(Layer... layers) {
    this.layers = List.of(layers);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      Epilogue fused = fusedAfter(i);
      if (fused != Epilogue.NONE && layers.get(i) instanceof Linear linear) {
        y = linear.forward(y, fused);
        i++;
      } else {
        y = layers.get(i).forward(y);
      }
    }
    return y;
  }

  private Epilogue fusedAfter(int i) {
    return i + 1 < layers.size() && layers.get(i + 1) instanceof Activations a
        ? a.fused()
        : Epilogue.NONE;
  }

  @Override
  public Map<String, Layer> children() {
    Map<String, Layer> c = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      c.put(String.valueOf(i), layers.get(i));
    }
    return c;
  }

  /** A table of the layers with output shapes and parameter counts, for inputs of a shape. */
  public String summary(Shape input) {
    StringBuilder s =
        new StringBuilder(String.format("%-24s %-16s %12s%n", "layer", "output", "parameters"));
    Tensor y = Tensor.zeros(input.dims());
    long total = 0;
    for (Layer l : layers) {
      y = l.forward(y).detach();
      long n = l.allParameters().values().stream().mapToLong(p -> p.value().size()).sum();
      total += n;
      s.append(
          String.format(java.util.Locale.ROOT, "%-24s %-16s %,12d%n", l.describe(), y.shape(), n));
    }
    return s.append(String.format(java.util.Locale.ROOT, "%-24s %-16s %,12d", "total", "", total))
        .toString();
  }
}
