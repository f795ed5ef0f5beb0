package io.cotangent.example;

import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Csv;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Preparation;
import io.cotangent.data.Prepared;
import io.cotangent.io.Safetensors;
import io.cotangent.loss.Losses;
import io.cotangent.metric.Average;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Sequential;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import io.cotangent.train.Checkpoint;
import io.cotangent.train.EarlyStopping;
import io.cotangent.train.Keep;
import io.cotangent.train.Metrics;
import io.cotangent.train.Predictor;
import io.cotangent.train.Progress;
import io.cotangent.train.Reproduction;
import io.cotangent.train.Trainer;
import java.nio.file.Path;
import java.util.Map;

/** The examples of docs/training.md. */
final class Flowers {
  private Flowers() {}

  // table
  static Layer network(Preparation preparation, Rng rng) {
    return new Sequential(
        new Linear(preparation.width(), 16, rng),
        Tensor::relu,
        new Linear(16, preparation.classes().size(), rng));
  }

  static void train(Path csv, Path folder) {
    Rng rng = new Rng(1);
    Prepared data = Csv.read(csv).target("species").stratified(0.8, rng);
    Layer model = network(data.preparation(), rng);
    Trainer.supervised(model, Losses::crossEntropy)
        .optimizer(AdamW.of(model).lr(0.01).build())
        .metrics(Metric.accuracy(), Metric.f1(3, Average.MACRO))
        .run(folder.resolve("run"), Keep.best("val_loss", 1))
        .with(new EarlyStopping("val_loss", 5), Progress.auto())
        .fit(data.training(16, rng), data.test(64), 40);
    Checkpoint best = Checkpoint.best(folder.resolve("run"), "val_loss");
    best.save(folder.resolve("flowers.safetensors"));
    data.preparation().save(folder.resolve("flowers.json"));
  }

  static String classify(Path folder, Map<String, ?> flower) {
    Preparation preparation = Preparation.read(folder.resolve("flowers.json"));
    Layer model = network(preparation, new Rng(1));
    model.load(Safetensors.read(folder.resolve("flowers.safetensors")));
    float[] scores = Predictor.of(model).predict(preparation.features(flower));
    return preparation.classes().get((int) Tensor.of(scores).argmax(0).item());
  }

  // end table

  // reproduce
  static void reproduce(Path csv, Path folder) {
    Reproduction r =
        Reproduction.of(
            folder.resolve("run"), folder.resolve("again/run"), run -> train(csv, run.getParent()));
    System.out.println(r); // the same weights after step 120: …
  }

  // end reproduce

  // loop
  static double byHand(Layer model, DataLoader<Batch> training, DataLoader<Batch> test) {
    Optimizer optimizer = AdamW.of(model).lr(0.01).build();
    model.train();
    for (int epoch = 0; epoch < 10; epoch++) {
      for (Batch b : training) {
        try (Scope step = Scope.open("step")) {
          Tensor loss = Losses.crossEntropy(model.apply(b.x()), b.y());
          optimizer.step(loss.backward().clipNorm(1.0));
        }
      }
    }
    return Metrics.evaluate(model, test).accuracy();
  }

  // end loop
}
