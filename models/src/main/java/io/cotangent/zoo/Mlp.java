package io.cotangent.zoo;

import io.cotangent.Tensor;
import io.cotangent.nn.Dropout;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Relu;
import io.cotangent.nn.Sequential;
import io.cotangent.random.Rng;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A multilayer perceptron: linear layers with ReLU between them, [N, …] flattened to [N, inputs],
 * to [N, outputs]. State names: {@code layers.fc1.weight}, {@code layers.fc2.weight}, ….
 *
 * <pre>{@code
 * Layer model = new Mlp(784, 10, rng, m -> m.hidden(256, 256).dropout(0.2));
 * }</pre>
 */
public final class Mlp extends Layer {
  private static final long serialVersionUID = 1;

  private final Sequential layers;

  /** With two hidden layers of 512. */
  public Mlp(int inputs, int outputs, Rng rng) {
    this(inputs, outputs, rng, m -> m);
  }

  /** With settings. */
  public Mlp(int inputs, int outputs, Rng rng, UnaryOperator<MlpSettings> settings) {
    MlpSettings s = settings.apply(MlpSettings.DEFAULT);
    Map<String, Layer> all = new LinkedHashMap<>();
    int width = inputs;
    int n = s.hidden().size();
    for (int i = 1; i <= n; i++) {
      int next = s.hidden().get(i - 1);
      all.put("fc" + i, new Linear(width, next, rng.split()));
      all.put("relu" + i, new Relu());
      if (s.dropout() > 0) {
        all.put("dropout" + i, new Dropout(s.dropout(), rng));
      }
      width = next;
    }
    all.put("fc" + (n + 1), new Linear(width, outputs, rng.split()));
    layers = child("layers", new Sequential(all));
  }

  @Override
  protected Tensor forward(Tensor x) {
    return layers.apply(x.rank() > 2 ? x.flatten(1, -1) : x);
  }
}
