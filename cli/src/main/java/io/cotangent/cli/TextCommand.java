package io.cotangent.cli;

import io.cotangent.chart.LineChart;
import io.cotangent.random.Rng;
import io.cotangent.train.Callback;
import io.cotangent.train.History;
import io.cotangent.train.Interruption;
import io.cotangent.train.Keep;
import io.cotangent.train.Run;
import io.cotangent.zoo.CharModel;
import io.cotangent.zoo.Characters;
import io.cotangent.zoo.Sampling;
import io.cotangent.zoo.TextData;
import io.cotangent.zoo.TextTraining;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model of characters: what {@code chargpt} and {@code charlstm} have in common. */
abstract class TextCommand implements Command {
  private static final double SHOWN_TEMPERATURE = 0.8;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A text in UTF-8, instead of 100 KB of Shakespeare.")
  private @Nullable Path data;

  @Option(
      names = "--lines",
      description =
          "Each line stands for itself, as names do: lines are shuffled before the split.")
  private boolean lines;

  @Option(names = "--steps", paramLabel = "N", description = "Steps of the optimizer.")
  private int steps = 2000;

  @Option(names = "--batch", paramLabel = "N", description = "Windows of the text per step.")
  private int batch = 12;

  @Option(names = "--block", paramLabel = "N", description = "Characters of a window.")
  private int block = 64;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate after the warm-up.")
  private double lr = 2e-3;

  @Option(names = "--min-lr", paramLabel = "RATE", description = "Learning rate at the end.")
  private double leastLr = 1e-4;

  @Option(names = "--warmup", paramLabel = "N", description = "Steps in which the rate rises.")
  private int warmup = 100;

  @Option(
      names = "--eval-every",
      paramLabel = "N",
      description = "Steps between evaluations; they divide --steps.")
  private int evaluateEvery = 250;

  @Option(names = "--samples", paramLabel = "N", description = "Characters to print at the end.")
  private int samples = 500;

  @Mixin private RunOptions run = new RunOptions();

  /** The model that the options describe. */
  abstract CharModel model(Characters characters, int block, Rng rng);

  @Override
  public Integer call() {
    Checks.atLeast("--steps", 1, steps);
    Checks.atLeast("--batch", 1, batch);
    Checks.atLeast("--block", 1, block);
    Checks.atLeast("--eval-every", 1, evaluateEvery);
    Checks.atLeast("--samples", 0, samples);
    Checks.atLeast("--warmup", 0, warmup);
    Checks.positive("--lr", lr);
    TextTraining training =
        new TextTraining(
            steps,
            batch,
            block,
            lr,
            Math.min(lr, leastLr),
            warmup,
            TextTraining.DEFAULT.weightDecay(),
            TextTraining.DEFAULT.clipNorm(),
            Math.min(evaluateEvery, steps),
            run.seed());
    PrintStream o = System.out;
    run.begin(o);
    Rng rng = new Rng(run.seed());
    TextData text = text(rng.split());
    o.printf(
        Locale.ROOT,
        "data      %s: %,d characters to train, %,d to validate, %d distinct%n",
        text.name(),
        text.training().length,
        text.validation().length,
        text.characters().size());
    CharModel model = model(text.characters(), block, rng.split());
    o.printf(
        Locale.ROOT,
        "model     %s, %,d parameters%n%n",
        model.model().getClass().getSimpleName(),
        model.model().parameters().elements());
    History history;
    try (Interruption interruption = Interruption.watch()) {
      history =
          training.fit(
              model.model(),
              text,
              t ->
                  run.prepared(t, Keep.best(History.VALIDATION_LOSS, 1), interruption, model::save)
                      .with(new Report(o)));
      if (run.isInterrupted(history, o)) {
        return RunOptions.INTERRUPTED;
      }
    }
    double loss = training.evaluate(model.model(), text);
    o.printf(
        Locale.ROOT,
        "%nvalidation loss over all %,d characters: %.4f nats a character%n",
        text.validation().length,
        loss);
    curve(text, history, o);
    if (samples > 0) {
      Sampling sampling = Sampling.DEFAULT.temperature(SHOWN_TEMPERATURE);
      o.printf("%na sample:%n%s%n", model.complete("", samples, sampling, rng.split()));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("data", text.name());
    result.put("parameters", model.model().parameters().elements());
    result.put("steps", steps);
    result.put("loss", history.values(History.LOSS));
    result.put("val_loss", history.values(History.VALIDATION_LOSS));
    result.put("validation_loss", loss);
    run.report(result, o);
    return 0;
  }

  private TextData text(Rng rng) {
    if (data == null) {
      return TextData.shakespeare();
    }
    String content = TextData.read(data);
    return lines
        ? TextData.ofLines(data.toString(), content, rng)
        : TextData.of(data.toString(), content);
  }

  private void curve(TextData text, History history, PrintStream o) {
    Path curve = run.folder().resolve("curve.png");
    LineChart.overEpochs(
            "Loss: " + text.name(),
            List.of(
                LineChart.Line.of("training", history.values(History.LOSS)),
                LineChart.Line.of("validation", history.values(History.VALIDATION_LOSS))))
        .write(curve);
    o.printf("learning curve   %s%n", curve);
  }

  /** A line on standard output for each evaluation. */
  private record Report(PrintStream out) implements Callback {
    @Override
    public void epochEnds(Run run, History.Epoch e) {
      out.printf(
          Locale.ROOT,
          "step %5d   %.1f s   training loss %.4f   validation loss %.4f%n",
          e.step(),
          e.seconds(),
          e.loss(),
          e.get(History.VALIDATION_LOSS));
    }
  }
}
