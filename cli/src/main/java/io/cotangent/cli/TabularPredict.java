package io.cotangent.cli;

import io.cotangent.data.Table;
import io.cotangent.io.Json;
import io.cotangent.zoo.TabularModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Predicts a column of a table: {@code tabular predict}. */
@CommandLine.Command(
    name = "predict",
    description =
        "Prints a CSV file's rows with what the model of a run predicts for each; the file is read as the run's was, and may lack the column to predict.",
    mixinStandardHelpOptions = true)
final class TabularPredict implements Command {
  @Parameters(paramLabel = "FILE", description = "A CSV file, plain or .gz.")
  private Path file = Path.of("");

  @Mixin private PredictOptions options = new PredictOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path run = options.begin(spec);
    TabularModel model = TabularModel.load(run);
    Table table = CsvOptions.of(Json.readObject(run.resolve(ConfigFile.OPTIONS))).read(file);
    List<TabularModel.Prediction> all = model.predict(table);
    boolean classes = model.preparation().isClassification();
    List<String> header = new ArrayList<>(table.names());
    header.add("predicted " + model.preparation().target());
    if (classes) {
      header.add("probability");
    }
    print(header);
    for (int i = 0; i < all.size(); i++) {
      List<String> row = new ArrayList<>();
      Map<String, @Nullable String> values = table.row(i);
      table
          .names()
          .forEach(
              n ->
                  row.add(String.valueOf(java.util.Objects.requireNonNullElse(values.get(n), ""))));
      row.add(all.get(i).text());
      if (classes) {
        row.add(String.format(Locale.ROOT, "%.4f", all.get(i).probability()));
      }
      print(row);
    }
    return 0;
  }

  private static void print(List<String> fields) {
    System.out.println(String.join(",", fields.stream().map(TabularPredict::quoted).toList()));
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
