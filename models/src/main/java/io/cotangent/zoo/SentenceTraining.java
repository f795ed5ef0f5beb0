package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.data.Batch;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.io.DataFormatException;
import io.cotangent.loss.Losses;
import io.cotangent.metric.Metric;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Schedule;
import io.cotangent.random.Rng;
import io.cotangent.train.History;
import io.cotangent.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How a {@link SentenceClassifier} is trained, immutable: AdamW along a cosine; a part of the
 * training sentences validates.
 *
 * <pre>{@code
 * SentenceTraining training = SentenceTraining.of(SentenceNet.Reader.ATTENTION);
 * SentenceTraining.Parts parts = training.parts(SentenceData.read(file, false));
 * SentenceClassifier model = training.model(parts);
 * training.fit(model, parts, t -> t.run(folder, Keep.best("val_loss", 1)));
 * }</pre>
 *
 * @param reader what reads the words in their order
 * @param width of a word's vector, a multiple of 4
 * @param dropout of words' vectors and of the sentence's
 * @param epochs how often to go through the training sentences
 * @param batch sentences a step
 * @param lr the rate at first
 * @param trainingPart of the sentences, validation included, in (0, 1); the rest is for tests
 * @param seed of the split, the initial values and the order
 */
public record SentenceTraining(
    SentenceNet.Reader reader,
    int width,
    double dropout,
    int epochs,
    int batch,
    double lr,
    double trainingPart,
    long seed) {
  private static final double VALIDATION_PART = 0.1;
  private static final double WEIGHT_DECAY = 0.05;
  private static final int TEST_BATCH = 100;

  /** Checks the settings. */
  public SentenceTraining {
    if (epochs < 1 || batch < 1 || width < 4 || width % 4 != 0) {
      throw new ArgumentException(
          "sentence training: epochs "
              + epochs
              + " and batch "
              + batch
              + " must be 1 or more, width "
              + width
              + " a multiple of 4");
    }
    if (!(trainingPart > 0 && trainingPart < 1)) {
      throw new ArgumentException(
          "sentence training: the part for training, " + trainingPart + ", must be in (0, 1)");
    }
  }

  /** Vectors of 64, dropout 0.5, 15 epochs of batches of 16, 80 % of the sentences to train. */
  public static SentenceTraining of(SentenceNet.Reader reader) {
    return new SentenceTraining(reader, 64, 0.5, 15, 16, 2e-3, 0.8, 1);
  }

  /**
   * Sentences in parts.
   *
   * @param training most of them
   * @param validation some of the rest
   * @param test what the model is measured with at the end
   */
  public record Parts(
      Dataset<Sentence> training, Dataset<Sentence> validation, Dataset<Sentence> test) {}

  /**
   * Splits sentences at random, each class in its proportion.
   *
   * @throws DataFormatException if there are too few
   */
  public Parts parts(List<Sentence> all) {
    Rng rng = new Rng(seed);
    if (all.size() < 20) {
      throw new DataFormatException("sentences: " + all.size() + " are too few; give 20 or more");
    }
    double validation = trainingPart * VALIDATION_PART;
    List<Dataset<Sentence>> r =
        Dataset.of(all)
            .stratified(
                rng, Sentence::label, trainingPart - validation, validation, 1 - trainingPart);
    return new Parts(r.get(0), r.get(1), r.get(2));
  }

  /** A new model. */
  public SentenceClassifier model(Parts parts) {
    List<Sentence> all =
        java.util.stream.IntStream.range(0, parts.training.size())
            .mapToObj(parts.training::get)
            .toList();
    return SentenceClassifier.of(all, reader, width, dropout, new Rng(seed).split());
  }

  private Trainer<SentenceNet, Batch> trainer(SentenceClassifier model, int batches) {
    return Trainer.supervised(model.model(), Losses::crossEntropy)
        .optimizer(AdamW.of(model.model()).lr(lr).weightDecay(WEIGHT_DECAY).build())
        .schedule(Schedule.cosine(epochs * batches))
        .clipNorm(1)
        .metrics(Metric.accuracy());
  }

  private static DataLoader<Batch> inOrder(Dataset<Sentence> part, SentenceClassifier model) {
    return DataLoader.of(part).batch(TEST_BATCH, model.collate()).build();
  }

  /**
   * Trains a model.
   *
   * @param more further settings of the trainer: a run's folder, callbacks
   * @return losses, and what the validation part gave, after each epoch
   */
  public History fit(
      SentenceClassifier model, Parts parts, UnaryOperator<Trainer<SentenceNet, Batch>> more) {
    DataLoader<Batch> training =
        DataLoader.of(parts.training)
            .shuffle(new Rng(seed).split())
            .batch(batch, model.collate())
            .build();
    return more.apply(trainer(model, training.batches()))
        .fit(training, inOrder(parts.validation, model), epochs);
  }

  /** The loss and the accuracy of the test part. */
  public Map<String, Double> test(SentenceClassifier model, Parts parts) {
    return trainer(model, 1).evaluate(inOrder(parts.test, model));
  }
}
