package io.cotangent.cli;

import io.cotangent.Shape;
import io.cotangent.chart.LineChart;
import io.cotangent.data.Image;
import io.cotangent.metric.Metric;
import io.cotangent.nn.Layer;
import io.cotangent.random.Rng;
import io.cotangent.train.Callback;
import io.cotangent.train.History;
import io.cotangent.train.Interruption;
import io.cotangent.train.Keep;
import io.cotangent.train.Metrics;
import io.cotangent.train.Run;
import io.cotangent.viz.Pictures;
import io.cotangent.zoo.ImageClassifier;
import io.cotangent.zoo.ImageData;
import io.cotangent.zoo.ImageTraining;
import io.cotangent.zoo.ImageTraining.Network;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a digit classifier. */
@CommandLine.Command(
    name = "digits",
    description = {
      "Trains a network to read digits, on drawings it makes itself, on MNIST's files or on pictures in folders.",
      "",
      "  cotangent digits",
      "  cotangent digits --model lenet --data mnist",
      "  cotangent digits --data pictures --hold-out 0.2 --epochs 20",
      "  cotangent digits predict my-seven.png",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    subcommands = DigitsPredict.class)
public final class DigitsCommand implements Command {
  private static final int TRAINING_DRAWINGS = 30_000;
  private static final int TEST_DRAWINGS = 10_000;
  private static final int SIDE = 28;
  private static final int SHOWN_MISTAKES = 40;
  private static final String ACCURACY = Metric.accuracy().name();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "mlp (784-512-512-10), lenet (LeNet-5) or resnet (ResNet-20).")
  private Network network = Network.MLP;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with MNIST-format IDX files, plain or .gz, or with folders train and test that have a folder of pictures for each class, instead of the drawings.")
  private @Nullable Path data;

  @Option(
      names = "--hold-out",
      paramLabel = "PART",
      description = "Which part of the pictures is for tests, where the data have no test part.")
  private double holdOut;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the training data; 5, or 10 of resnet.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Examples per step.")
  private int batch = 128;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Highest learning rate; 0.001, 0.002 of lenet, 0.005 of resnet.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable Double lr;

  @Mixin private RunOptions run = new RunOptions();

  @Override
  public Integer call() {
    ImageTraining training = training();
    PrintStream o = System.out;
    run.begin(o);
    ImageData images = images();
    o.printf(
        Locale.ROOT,
        "data      %s: %,d to train, %,d to test%n%n",
        images.name(),
        images.training().size(),
        images.test().size());
    ImageClassifier classifier = ImageClassifier.of(training, images);
    Layer model = classifier.model();
    int first = Math.min(batch, images.training().size());
    o.println(model.summary(Shape.of(first).concat(images.shape())));
    o.println();
    History history;
    try (Interruption interruption = Interruption.watch()) {
      history =
          training.fit(
              model,
              images,
              t ->
                  run.prepared(t, Keep.best(ACCURACY, 1), interruption, classifier::save)
                      .with(new Report(o)));
      if (run.isInterrupted(history, o)) {
        return RunOptions.INTERRUPTED;
      }
    }
    pictures(classifier, images, history, o);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("data", images.name());
    result.put("model", network.name().toLowerCase(Locale.ROOT));
    result.put("epochs", history.epochs().size());
    result.put("loss", history.values(History.LOSS));
    result.put("accuracy", history.values(ACCURACY));
    run.report(result, o);
    return 0;
  }

  private ImageTraining training() {
    Checks.atLeast("--batch", 1, batch);
    ImageTraining r = ImageTraining.of(network).batch(batch).seed(run.seed());
    if (epochs != null) {
      Checks.atLeast("--epochs", 1, epochs);
      r = r.epochs(epochs);
    }
    if (lr != null) {
      Checks.positive("--lr", lr);
      r = r.lr(lr);
    }
    return r;
  }

  private ImageData images() {
    return data == null
        ? ImageData.drawnDigits(TRAINING_DRAWINGS, TEST_DRAWINGS, run.seed())
        : ImageData.read(data, SIDE, holdOut, new Rng(run.seed()));
  }

  private void pictures(
      ImageClassifier classifier, ImageData images, History history, PrintStream o) {
    List<Metrics.Mistake> mistakes =
        Metrics.evaluate(classifier.model(), ImageTraining.test(images.test())).mistakes();
    Path curve = run.folder().resolve("digits-curve.png");
    Path wrong = run.folder().resolve("digits-wrong.png");
    LineChart.overEpochs(
            "Digits: " + images.name(),
            List.of(
                LineChart.Line.of("training loss", history.values(History.LOSS)),
                LineChart.Line.of(
                    "test error", history.values(ACCURACY).stream().map(a -> 1 - a).toList())))
        .write(curve);
    List<Pictures.Tile> tiles =
        mistakes.stream().limit(SHOWN_MISTAKES).map(m -> tile(classifier, images, m)).toList();
    Pictures.grid(
        wrong,
        mistakes.size() + " of " + images.test().size() + " test digits read wrongly (true → read)",
        tiles);
    o.printf("%nlearning curve   %s%nwrong digits     %s%n", curve, wrong);
  }

  private static Pictures.Tile tile(ImageClassifier c, ImageData images, Metrics.Mistake m) {
    Image image = images.test().get(m.index()).value();
    int n = image.height() * image.width();
    byte[] grey = new byte[n];
    float[] v = image.withChannels(1).pixels();
    for (int i = 0; i < n; i++) {
      grey[i] = (byte) Math.round(255 * v[i]);
    }
    String truth = c.classes().get(images.test().get(m.index()).label());
    String read = c.classes().get(m.predicted());
    return new Pictures.Tile(grey, image.width(), image.height(), truth + " → " + read);
  }

  /** A line on standard output for each epoch. */
  private record Report(PrintStream out) implements Callback {
    @Override
    public void epochEnds(Run run, History.Epoch e) {
      out.printf(
          Locale.ROOT,
          "epoch %d/%d   %.1f s   loss %.4f   test accuracy %.2f %%%n",
          e.number(),
          run.epochs(),
          e.seconds(),
          e.loss(),
          100 * e.get(ACCURACY));
    }
  }
}
