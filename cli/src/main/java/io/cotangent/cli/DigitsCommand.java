package io.cotangent.cli;

import io.cotangent.Shape;
import io.cotangent.data.Batch;
import io.cotangent.data.ByteImages;
import io.cotangent.data.Collate;
import io.cotangent.data.DataLoader;
import io.cotangent.data.DrawnDigits;
import io.cotangent.data.Idx;
import io.cotangent.io.DataFormatException;
import io.cotangent.loss.Losses;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Flatten;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Relu;
import io.cotangent.nn.Sequential;
import io.cotangent.optim.Adam;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import io.cotangent.train.Callback;
import io.cotangent.train.History;
import io.cotangent.train.Metrics;
import io.cotangent.train.Progress;
import io.cotangent.train.Run;
import io.cotangent.train.Trainer;
import io.cotangent.viz.Pictures;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Trains a digit classifier. */
@CommandLine.Command(
    name = "digits",
    description =
        "Trains a 784-512-512-10 network to read digits, on drawings it makes itself or on MNIST files.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class DigitsCommand implements Command {
  private static final int CLASSES = 10;
  private static final int TRAINING_DRAWINGS = 30_000;
  private static final int TEST_DRAWINGS = 10_000;
  private static final int SHOWN_MISTAKES = 40;
  private static final String ACCURACY = Metric.accuracy().name();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with MNIST-format IDX files, plain or .gz, instead of the drawings.")
  private @Nullable Path data;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the training data.")
  private int epochs = 5;

  @Option(names = "--batch", paramLabel = "N", description = "Examples per step.")
  private int batch = 128;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Adam's learning rate at first; it falls linearly to 0.")
  private double lr = 1e-3;

  @Option(names = "--seed", paramLabel = "N", description = "Decides everything random.")
  private long seed = 1;

  @Mixin private BackendOption backend = new BackendOption();

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write the pictures.")
  private Path out = Path.of("out");

  @Option(names = "--json", description = "End standard output with one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Checks.atLeast("--batch", 1, batch);
    Checks.atLeast("--epochs", 1, epochs);
    Checks.positive("--lr", lr);
    Checks.writableFolder("--out", out);
    Backend b = backend.use();
    PrintStream o = System.out;
    o.printf("backend   %s: %s%n", b.name(), b.description());
    long start = System.nanoTime();
    ByteImages training =
        data == null
            ? DrawnDigits.draw(TEST_DRAWINGS, TRAINING_DRAWINGS, seed)
            : Idx.dataset(data, true, CLASSES);
    ByteImages test =
        data == null ? DrawnDigits.draw(0, TEST_DRAWINGS, seed) : Idx.dataset(data, false, CLASSES);
    check(training, test);
    o.printf(
        Locale.ROOT,
        "data      %s: %,d to train, %,d to test%n%n",
        training.name(),
        training.size(),
        test.size());

    Rng rng = new Rng(seed);
    int pixels = training.shape().size();
    Sequential model =
        new Sequential(
            new Flatten(),
            new Linear(pixels, 512, rng.split()),
            new Relu(),
            new Linear(512, 512, rng.split()),
            new Relu(),
            new Linear(512, CLASSES, rng.split()));
    o.println(model.summary(Shape.of(Math.min(batch, training.size())).concat(training.shape())));
    o.println();
    DataLoader<Batch> trainingLoader =
        DataLoader.of(training).shuffle(rng).batch(batch, Collate.images()).build();
    DataLoader<Batch> testLoader = DataLoader.of(test).batch(1000, Collate.images()).build();
    int stepsPerEpoch = trainingLoader.batches();
    History history =
        Trainer.supervised(model, Losses::crossEntropy)
            .optimizer(Adam.of(model).lr(lr).build())
            .schedule((base, step) -> base * (epochs - step / stepsPerEpoch) / epochs)
            .metrics(Metric.accuracy())
            .with(Progress.auto().withoutLines(), new Report(o))
            .fit(trainingLoader, testLoader, epochs);

    List<Metrics.Mistake> mistakes = Metrics.evaluate(model, testLoader).mistakes();
    Path curve = out.resolve("digits-curve.png");
    Path wrong = out.resolve("digits-wrong.png");
    Pictures.curve(
        curve,
        "Digits: " + training.name(),
        List.of(
            new Pictures.Series("training loss", history.values(History.LOSS)),
            new Pictures.Series(
                "test error", history.values(ACCURACY).stream().map(a -> 1 - a).toList())));
    Pictures.grid(
        wrong,
        mistakes.size() + " of " + test.size() + " test digits read wrongly (true → read)",
        mistakes.stream().limit(SHOWN_MISTAKES).map(m -> tile(test, m)).toList());
    o.printf("%nlearning curve   %s%nwrong digits     %s%n", curve, wrong);
    if (json) {
      o.println(toJson(b.name(), training.name(), history, (System.nanoTime() - start) / 1e9));
    }
    return 0;
  }

  /** A line on standard output for each epoch. */
  private record Report(PrintStream out) implements Callback {
    @Override
    public void epochEnds(Run run, History.Epoch e) {
      out.printf(
          Locale.ROOT,
          "epoch %d/%d   loss %.4f   test accuracy %.2f %%%n",
          e.number(),
          run.epochs(),
          e.loss(),
          100 * e.get(ACCURACY));
    }
  }

  /** What would go wrong after training, or in the middle of it. */
  private static void check(ByteImages training, ByteImages test) {
    for (ByteImages d : List.of(training, test)) {
      if (d.size() == 0 || d.shape().size() == 0) {
        throw new DataFormatException(d.name() + ": holds no images");
      }
    }
    if (!training.shape().equals(test.shape())) {
      throw new DataFormatException(
          training.name()
              + " has images of "
              + side(training)
              + " and "
              + test.name()
              + " of "
              + side(test)
              + "; they must be of one size");
    }
  }

  private static Shape side(ByteImages d) {
    return d.shape().range(1, 3);
  }

  private static Pictures.Tile tile(ByteImages d, Metrics.Mistake m) {
    return new Pictures.Tile(
        d.bytes(m.index()),
        d.shape().dim(2),
        d.shape().dim(1),
        d.label(m.index()) + " → " + m.predicted());
  }

  private static String toJson(String backend, String data, History history, double seconds) {
    StringWriter s = new StringWriter();
    try (JsonGenerator g = new JsonFactory().createGenerator(ObjectWriteContext.empty(), s)) {
      g.writeStartObject();
      g.writeStringProperty("backend", backend);
      g.writeStringProperty("data", data);
      g.writeNumberProperty("epochs", history.epochs().size());
      g.writeArrayPropertyStart("loss");
      history.values(History.LOSS).forEach(g::writeNumber);
      g.writeEndArray();
      g.writeArrayPropertyStart("accuracy");
      history.values(ACCURACY).forEach(g::writeNumber);
      g.writeEndArray();
      g.writeNumberProperty("seconds", Math.round(seconds * 1000) / 1000.0);
      g.writeEndObject();
    }
    return s.toString();
  }
}
