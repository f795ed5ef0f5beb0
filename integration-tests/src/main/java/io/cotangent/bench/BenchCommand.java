package io.cotangent.bench;

import io.cotangent.Backends;
import io.cotangent.CotangentException;
import io.cotangent.cli.BackendOption;
import io.cotangent.cli.Checks;
import io.cotangent.cli.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs a workload and prints what it measured, or serves a coordinator that measures several
 * frameworks in turn.
 */
@CommandLine.Command(
    name = "bench",
    description = {
      "Runs a workload: mlp, nielsen, overhead, gemm, adamstep, elementwise or conv.",
      "Prints one line of JSON a case. With --worker it speaks a line protocol on standard input and output instead:",
      "'loss', 'steps N', 'run CASE SECONDS', 'quit'."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class BenchCommand implements Command {
  @Parameters(
      index = "0",
      paramLabel = "WORKLOAD",
      description = "mlp, nielsen, overhead, gemm, adamstep, elementwise, conv")
  private String workload = "";

  @Parameters(index = "1", paramLabel = "THREADS", description = "How many threads compute.")
  private int threads;

  @Mixin private BackendOption backend = new BackendOption();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of a window; each case warms up as long and takes the median of five.")
  private double seconds = 1;

  @Option(names = "--worker", description = "Serve a coordinator.")
  private boolean worker;

  @Option(
      names = "--once",
      paramLabel = "STEPS",
      description = "Print the loss before and after so many steps, and exit.")
  private @Nullable Integer once;

  @Override
  public Integer call() {
    Checks.atLeast("THREADS", 1, threads);
    Checks.positive("--seconds", seconds);
    if (once != null) {
      Checks.atLeast("--once", 0, once);
    }
    System.setProperty("cotangent.threads", String.valueOf(threads));
    backend.use();
    PrintStream out = System.out;
    Map<String, Work> cases = Workloads.open(workload);
    if (once != null) {
      Work w = first(cases);
      double before = w.loss();
      steps(w, once);
      out.println("ONCE " + before + " " + w.loss());
    } else if (worker) {
      serve(cases, out);
    } else {
      cases.forEach((name, w) -> out.println(measure(name, w)));
    }
    return 0;
  }

  private static Work first(Map<String, Work> cases) {
    return cases.values().iterator().next();
  }

  private static void steps(Work w, int n) {
    for (int i = 0; i < n; i++) {
      w.step();
    }
  }

  private void serve(Map<String, Work> cases, PrintStream out) {
    out.printf(
        "READY {\"peer\":\"cotangent\",\"version\":\"%s\",\"config\":\"%s\",\"cases\":[%s]}%n",
        "0.1",
        Workloads.description(),
        cases.keySet().stream().map(c -> '"' + c + '"').collect(Collectors.joining(",")));
    out.flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (String line = in.readLine();
          line != null && !line.equals("quit");
          line = in.readLine()) {
        out.println(answer(line, cases));
        out.flush();
      }
    } catch (IOException e) {
      throw new CotangentException("standard input cannot be read: " + e.getMessage(), e);
    }
  }

  private static String answer(String line, Map<String, Work> cases) {
    try {
      return answer(line.trim().split(" +", -1), cases);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException | CotangentException e) {
      return "ERR " + line + ": " + e.getMessage();
    }
  }

  private static String answer(String[] words, Map<String, Work> cases) {
    switch (words[0]) {
      case "loss" -> {
        return "LOSS " + first(cases).loss();
      }
      case "steps" -> {
        int steps = Integer.parseInt(words[1]);
        Checks.atLeast("steps", 0, steps);
        steps(first(cases), steps);
        return "OK";
      }
      case "run" -> {
        Work w = cases.get(words[1]);
        if (w == null) {
          return "ERR no case " + words[1];
        }
        double window = Double.parseDouble(words[2]);
        Checks.positive("run", window);
        long[] r = window(w, window);
        return "DONE " + r[0] + " " + r[1];
      }
      default -> {
        return "ERR unknown " + words[0];
      }
    }
  }

  /** Steps for some seconds: their number and nanoseconds. */
  private static long[] window(Work w, double seconds) {
    long limit = (long) (seconds * 1e9);
    long n = 0;
    long batch = 1;
    long start = System.nanoTime();
    long spent;
    do {
      for (long i = 0; i < batch; i++) {
        w.step();
      }
      n += batch;
      spent = System.nanoTime() - start;
      if (spent < limit / 50 && batch < 1 << 20) {
        batch *= 2;
      }
    } while (spent < limit);
    return new long[] {n, spent};
  }

  private String measure(String name, Work w) {
    double before = w.loss();
    window(w, seconds);
    double[] nanos = new double[5];
    for (int i = 0; i < nanos.length; i++) {
      long[] r = window(w, seconds);
      nanos[i] = (double) r[1] / r[0];
    }
    Arrays.sort(nanos);
    long allocated = Memory.allocatedBy(w);
    long live = Memory.peakLive(w);
    String loss = Double.isNaN(before) ? "" : String.format(Locale.ROOT, ",\"loss\":%.6f", before);
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"case\":\"%s\",\"backend\":\"%s\",\"threads\":%d,\"ns_per_step\":%.1f,\"min\":%.1f,\"max\":%.1f%s,\"allocated_bytes_per_step\":%d,\"peak_live_bytes\":%d%s}",
        workload,
        name,
        Backends.current().name(),
        threads,
        nanos[2],
        nanos[0],
        nanos[4],
        rate(name, nanos[2]),
        allocated,
        live,
        loss);
  }

  private String rate(String name, double nanos) {
    return switch (workload) {
      case "gemm" -> {
        double flops = 2;
        for (String d : name.split("x", -1)) {
          flops *= Double.parseDouble(d);
        }
        yield String.format(Locale.ROOT, ",\"gflops\":%.1f", flops / nanos);
      }
      case "overhead" ->
          String.format(Locale.ROOT, ",\"us_per_op\":%.3f", nanos / 1e3 / Workloads.OVERHEAD_OPS);
      case "mlp", "nielsen" ->
          String.format(Locale.ROOT, ",\"steps_per_second\":%.1f", 1e9 / nanos);
      default -> "";
    };
  }
}
