package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.data.Batch;
import io.cotangent.data.DataLoader;
import io.cotangent.data.Dataset;
import io.cotangent.data.Sampler;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Parameters;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Schedule;
import io.cotangent.random.Rng;
import io.cotangent.train.History;
import io.cotangent.train.Trainer;
import java.util.function.UnaryOperator;

/**
 * How a {@link LanguageModel} is trained, immutable; the defaults are those that nanoGPT advises
 * for a CPU, but for a rate twice as high, which takes so small a model further. Batches are
 * windows drawn from anywhere in the text; AdamW, with weight decay for matrices and tables alone;
 * the rate rises over the warm-up and falls along a cosine.
 *
 * <pre>{@code
 * TextData text = TextData.of("a text", TextData.read(file));
 * Gpt model = new Gpt(text.characters().size(), rng);
 * History history = TextTraining.DEFAULT.steps(5000, 500).fit(model, text, t -> t.with(Progress.auto()));
 * }</pre>
 *
 * @param steps of the optimizer
 * @param batch windows a step
 * @param block tokens of a window
 * @param lr the rate after the warm-up
 * @param leastLr the rate at the end
 * @param warmup how many steps the rate rises; then it falls to the end
 * @param weightDecay of parameters with two axes
 * @param clipNorm gradients' largest joint norm
 * @param evaluateEvery after how many steps the model is evaluated; they divide the steps
 * @param seed of the windows that are drawn
 */
public record TextTraining(
    int steps,
    int batch,
    int block,
    double lr,
    double leastLr,
    int warmup,
    double weightDecay,
    double clipNorm,
    int evaluateEvery,
    long seed) {
  /** 2000 steps of 12 windows of 64 tokens; rate 2e-3 to 1e-4, 100 steps of warm-up. */
  public static final TextTraining DEFAULT =
      new TextTraining(2000, 12, 64, 2e-3, 1e-4, 100, 0.1, 1.0, 250, 1);

  /** So many windows of the validation part are evaluated while the model is trained. */
  private static final int QUICK_WINDOWS = 500;

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  private static final int EVALUATION_BATCH = 50;

  /** Checks the settings. */
  public TextTraining {
    if (steps < 1 || batch < 1 || block < 1 || evaluateEvery < 1 || steps % evaluateEvery != 0) {
      throw new ArgumentException(
          "text training: steps "
              + steps
              + ", batch "
              + batch
              + ", block "
              + block
              + " and evaluateEvery "
              + evaluateEvery
              + " must be positive, and the last one divide the steps");
    }
    if (warmup < 0 || !(leastLr >= 0 && leastLr <= lr)) {
      throw new ArgumentException(
          "text training: warm-up "
              + warmup
              + " must be 0 or more, and the last rate "
              + leastLr
              + " within 0 and "
              + lr);
    }
  }

  /** With so many steps, and an evaluation after each of their parts of a length. */
  public TextTraining steps(int count, int partLength) {
    return new TextTraining(
        count, batch, block, lr, leastLr, warmup, weightDecay, clipNorm, partLength, seed);
  }

  /** With so many windows a step. */
  public TextTraining batch(int windows) {
    return new TextTraining(
        steps, windows, block, lr, leastLr, warmup, weightDecay, clipNorm, evaluateEvery, seed);
  }

  /** With windows of another length. */
  public TextTraining block(int tokens) {
    return new TextTraining(
        steps, batch, tokens, lr, leastLr, warmup, weightDecay, clipNorm, evaluateEvery, seed);
  }

  /** With other rates after the warm-up and at the end. */
  public TextTraining lr(double first, double last) {
    return new TextTraining(
        steps, batch, block, first, last, warmup, weightDecay, clipNorm, evaluateEvery, seed);
  }

  /** With a warm-up of so many steps. */
  public TextTraining warmup(int count) {
    return new TextTraining(
        steps, batch, block, lr, leastLr, count, weightDecay, clipNorm, evaluateEvery, seed);
  }

  /** With another decay. */
  public TextTraining weightDecay(double lambda) {
    return new TextTraining(
        steps, batch, block, lr, leastLr, warmup, lambda, clipNorm, evaluateEvery, seed);
  }

  /** With other windows. */
  public TextTraining seed(long number) {
    return new TextTraining(
        steps, batch, block, lr, leastLr, warmup, weightDecay, clipNorm, evaluateEvery, number);
  }

  /** The trainer of a model, whose loss is the mean over all tokens of a batch, in nats. */
  public Trainer<LanguageModel, Batch> trainer(LanguageModel model) {
    return Trainer.supervised(
            model, (logits, next) -> Losses.crossEntropy(logits.flatten(0, 1), next.flatten()))
        .optimizer(optimizer(model))
        .schedule(
            Schedule.warmup(warmup).then(Schedule.cosine(Math.max(1, steps - warmup), leastLr)))
        .clipNorm(clipNorm);
  }

  private Optimizer optimizer(LanguageModel model) {
    Parameters all = model.parameters();
    Parameters matrices =
        all.named(
            all.asMap().entrySet().stream()
                .filter(e -> e.getValue().leaf().rank() >= 2)
                .map(java.util.Map.Entry::getKey)
                .toArray(String[]::new));
    UnaryOperator<AdamW> common = a -> a.lr(lr).betas(BETA1, BETA2);
    return AdamW.of(matrices, a -> common.apply(a).weightDecay(weightDecay))
        .and(all.except(matrices), a -> common.apply(a).weightDecay(0))
        .build();
  }

  /** Windows drawn from anywhere in a text; an epoch is the steps between two evaluations. */
  public DataLoader<Batch> training(int[] tokens) {
    Dataset<int[]> windows = new TextWindows(tokens, block, 1, "training");
    return DataLoader.of(windows)
        .sampler(Sampler.drawn(evaluateEvery * batch, new Rng(seed)))
        .batch(batch, TextWindows.collate())
        .build();
  }

  /** All tokens of a text in windows, one behind the other; what is left at its end is left out. */
  public DataLoader<Batch> all(int[] tokens) {
    Dataset<int[]> windows = new TextWindows(tokens, block, block, "validation");
    return DataLoader.of(windows).batch(EVALUATION_BATCH, TextWindows.collate()).build();
  }

  /** Some windows of a text, evenly spread: what shows quickly how a training goes. */
  public DataLoader<Batch> some(int[] tokens) {
    Dataset<int[]> windows = new TextWindows(tokens, block, block, "validation");
    int n = Math.min(QUICK_WINDOWS, windows.size());
    int[] spread = new int[n];
    for (int i = 0; i < n; i++) {
      spread[i] = (int) ((long) i * windows.size() / n);
    }
    return DataLoader.of(windows.subset(spread))
        .batch(EVALUATION_BATCH, TextWindows.collate())
        .build();
  }

  /**
   * Trains a model.
   *
   * @param more further settings of the trainer: a run's folder, callbacks
   * @return the losses of training and of {@link #some} of the validation part
   * @throws io.cotangent.io.DataFormatException if a part of the text is shorter than a window
   */
  public History fit(
      LanguageModel model, TextData text, UnaryOperator<Trainer<LanguageModel, Batch>> more) {
    return more.apply(trainer(model))
        .fit(training(text.training()), some(text.validation()), steps / evaluateEvery);
  }

  /** The mean loss over {@link #all} of the validation part, in nats a token. */
  public double evaluate(LanguageModel model, TextData text) {
    return trainer(model).evaluate(all(text.validation())).getOrDefault(History.LOSS, Double.NaN);
  }
}
