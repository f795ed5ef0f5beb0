package io.cotangent.train;

import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.data.Labeled;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Dropout;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Tanh;
import io.cotangent.optim.Adam;
import io.cotangent.random.Rng;
import java.util.stream.IntStream;

/** A small model and data for it, the same ones each time. */
final class Fixture {
  private Fixture() {}

  static Layer model(double dropout) {
    Rng rng = new Rng(1);
    return new Sequential(
        new Linear(3, 8, rng), new Tanh(), new Dropout(dropout, rng), new Linear(8, 2, rng));
  }

  /** 61 points, of which the sign of the first coordinate is the class. */
  static Dataset<Labeled<float[]>> points() {
    return points(61);
  }

  static Dataset<Labeled<float[]>> points(int n) {
    return Dataset.of(
        IntStream.range(0, n)
            .mapToObj(
                i -> {
                  double[] x = new Rng(99, 8L * i).normals(3);
                  return new Labeled<>(
                      new float[] {(float) x[0], (float) x[1], (float) x[2]}, x[0] > 0 ? 1 : 0);
                })
            .toList());
  }

  static DataLoader<Batch> loader(boolean augmented) {
    Rng rng = new Rng(5);
    Dataset<Labeled<float[]>> data = points();
    if (augmented) {
      data =
          data.map(
              (e, r) -> {
                float[] x = e.value().clone();
                x[1] += (float) r.normals(1)[0];
                return new Labeled<>(x, e.label());
              },
              rng);
    }
    return DataLoader.of(data).shuffle(rng).batch(4, Collate.vectors()).build();
  }

  static DataLoader<Batch> test() {
    return DataLoader.of(points(20)).batch(7, Collate.vectors()).build();
  }

  static Trainer<Layer, Batch> trainer(Layer model) {
    return Trainer.supervised(model, Losses::crossEntropy)
        .optimizer(Adam.of(model).lr(0.01).build());
  }

  static Tensor logits(Layer model) {
    return model.evaluating(() -> model.apply(test().iterator().next().x()));
  }
}
