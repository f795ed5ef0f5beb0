package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.data.Image;
import io.cotangent.data.Labeled;
import io.cotangent.loss.Losses;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.optim.Adam;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Schedule;
import io.cotangent.random.Rng;
import io.cotangent.train.History;
import io.cotangent.train.Trainer;
import java.util.function.UnaryOperator;

/**
 * How a classifier of pictures is trained, immutable: cross-entropy, Adam with a rate that falls
 * linearly to 0; the residual network with AdamW and one cycle of the rate.
 *
 * <pre>{@code
 * ImageData digits = ImageData.drawnDigits(30_000, 10_000, 1);
 * ImageTraining training = ImageTraining.of(ImageTraining.Network.LENET).epochs(5);
 * Layer model = training.model(digits);
 * History history = training.fit(model, digits, t -> t.with(Progress.auto()));
 * }</pre>
 *
 * @param network which model
 * @param epochs how often to go through the training data
 * @param batch pictures a step
 * @param lr the highest rate
 * @param seed of initial values and of the order
 */
public record ImageTraining(Network network, int epochs, int batch, double lr, long seed) {
  private static final int TEST_BATCH = 500;

  /** The models. */
  public enum Network {
    /** {@link Mlp}, with two hidden layers of 512. */
    MLP,
    /** {@link LeNet5}. */
    LENET,
    /** {@link ResNet20}. */
    RESNET
  }

  /** Checks the settings. */
  public ImageTraining {
    if (epochs < 1 || batch < 1) {
      throw new ArgumentException(
          "image training: epochs " + epochs + " and batch " + batch + " must be 1 or more");
    }
  }

  /** Five epochs, or ten of the residual network, of batches of 128, at a rate that suits it. */
  public static ImageTraining of(Network network) {
    return switch (network) {
      case MLP -> new ImageTraining(network, 5, 128, 1e-3, 1);
      case LENET -> new ImageTraining(network, 5, 128, 2e-3, 1);
      case RESNET -> new ImageTraining(network, 10, 128, 5e-3, 1);
    };
  }

  /** With so many epochs. */
  public ImageTraining epochs(int count) {
    return new ImageTraining(network, count, batch, lr, seed);
  }

  /** With so many pictures a step. */
  public ImageTraining batch(int pictures) {
    return new ImageTraining(network, epochs, pictures, lr, seed);
  }

  /** With another highest rate. */
  public ImageTraining lr(double rate) {
    return new ImageTraining(network, epochs, batch, rate, seed);
  }

  /** With other initial values and another order. */
  public ImageTraining seed(long number) {
    return new ImageTraining(network, epochs, batch, lr, number);
  }

  /** A new model for some data. */
  public Layer model(ImageData data) {
    return model(network, data.shape(), data.classes().size(), new Rng(seed));
  }

  /**
   * A new model.
   *
   * @param shape [channels, height, width] of the pictures
   */
  static Layer model(Network network, Shape shape, int classes, Rng rng) {
    int side = shape.dim(1);
    if (network == Network.LENET && shape.dim(2) != side) {
      throw new ArgumentException("LeNet5: takes square pictures, got " + shape.range(1, 3));
    }
    return switch (network) {
      case MLP -> new Mlp(shape.size(), classes, rng);
      case LENET -> new LeNet5(shape.dim(0), side, classes, rng);
      case RESNET -> new ResNet20(shape.dim(0), classes, rng);
    };
  }

  /** Shuffled batches. */
  public DataLoader<Batch> training(Dataset<Labeled<Image>> pictures) {
    return DataLoader.of(pictures)
        .shuffle(new Rng(seed).split())
        .batch(batch, Collate.images())
        .build();
  }

  /** Batches in order. */
  public static DataLoader<Batch> test(Dataset<Labeled<Image>> pictures) {
    return DataLoader.of(pictures).batch(TEST_BATCH, Collate.images()).build();
  }

  /** The trainer of a model for so many batches an epoch, with the accuracy as metric. */
  public Trainer<Layer, Batch> trainer(Layer model, int batches) {
    int steps = epochs * batches;
    boolean residual = network == Network.RESNET;
    Optimizer optimizer = residual ? AdamW.of(model).lr(lr).build() : Adam.of(model).lr(lr).build();
    Schedule falling = (base, step) -> base * (epochs - step / batches) / epochs;
    return Trainer.supervised(model, Losses::crossEntropy)
        .optimizer(optimizer)
        .schedule(residual ? Schedule.oneCycle(lr, steps) : falling)
        .metrics(Metric.accuracy());
  }

  /**
   * Trains a model.
   *
   * @param more further settings of the trainer: a run's folder, callbacks
   * @return losses, and the accuracy of the test part, after each epoch
   */
  public History fit(Layer model, ImageData data, UnaryOperator<Trainer<Layer, Batch>> more) {
    DataLoader<Batch> training = training(data.training());
    return more.apply(trainer(model, training.batches())).fit(training, test(data.test()), epochs);
  }
}
