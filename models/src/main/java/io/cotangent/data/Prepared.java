package io.cotangent.data;

import io.cotangent.random.Rng;

/**
 * A table ready for training.
 *
 * @param preparation what makes features of rows, fitted on the training part alone
 * @param training the training part
 * @param test the rest
 */
public record Prepared(Preparation preparation, Dataset<Row> training, Dataset<Row> test) {
  /** Shuffled batches of the training part. */
  public DataLoader<Batch> training(int batch, Rng rng) {
    return DataLoader.of(training).shuffle(rng).batch(batch, preparation.collate()).build();
  }

  /** Batches of the rest, in order. */
  public DataLoader<Batch> test(int batch) {
    return DataLoader.of(test).batch(batch, preparation.collate()).build();
  }
}
