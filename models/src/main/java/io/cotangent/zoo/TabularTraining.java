package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.data.Batch;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.data.Preparation;
import io.cotangent.data.Prepared;
import io.cotangent.data.Row;
import io.cotangent.data.Target;
import io.cotangent.io.DataFormatException;
import io.cotangent.loss.Losses;
import io.cotangent.metric.Average;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Schedule;
import io.cotangent.random.Rng;
import io.cotangent.train.EarlyStopping;
import io.cotangent.train.History;
import io.cotangent.train.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * How a model of a table's column is trained, immutable: AdamW along a cosine; a part of the
 * training rows validates, and training ends where that has not become better for some epochs.
 *
 * <pre>{@code
 * TabularTraining training = TabularTraining.DEFAULT;
 * TabularTraining.Parts parts = training.parts(Csv.read(file).target("price"));
 * TabularModel model = training.model(parts);
 * training.fit(model, parts, t -> t.run(folder, Keep.best("val_loss", 1)));
 * Map<String, Double> measured = training.test(TabularModel.load(folder), parts);
 * }</pre>
 *
 * @param network its hidden layers and dropout
 * @param epochs at most
 * @param batch rows a step
 * @param lr the rate at first
 * @param patience epochs without a better validation loss after which training ends
 * @param trainingPart of the rows, validation included, in (0, 1); the rest is for tests
 * @param seed of the split, the initial values and the order
 */
public record TabularTraining(
    MlpSettings network,
    int epochs,
    int batch,
    double lr,
    int patience,
    double trainingPart,
    long seed) {
  /** Two hidden layers of 128, dropout 0.1, at most 100 epochs, 80 % of the rows to train. */
  public static final TabularTraining DEFAULT =
      new TabularTraining(
          MlpSettings.DEFAULT.hidden(128, 128).dropout(0.1), 100, 32, 2e-3, 15, 0.8, 1);

  private static final double VALIDATION_PART = 0.1;
  private static final double WEIGHT_DECAY = 0.01;
  private static final int TEST_BATCH = 1000;

  /** Checks the settings. */
  public TabularTraining {
    if (epochs < 1 || batch < 1 || patience < 1) {
      throw new ArgumentException(
          "tabular training: epochs "
              + epochs
              + ", batch "
              + batch
              + " and patience "
              + patience
              + " must be 1 or more");
    }
  }

  /** With another network. */
  public TabularTraining network(UnaryOperator<MlpSettings> change) {
    return new TabularTraining(
        change.apply(network), epochs, batch, lr, patience, trainingPart, seed);
  }

  /** With so many epochs at most, or until so many have not made the validation loss better. */
  public TabularTraining epochs(int most, int withoutBetter) {
    return new TabularTraining(network, most, batch, lr, withoutBetter, trainingPart, seed);
  }

  /** With so many rows a step, and another rate at first. */
  public TabularTraining steps(int rows, double rate) {
    return new TabularTraining(network, epochs, rows, rate, patience, trainingPart, seed);
  }

  /** With another part of the rows for training. */
  public TabularTraining trainingPart(double part) {
    return new TabularTraining(network, epochs, batch, lr, patience, part, seed);
  }

  /** With another split, other initial values and another order. */
  public TabularTraining seed(long number) {
    return new TabularTraining(network, epochs, batch, lr, patience, trainingPart, number);
  }

  /**
   * A table in parts.
   *
   * @param preparation fitted on the rows for training and validation
   * @param training most of the rows
   * @param validation some of the rest
   * @param test what the model is measured with at the end
   */
  public record Parts(
      Preparation preparation, Dataset<Row> training, Dataset<Row> validation, Dataset<Row> test) {}

  /**
   * Splits a table at random.
   *
   * @throws DataFormatException if a part is left without a row
   */
  public Parts parts(Target target) {
    Rng rng = new Rng(seed);
    Prepared p = target.split(trainingPart, rng);
    List<Dataset<Row>> two = p.training().split(rng, 1 - VALIDATION_PART, VALIDATION_PART);
    Parts r = new Parts(p.preparation(), two.get(0), two.get(1), p.test());
    if (r.training.size() == 0 || r.validation.size() == 0 || r.test.size() == 0) {
      throw new DataFormatException(
          "tabular training: "
              + (p.training().size() + p.test().size())
              + " rows are too few to train, validate and test with; give 20 or more");
    }
    return r;
  }

  /** A new model. */
  public TabularModel model(Parts parts) {
    Rng rng = new Rng(seed).split();
    if (parts.preparation.isClassification()) {
      return TabularModel.of(parts.preparation, network, 0, 1, rng);
    }
    double[] y = new double[parts.training.size()];
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      y[i] = parts.training.get(i).target();
      sum += y[i];
    }
    double mean = sum / y.length;
    double squares = 0;
    for (double v : y) {
      squares += (v - mean) * (v - mean);
    }
    double deviation = Math.sqrt(squares / y.length);
    return TabularModel.of(parts.preparation, network, mean, deviation == 0 ? 1 : deviation, rng);
  }

  /**
   * The trainer of a model: cross-entropy of classes with accuracy and F1, or squared errors in
   * units of the deviation with mean absolute error, root of the mean squared error and R².
   *
   * @param batches of an epoch
   */
  public Trainer<Layer, Batch> trainer(TabularModel model, int batches) {
    Preparation p = model.preparation();
    BinaryOperator<io.cotangent.Tensor> loss =
        p.isClassification()
            ? Losses::crossEntropy
            : (y, t) -> Losses.mse(y.div(model.deviation()), t.div(model.deviation()));
    Metric[] metrics =
        p.isClassification()
            ? new Metric[] {Metric.accuracy(), Metric.f1(p.classes().size(), Average.MACRO)}
            : new Metric[] {Metric.mae(), Metric.rmse(), Metric.r2()};
    return Trainer.supervised(model.model(), loss)
        .optimizer(AdamW.of(model.model()).lr(lr).weightDecay(WEIGHT_DECAY).build())
        .schedule(Schedule.cosine(epochs * batches))
        .metrics(metrics);
  }

  private static DataLoader<Batch> inOrder(Dataset<Row> rows, Preparation p) {
    return DataLoader.of(rows).batch(TEST_BATCH, p.collate()).build();
  }

  /**
   * Trains a model.
   *
   * @param more further settings of the trainer: a run's folder, callbacks
   * @return losses, and what the validation part gave, after each epoch
   */
  public History fit(TabularModel model, Parts parts, UnaryOperator<Trainer<Layer, Batch>> more) {
    Preparation p = parts.preparation;
    DataLoader<Batch> training =
        DataLoader.of(parts.training)
            .shuffle(new Rng(seed).split())
            .batch(batch, p.collate())
            .build();
    Trainer<Layer, Batch> t = trainer(model, training.batches());
    t.with(new EarlyStopping(History.VALIDATION_LOSS, patience));
    return more.apply(t).fit(training, inOrder(parts.validation, p), epochs);
  }

  /** The loss and the metrics of the test part. */
  public Map<String, Double> test(TabularModel model, Parts parts) {
    DataLoader<Batch> rows = inOrder(parts.test, parts.preparation);
    return new LinkedHashMap<>(trainer(model, 1).evaluate(rows));
  }
}
