package io.cotangent.cli;

import io.cotangent.chart.LineChart;
import io.cotangent.train.Callback;
import io.cotangent.train.History;
import io.cotangent.train.Interruption;
import io.cotangent.train.Keep;
import io.cotangent.train.Run;
import io.cotangent.zoo.Sentence;
import io.cotangent.zoo.SentenceClassifier;
import io.cotangent.zoo.SentenceData;
import io.cotangent.zoo.SentenceNet;
import io.cotangent.zoo.SentenceTraining;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a classifier of sentences. */
@CommandLine.Command(
    name = "sentiment",
    description = {
      "Trains a classifier of sentences, as for what people think of things, and tells which words decide.",
      "",
      "  cotangent sentiment",
      "  cotangent sentiment --data amazon.txt,yelp.txt,imdb.txt",
      "  cotangent sentiment --data reviews.csv --header --model transformer",
      "  cotangent sentiment predict 'The food was good but the service was slow.'",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    subcommands = SentimentPredict.class)
public final class SentimentCommand implements Command {
  private static final int SENTENCES = 1500;

  @Option(
      names = "--data",
      paramLabel = "FILE[,FILE…]",
      description =
          "Sentences and their classes with a tab or a comma between, in UTF-8, instead of made-up reviews.")
  private String data = "";

  @Option(names = "--header", description = "The first line of a file has names.")
  private boolean header;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "gru, transformer, or attention (a bag of words, without their order).")
  private SentenceNet.Reader reader = SentenceNet.Reader.GRU;

  @Option(names = "--width", paramLabel = "N", description = "Width of a word's vector.")
  private int width = 64;

  @Option(names = "--dropout", paramLabel = "P", description = "Probability of dropout.")
  private double dropout = 0.5;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the training sentences.")
  private int epochs = 15;

  @Option(names = "--batch", paramLabel = "N", description = "Sentences per step.")
  private int batch = 16;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate at first.")
  private double lr = 2e-3;

  @Option(
      names = "--training",
      paramLabel = "PART",
      description = "Which part of the sentences is for training and validation.")
  private double part = 0.8;

  @Mixin private RunOptions run = new RunOptions();

  @Override
  public Integer call() {
    Checks.atLeast("--epochs", 1, epochs);
    Checks.atLeast("--batch", 1, batch);
    Checks.positive("--lr", lr);
    SentenceTraining training =
        new SentenceTraining(reader, width, dropout, epochs, batch, lr, part, run.seed());
    PrintStream o = System.out;
    run.begin(o);
    SentenceTraining.Parts parts = training.parts(sentences());
    SentenceClassifier model = training.model(parts);
    o.printf(
        Locale.ROOT,
        "data      %s: %,d sentences to train, %,d to validate, %,d to test; %,d words; classes %s%n",
        data.isEmpty() ? "made-up reviews" : data,
        parts.training().size(),
        parts.validation().size(),
        parts.test().size(),
        model.vocabulary(),
        String.join(", ", model.classes()));
    o.printf(
        Locale.ROOT,
        "model     %s, %,d parameters%n%n",
        reader.name().toLowerCase(Locale.ROOT),
        model.model().parameters().elements());
    History history;
    try (Interruption interruption = Interruption.watch()) {
      history =
          training.fit(
              model,
              parts,
              t ->
                  run.prepared(t, Keep.best(History.VALIDATION_LOSS, 1), interruption, model::save)
                      .with(new Report(o)));
      if (run.isInterrupted(history, o)) {
        return RunOptions.INTERRUPTED;
      }
    }
    SentenceClassifier best = SentenceClassifier.load(run.folder());
    Map<String, Double> test = training.test(best, parts);
    o.printf(
        Locale.ROOT,
        "%ntest part, with the weights of the smallest validation loss: accuracy %.2f %%, loss %.4f%n",
        100 * test.getOrDefault("accuracy", Double.NaN),
        test.getOrDefault(History.LOSS, Double.NaN));
    curve(history, o);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("data", data.isEmpty() ? "made-up reviews" : data);
    result.put("model", reader.name().toLowerCase(Locale.ROOT));
    result.put("epochs", history.epochs().size());
    result.put("test", test);
    run.report(result, o);
    return 0;
  }

  private List<Sentence> sentences() {
    if (data.isEmpty()) {
      return SentenceData.madeUp(SENTENCES, run.seed());
    }
    List<Sentence> all = new ArrayList<>();
    for (String file : data.split(",", -1)) {
      all.addAll(SentenceData.read(Path.of(file), header));
    }
    return all;
  }

  private void curve(History history, PrintStream o) {
    Path curve = run.folder().resolve("curve.png");
    LineChart.overEpochs(
            "Loss: sentences",
            List.of(
                LineChart.Line.of("training", history.values(History.LOSS)),
                LineChart.Line.of("validation", history.values(History.VALIDATION_LOSS))))
        .write(curve);
    o.printf("learning curve   %s%n", curve);
  }

  /** A line on standard output for each epoch. */
  private record Report(PrintStream out) implements Callback {
    @Override
    public void epochEnds(Run run, History.Epoch e) {
      out.println(
          "epoch "
              + e.number()
              + e.values().entrySet().stream()
                  .map(v -> String.format(Locale.ROOT, "   %s %.4f", v.getKey(), v.getValue()))
                  .collect(Collectors.joining()));
    }
  }
}
