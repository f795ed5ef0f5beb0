package io.cotangent.cli;

import io.cotangent.random.Rng;
import io.cotangent.zoo.CharModel;
import io.cotangent.zoo.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with a text: {@code chargpt predict} and {@code charlstm predict}. */
@CommandLine.Command(
    name = "predict",
    description = "Goes on with a text, by the model of a run.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class TextPredict implements Command {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the text begins with; without it, the start of a line.")
  private String prompt = "";

  @Option(names = "--length", paramLabel = "N", description = "How many characters to add.")
  private int length = 300;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Below 1 more careful, above 1 more daring, 0 always the most probable.")
  private double temperature = 0.8;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Draw from the K most probable characters; 0 from all.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw from the most probable characters that reach P together.")
  private double topP = 1;

  @Option(names = "--seed", paramLabel = "N", description = "Decides what is drawn.")
  private long seed = 1;

  @Mixin private PredictOptions options = new PredictOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Checks.atLeast("--length", 1, length);
    Sampling sampling = new Sampling(temperature, topK, topP);
    CharModel model = CharModel.load(options.begin(spec));
    String begin = prompt.replace("\\n", "\n");
    String more = model.complete(begin, length, sampling, new Rng(seed));
    System.out.println(begin + more);
    return 0;
  }
}
