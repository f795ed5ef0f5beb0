package io.cotangent.cli;

import io.cotangent.chart.LineChart;
import io.cotangent.data.Table;
import io.cotangent.data.Target;
import io.cotangent.train.Callback;
import io.cotangent.train.History;
import io.cotangent.train.Interruption;
import io.cotangent.train.Keep;
import io.cotangent.train.Run;
import io.cotangent.zoo.Apartments;
import io.cotangent.zoo.TabularModel;
import io.cotangent.zoo.TabularTraining;
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

/** Trains a network on a table. */
@CommandLine.Command(
    name = "tabular",
    description = {
      "Trains a network to predict one column of a CSV file from the others: a number, or a class.",
      "",
      "  cotangent tabular",
      "  cotangent tabular --data houses.csv --target price",
      "  cotangent tabular --data digits.csv.gz --no-header --classes",
      "  cotangent tabular --data wine.csv --separator ';' --target quality --without id",
      "  cotangent tabular predict new-houses.csv",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    subcommands = TabularPredict.class)
public final class TabularCommand implements Command {
  private static final int ROWS = 2000;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A CSV file, plain or .gz, instead of made-up apartments.")
  private @Nullable Path data;

  @Mixin private CsvOptions csv = new CsvOptions();

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The column to predict; without it the last one.")
  private @Nullable String target;

  @Option(names = "--classes", description = "The numbers to predict stand for classes.")
  private boolean classes;

  @Option(
      names = "--without",
      paramLabel = "COLUMN[,COLUMN…]",
      description = "Columns that are left out.")
  private @Nullable String without;

  @Option(
      names = "--hidden",
      paramLabel = "N[,N…]",
      description = "The widths of the hidden layers.")
  private String hidden = "128,128";

  @Option(names = "--dropout", paramLabel = "P", description = "Probability of dropout.")
  private double dropout = 0.1;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most.")
  private int epochs = 100;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Epochs without a better validation loss after which training ends.")
  private int patience = 15;

  @Option(names = "--batch", paramLabel = "N", description = "Rows per step.")
  private int batch = 32;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate at first.")
  private double lr = 2e-3;

  @Option(
      names = "--training",
      paramLabel = "PART",
      description = "Which part of the rows is for training and validation.")
  private double part = 0.8;

  @Mixin private RunOptions run = new RunOptions();

  @Override
  public Integer call() {
    Checks.atLeast("--epochs", 1, epochs);
    Checks.atLeast("--patience", 1, patience);
    Checks.atLeast("--batch", 1, batch);
    Checks.positive("--lr", lr);
    int[] widths = Checks.integers("--hidden", hidden);
    TabularTraining training =
        TabularTraining.DEFAULT
            .network(m -> m.hidden(widths).dropout(dropout))
            .epochs(epochs, patience)
            .steps(batch, lr)
            .trainingPart(part)
            .seed(run.seed());
    PrintStream o = System.out;
    run.begin(o);
    Table table = data == null ? Apartments.table(ROWS, run.seed()) : csv.read(data);
    o.printf("data      %s%n", table.toString().replace("\n", "\n          "));
    TabularTraining.Parts parts = training.parts(target(table));
    TabularModel model = training.model(parts);
    o.printf(
        Locale.ROOT,
        "target    %s, from %d numbers; %,d rows to train, %,d to validate, %,d to test%n%n",
        parts.preparation().target(),
        parts.preparation().width(),
        parts.training().size(),
        parts.validation().size(),
        parts.test().size());
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
    Map<String, Double> test = training.test(TabularModel.load(run.folder()), parts);
    o.printf("%ntest part, with the weights of the smallest validation loss:%n");
    test.forEach((n, v) -> o.printf(Locale.ROOT, "  %-9s %.5g%n", n, v));
    curve(table, history, o);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("data", table.source());
    result.put("epochs", history.epochs().size());
    result.put("test", test);
    run.report(result, o);
    return 0;
  }

  private Target target(Table table) {
    List<String> names = table.names();
    Target t = table.target(target == null ? names.get(names.size() - 1) : target);
    t = classes ? t.classes() : t;
    return without == null ? t : t.without(without.split(",", -1));
  }

  private void curve(Table table, History history, PrintStream o) {
    Path curve = run.folder().resolve("curve.png");
    LineChart.overEpochs(
            "Loss: " + table.source(),
            List.of(
                LineChart.Line.of("training", history.values(History.LOSS)),
                LineChart.Line.of("validation", history.values(History.VALIDATION_LOSS))))
        .write(curve);
    o.printf("%nlearning curve   %s%n", curve);
  }

  /** A line on standard output for each epoch. */
  private record Report(PrintStream out) implements Callback {
    @Override
    public void epochEnds(Run run, History.Epoch e) {
      StringBuilder s = new StringBuilder();
      e.values().forEach((n, v) -> s.append(String.format(Locale.ROOT, "   %s %.4g", n, v)));
      out.printf("epoch %d%s%n", e.number(), s);
    }
  }
}
