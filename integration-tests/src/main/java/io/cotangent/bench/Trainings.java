package io.cotangent.bench;

import io.cotangent.DType;
import io.cotangent.Scope;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.BatchNorm2d;
import io.cotangent.nn.Conv2d;
import io.cotangent.nn.Dropout;
import io.cotangent.nn.Embedding;
import io.cotangent.nn.Flatten;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Lstm;
import io.cotangent.nn.MaxPool2d;
import io.cotangent.nn.Relu;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.TransformerEncoder;
import io.cotangent.nn.TransformerEncoderLayer;
import io.cotangent.optim.Adam;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Sgd;
import io.cotangent.random.Rng;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A small network of each kind and its training on random examples, everything drawn from one seed.
 */
enum Trainings {
  /** Two layers, large enough that a product is divided among threads. */
  MLP {
    @Override
    Layer model(Rng rng) {
      return new Sequential(new Linear(192, 160, rng), new Relu(), new Linear(160, CLASSES, rng));
    }

    @Override
    Optimizer optimizer(Layer model) {
      return Adam.of(model).lr(1e-3).build();
    }

    @Override
    Tensor examples(Rng rng) {
      return rng.normal(0, 1, 64, 192);
    }
  },

  /** Convolutions, batch norm, a pool, dropout. */
  CONVOLUTIONAL {
    @Override
    Layer model(Rng rng) {
      return new Sequential(
          new Conv2d(1, 6, 3, rng, c -> c.padding(1)),
          new BatchNorm2d(6),
          new Relu(),
          new MaxPool2d(2),
          new Conv2d(6, 8, 3, rng),
          new Relu(),
          new Flatten(),
          new Dropout(0.3, rng.split()),
          new Linear(8 * 3 * 3, CLASSES, rng));
    }

    @Override
    Optimizer optimizer(Layer model) {
      return Sgd.of(model).lr(0.02).momentum(0.9).build();
    }

    @Override
    Tensor examples(Rng rng) {
      return rng.normal(0, 1, 12, 1, 10, 10);
    }
  },

  /** A recurrent network whose last output is classified. */
  LSTM {
    @Override
    Layer model(Rng rng) {
      return new Sequential(
          new Lstm(9, 20, rng, s -> s.batchFirst(true)),
          x -> x.slice(1, Slice.from(-1)).squeeze(1),
          new Linear(20, CLASSES, rng));
    }

    @Override
    Optimizer optimizer(Layer model) {
      return Adam.of(model).lr(3e-3).build();
    }

    @Override
    Tensor examples(Rng rng) {
      return rng.normal(0, 1, 12, 7, 9);
    }
  },

  /** Two encoder layers over embedded symbols, the mean of whose outputs is classified. */
  TRANSFORMER {
    @Override
    Layer model(Rng rng) {
      return new Sequential(
          new Embedding(40, 24, rng),
          new TransformerEncoder(2, () -> encoderLayer(rng)),
          x -> x.mean(1),
          new Linear(24, CLASSES, rng));
    }

    private static TransformerEncoderLayer encoderLayer(Rng rng) {
      return new TransformerEncoderLayer(
          24,
          3,
          rng,
          s -> s.feedForward(48).dropout(0).batchFirst(true).attention(a -> a.causal(true)));
    }

    @Override
    Optimizer optimizer(Layer model) {
      return AdamW.of(model).lr(2e-3).weightDecay(0.01).build();
    }

    @Override
    Tensor examples(Rng rng) {
      return rng.uniform(0, 40, 8, 11).floor().to(DType.I64);
    }
  };

  private static final int CLASSES = 5;

  abstract Layer model(Rng rng);

  abstract Optimizer optimizer(Layer model);

  abstract Tensor examples(Rng rng);

  /**
   * What a training leaves.
   *
   * @param loss of the last step
   * @param checksum CRC-32 of the bits of all parameters and buffers, by name
   */
  record Result(float loss, String checksum) {}

  /** Trains for some steps. */
  Result run(int steps) {
    Layer model = model(new Rng(1));
    Optimizer optimizer = optimizer(model);
    Rng data = new Rng(2);
    float loss = 0;
    for (int i = 0; i < steps; i++) {
      try (Scope step = Scope.open("step")) {
        Tensor x = examples(data);
        Tensor classes = data.uniform(0, CLASSES, x.dim(0)).floor().to(DType.I64);
        Tensor mean = Losses.crossEntropy(model.apply(x), classes);
        loss = mean.toFloats()[0];
        optimizer.step(mean.backward());
      }
    }
    return new Result(loss, checksum(model));
  }

  private static String checksum(Layer model) {
    CRC32 crc = new CRC32();
    new TreeMap<>(model.stateDict())
        .forEach(
            (name, value) -> {
              crc.update(name.getBytes(StandardCharsets.UTF_8));
              for (double v : value.toDoubles()) {
                long bits = Double.doubleToRawLongBits(v);
                for (int i = 0; i < Long.BYTES; i++) {
                  crc.update((int) (bits >>> 8 * i) & 0xff);
                }
              }
            });
    return "%08x".formatted(crc.getValue());
  }
}
