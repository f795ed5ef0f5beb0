package io.cotangent.zoo;

import io.cotangent.Autograd;
import io.cotangent.Tensor;
import io.cotangent.data.Preparation;
import io.cotangent.data.Table;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.nn.Layer;
import io.cotangent.nn.State;
import io.cotangent.random.Rng;
import io.cotangent.train.Checkpoint;
import io.cotangent.train.History;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A network that predicts one column of a table from the others, with the preparation that makes
 * numbers of a row. It is saved in a run's folder as {@code preparation.json} and {@code
 * model.json}, beside the checkpoints that have its weights.
 */
public final class TabularModel {
  private static final String PREPARATION = "preparation.json";
  private static final String FILE = "model.json";

  private final Preparation preparation;
  private final MlpSettings network;
  private final Net model;

  /**
   * An {@link Mlp}; where numbers are predicted, its output is in units of their deviation around
   * their mean, which it keeps as buffers.
   */
  static final class Net extends Layer {
    private static final long serialVersionUID = 1;

    private final Mlp mlp;
    private final State mean;
    private final State deviation;

    Net(int inputs, int outputs, MlpSettings settings, double mean, double deviation, Rng rng) {
      mlp = child("mlp", new Mlp(inputs, outputs, rng, m -> settings));
      this.mean = buffer("target_mean", Tensor.full(mean, 1));
      this.deviation = buffer("target_deviation", Tensor.full(deviation, 1));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return mlp.apply(x).times(deviation.value()).plus(mean.value());
    }

    /** The deviation of the numbers to predict. */
    Tensor deviation() {
      return deviation.value();
    }
  }

  /**
   * What is predicted for a row.
   *
   * @param text a class, or a number
   * @param probability of the class; 1 for a number
   */
  public record Prediction(String text, double probability) {}

  private TabularModel(Preparation preparation, MlpSettings network, Net model) {
    this.preparation = preparation;
    this.network = network;
    this.model = model;
  }

  /**
   * A new model.
   *
   * @param mean of the numbers to predict; 0 for classes
   * @param deviation of the numbers to predict; 1 for classes
   */
  static TabularModel of(
      Preparation preparation, MlpSettings network, double mean, double deviation, Rng rng) {
    int outputs = preparation.isClassification() ? preparation.classes().size() : 1;
    Net net = new Net(preparation.width(), outputs, network, mean, deviation, rng);
    return new TabularModel(preparation, network, net);
  }

  /** What makes numbers of rows. */
  public Preparation preparation() {
    return preparation;
  }

  /** The network: [N, width] to scores of the classes [N, classes], or numbers [N, 1]. */
  public Layer model() {
    return model;
  }

  /** The deviation of the numbers to predict. */
  Tensor deviation() {
    return model.deviation();
  }

  /** Saves preparation and settings in a run's folder. */
  public void save(Path run) {
    preparation.save(run.resolve(PREPARATION));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("hidden", Arrays.stream(network.hidden().toArray()).boxed().toList());
    all.put("dropout", network.dropout());
    Json.write(run.resolve(FILE), all);
  }

  /**
   * The model of a run with the weights that had the smallest validation loss.
   *
   * @throws io.cotangent.io.DataFormatException if the folder has no model or no checkpoint
   */
  public static TabularModel load(Path run) {
    Preparation p = Preparation.read(run.resolve(PREPARATION));
    JsonObject all = Json.readObject(run.resolve(FILE));
    int[] hidden = Arrays.stream(all.getDoubles("hidden")).mapToInt(d -> (int) d).toArray();
    MlpSettings s = MlpSettings.DEFAULT.hidden(hidden).dropout(all.getDouble("dropout"));
    TabularModel r = of(p, s, 0, 1, new Rng(0));
    r.loadBest(run);
    return r;
  }

  /** Takes the weights of a run that had the smallest validation loss. */
  void loadBest(Path run) {
    model.load(Checkpoint.best(run, History.VALIDATION_LOSS).evaluated());
  }

  /**
   * Predicts the rows of a table, which may lack the column to predict.
   *
   * @throws io.cotangent.CotangentException if another column is missing, or has a text where
   *     numbers were, naming line and column
   */
  public List<Prediction> predict(Table table) {
    Tensor x = preparation.features(table);
    Tensor y = model.evaluating(() -> Autograd.noGrad(() -> model.apply(x)));
    List<Prediction> r = new ArrayList<>();
    if (!preparation.isClassification()) {
      for (float v : y.toFloats()) {
        r.add(new Prediction(String.format(Locale.ROOT, "%.6g", v), 1));
      }
      return r;
    }
    float[] p = y.softmax(1).toFloats();
    int n = preparation.classes().size();
    for (int i = 0; i < table.rows(); i++) {
      int best = 0;
      for (int k = 1; k < n; k++) {
        best = p[i * n + k] > p[i * n + best] ? k : best;
      }
      r.add(new Prediction(preparation.classes().get(best), p[i * n + best]));
    }
    return r;
  }
}
