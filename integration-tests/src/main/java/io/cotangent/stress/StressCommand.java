package io.cotangent.stress;

import io.cotangent.cli.BackendOption;
import io.cotangent.cli.Checks;
import io.cotangent.cli.Command;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Many threads training, serving, opening and closing scopes, interrupted, for as long as asked.
 */
@CommandLine.Command(
    name = "stress",
    description = {
      "Threads train, serve, read what another trains, open and close scopes and misuse them, while they are",
      "interrupted. Every result has one right answer. A line for each interval tells steps, memory in use after",
      "a collection, and faults. Exit status 1 for a wrong value, a thread that hangs, or memory that grows."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class StressCommand implements Command {
  @Mixin private BackendOption backend = new BackendOption();

  @Option(names = "--minutes", paramLabel = "N", description = "For how long.")
  private double minutes = 120;

  @Option(names = "--threads", paramLabel = "T", description = "How many threads.")
  private int threads = 8;

  @Option(names = "--interval", paramLabel = "S", description = "Seconds between lines.")
  private int interval = 10;

  @Option(names = "--hang", paramLabel = "S", description = "A thread hangs after so many seconds.")
  private int hang = 120;

  @Option(names = "--seed", paramLabel = "SEED", description = "What the threads do, and when.")
  private long seed = 1;

  @Override
  public Integer call() throws InterruptedException {
    Checks.positive("--minutes", minutes);
    Checks.atLeast("--threads", 2, threads);
    Checks.atLeast("--interval", 1, interval);
    Checks.atLeast("--hang", interval, hang);
    PrintStream out = System.out;
    out.println(backend.use().description() + ", " + threads + " threads, seed " + seed);
    Stress stress = new Stress(threads, Long.MAX_VALUE, seed);
    Memory memory = new Memory();
    List<String> hanging = List.of();
    long begin = System.nanoTime();
    double limit = minutes * 60e9;
    long asked = begin;
    stress.start();
    while (System.nanoTime() - begin < limit && stress.faults() == 0 && hanging.isEmpty()) {
      stress.await(interval);
      long[] used = Memory.inUse();
      memory.add(used);
      if (System.nanoTime() - asked > hang * 1e9) {
        asked = System.nanoTime();
        hanging = stress.hanging();
      }
      out.printf(
          Locale.ROOT,
          "%5.0f s %,12d steps   heap %,5d MB   off the heap %,5d MB   %d faults%n",
          (System.nanoTime() - begin) / 1e9,
          stress.steps(),
          used[0] >> 20,
          used[1] >> 20,
          stress.faults());
    }
    stress.end();
    stress.await(hang);
    return verdict(out, stress, hanging, memory);
  }

  private static int verdict(PrintStream out, Stress stress, List<String> hanging, Memory memory) {
    stress.messages().forEach(m -> out.println("FAULT " + m));
    hanging.forEach(h -> out.println("HANG " + h));
    if (memory.grows()) {
      out.println("GROWTH: the last third of the intervals needs more memory than the second");
    }
    boolean good = stress.faults() == 0 && hanging.isEmpty() && !memory.grows();
    out.println(good ? "PASSED" : "FAILED");
    return good ? 0 : 1;
  }
}
