package io.cotangent.cli;

import io.cotangent.io.Json;
import io.cotangent.zoo.SentenceClassifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies sentences: {@code sentiment predict}. */
@CommandLine.Command(
    name = "predict",
    description =
        "Classifies sentences by the model of a run. Beside each word: how much it spoke for the class (+) or against it (-), in log-odds that the sentence without it lacks.",
    mixinStandardHelpOptions = true)
final class SentimentPredict implements Command {
  private static final int LONGEST_BAR = 20;
  private static final int BARS_PER_UNIT = 4;

  @Parameters(arity = "1..*", paramLabel = "SENTENCE", description = "Sentences, each in quotes.")
  private List<String> sentences = List.of();

  @Option(names = "--json", description = "Print a line of JSON for each sentence, and no more.")
  private boolean json;

  @Mixin private PredictOptions options = new PredictOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    SentenceClassifier model = SentenceClassifier.load(options.begin(spec));
    for (String s : sentences) {
      SentenceClassifier.Answer a = model.classify(s);
      if (json) {
        Map<String, Object> r = new LinkedHashMap<>();
        r.put("sentence", s);
        r.put("class", a.label());
        r.put("probability", a.probability());
        r.put("words", a.evidence().stream().map(SentimentPredict::entry).toList());
        System.out.println(Json.text(r));
      } else {
        System.out.printf(Locale.ROOT, "%s%n%s, %.1f %%%n", s, a.label(), 100 * a.probability());
        a.evidence()
            .forEach(
                e ->
                    System.out.printf(
                        Locale.ROOT, "  %-16s %+6.2f %s%n", e.word(), e.weight(), bar(e.weight())));
      }
    }
    return 0;
  }

  private static Map<String, Object> entry(SentenceClassifier.Evidence e) {
    Map<String, Object> r = new LinkedHashMap<>();
    r.put("word", e.word());
    r.put("weight", e.weight());
    return r;
  }

  private static String bar(double weight) {
    int n = (int) Math.min(LONGEST_BAR, Math.round(Math.abs(weight) * BARS_PER_UNIT));
    return (weight < 0 ? "-" : "+").repeat(n);
  }
}
