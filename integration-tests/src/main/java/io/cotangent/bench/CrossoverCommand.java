package io.cotangent.bench;

import io.cotangent.DType;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.chart.LineChart;
import io.cotangent.cli.Checks;
import io.cotangent.cli.Command;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import io.cotangent.viz.Pictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Time per operation against size, backend by backend. */
@CommandLine.Command(
    name = "crossover",
    description =
        "Measures the time per operation against size on every backend, and draws it as a PNG.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class CrossoverCommand implements Command {
  private static final int[] SIZES = {4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576};
  private static final int[] SIDES = {2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
  private static final int ROUNDS = 5;
  private static final int WARM_UP_ROUNDS = 32;

  @Option(names = "--out", paramLabel = "FILE", description = "Where to write the picture.")
  private Path out = Path.of("docs", "crossover.png");

  @Option(names = "--millis", paramLabel = "MS", description = "Length of one window.")
  private int millis = 30;

  /** Holds the last result, so that none is optimized away. */
  private @Nullable Tensor sink;

  @Override
  public Integer call() {
    Checks.atLeast("--millis", 1, millis);
    Checks.writableFile("--out", out);
    Map<String, Backend> backends = new LinkedHashMap<>();
    Contestants.NAMES.forEach(n -> backends.put(n, Contestants.get(n)));
    List<LineChart> panels = new ArrayList<>();
    panels.add(panel("add", "elements", SIZES, 1, backends, Tensor::plus));
    panels.add(panel("exp", "elements", SIZES, 1, backends, (a, b) -> a.exp()));
    panels.add(panel("matmul", "rows and columns", SIDES, 2, backends, Tensor::matmul));
    Pictures.row(out, panels);
    System.out.println("chart   " + out);
    return 0;
  }

  private LineChart panel(
      String op,
      String xTitle,
      int[] sizes,
      int rank,
      Map<String, Backend> backends,
      BinaryOperator<Tensor> f) {
    List<Double> x = Arrays.stream(sizes).asDoubleStream().boxed().toList();
    Map<String, double[]> micros = new LinkedHashMap<>();
    backends.keySet().forEach(n -> micros.put(n, new double[sizes.length]));
    warmUp(sizes, rank, backends, f);
    for (int i = 0; i < sizes.length; i++) {
      Shape shape = rank == 1 ? Shape.of(sizes[i]) : Shape.of(sizes[i], sizes[i]);
      Map<String, List<Double>> windows = new LinkedHashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Map.Entry<String, Backend> e : backends.entrySet()) {
          double t = window(e.getValue(), shape, f, millis);
          windows.computeIfAbsent(e.getKey(), k -> new ArrayList<>()).add(t);
        }
      }
      for (Map.Entry<String, List<Double>> e : windows.entrySet()) {
        double median = e.getValue().stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
        java.util.Objects.requireNonNull(micros.get(e.getKey()))[i] = median;
        System.out.printf(
            Locale.ROOT, "%-8s %-10s %8d %12.3f us%n", op, e.getKey(), sizes[i], median);
      }
    }
    List<LineChart.Line> lines = new ArrayList<>();
    micros.forEach(
        (name, y) -> lines.add(new LineChart.Line(name, x, Arrays.stream(y).boxed().toList())));
    return new LineChart(
        op, LineChart.Axis.logarithmic(xTitle), LineChart.Axis.logarithmic("µs"), lines);
  }

  /** Until the compilers have done their work: the smaller sizes in turn, for some seconds. */
  private void warmUp(
      int[] sizes, int rank, Map<String, Backend> backends, BinaryOperator<Tensor> f) {
    for (Backend b : backends.values()) {
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        int n = sizes[round % (sizes.length - 2)];
        double unused = window(b, rank == 1 ? Shape.of(n) : Shape.of(n, n), f, 100);
      }
    }
  }

  /** Microseconds per call over one window. */
  private double window(Backend b, Shape shape, BinaryOperator<Tensor> f, int millis) {
    Tensor x = new Rng(1).uniform(b, DType.F32, -1, 1, shape);
    Tensor y = new Rng(2).uniform(b, DType.F32, -1, 1, shape);
    long end = System.nanoTime() + millis * 1_000_000L;
    long start = System.nanoTime();
    long calls = 0;
    for (long now = start; now < end; now = System.nanoTime()) {
      try (Scope ignored = Scope.open("window")) {
        for (int i = 0; i < 8; i++) {
          sink = f.apply(x, y);
        }
      }
      calls += 8;
    }
    return (System.nanoTime() - start) / 1e3 / calls;
  }
}
