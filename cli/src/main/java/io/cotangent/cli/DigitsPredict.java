package io.cotangent.cli;

import io.cotangent.data.ImageFile;
import io.cotangent.io.Json;
import io.cotangent.zoo.Handwriting;
import io.cotangent.zoo.ImageClassifier;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a digit from a picture: {@code digits predict}. */
@CommandLine.Command(
    name = "predict",
    description =
        "Reads one digit from each picture: PNG, JPEG, GIF or BMP of any size, dark on light or light on dark.",
    mixinStandardHelpOptions = true)
final class DigitsPredict implements Command {
  private static final int SHOWN = 3;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pictures.")
  private List<Path> files = List.of();

  @Option(names = "--json", description = "Print a line of JSON for each picture, and no more.")
  private boolean json;

  @Mixin private PredictOptions options = new PredictOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ImageClassifier classifier = ImageClassifier.load(options.begin(spec));
    for (Path file : files) {
      Handwriting h = Handwriting.of(ImageFile.read(file, 1), file.toString());
      float[] p = classifier.probabilities(h.image());
      List<Integer> order =
          IntStream.range(0, p.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -p[i]))
              .toList();
      if (json) {
        Map<String, Object> r = new LinkedHashMap<>();
        r.put("file", file.toString());
        r.put("class", classifier.classes().get(order.get(0)));
        Map<String, Object> all = new LinkedHashMap<>();
        IntStream.range(0, p.length).forEach(i -> all.put(classifier.classes().get(i), p[i]));
        r.put("probabilities", all);
        System.out.println(Json.text(r));
      } else {
        System.out.printf("%s: %s%n%n%s%n", file, h.description(), h.drawing());
        for (int i : order.subList(0, Math.min(SHOWN, order.size()))) {
          System.out.printf(Locale.ROOT, "%6.2f %%  %s%n", 100 * p[i], classifier.classes().get(i));
        }
      }
    }
    return 0;
  }
}
