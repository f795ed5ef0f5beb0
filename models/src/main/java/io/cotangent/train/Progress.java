package io.cotangent.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how far a run is: on a terminal a bar with loss, rate and time left, which each epoch ends
 * as a line; elsewhere the lines alone.
 */
public final class Progress implements Callback {
  private static final int WIDTH = 24;
  private static final long REDRAW_NANOS = 200_000_000;

  private final PrintStream out;
  private final boolean bar;
  private final boolean lines;
  private long begun;
  private int batchesBefore;
  private long drawn;
  private int length;

  private Progress(PrintStream out, boolean bar, boolean lines) {
    this.out = out;
    this.bar = bar;
    this.lines = lines;
  }

  /** On standard error: a bar where that is a terminal, else lines. */
  public static Progress auto() {
    boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    return new Progress(System.err, terminal, true);
  }

  /** A bar, whatever the stream is. */
  public static Progress bar(PrintStream out) {
    return new Progress(out, true, true);
  }

  /** A line for each epoch. */
  public static Progress lines(PrintStream out) {
    return new Progress(out, false, true);
  }

  /** Without the lines, where a program prints its own: the bar of an epoch is wiped out. */
  public Progress withoutLines() {
    return new Progress(out, bar, false);
  }

  @Override
  public void epochStarts(Run run) {
    begun = System.nanoTime();
    drawn = 0;
    batchesBefore = run.batch();
  }

  @Override
  public void stepEnds(Run run) {
    long now = System.nanoTime();
    if (bar && (drawn == 0 || now - drawn >= REDRAW_NANOS)) {
      drawn = now;
      draw(text(run, (now - begun) / 1e9));
    }
  }

  private String text(Run run, double seconds) {
    int done = run.batch();
    int all = run.batches();
    double rate = (done - batchesBefore) / Math.max(1e-9, seconds);
    String title = "epoch " + (run.epoch() + 1) + "/" + run.epochs() + " ";
    String middle;
    String left = "";
    if (all > 0) {
      int full = (int) ((long) WIDTH * done / all);
      middle = "[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + done + "/" + all;
      left = ", " + time((all - done) / rate) + " left";
    } else {
      middle = done + " batches";
    }
    return title
        + middle
        + String.format(Locale.ROOT, "  loss %.4f  %.1f/s", run.meanLoss(), rate)
        + left;
  }

  private static String time(double seconds) {
    long s = (long) Math.ceil(seconds);
    return s < 60 ? s + " s" : s / 60 + ":" + String.format("%02d", s % 60);
  }

  private void draw(String text) {
    out.print("\r" + text + " ".repeat(Math.max(0, length - text.length())));
    out.flush();
    length = text.length();
  }

  @Override
  public void epochEnds(Run run, History.Epoch epoch) {
    StringBuilder s = new StringBuilder();
    s.append("epoch ").append(epoch.number()).append('/').append(run.epochs());
    for (Map.Entry<String, Double> e : epoch.values().entrySet()) {
      s.append(String.format(Locale.ROOT, "  %s %.4f", e.getKey(), e.getValue()));
    }
    s.append(String.format(Locale.ROOT, "  %.1f s", epoch.seconds()));
    end(s.toString());
  }

  private void end(String line) {
    if (!lines) {
      if (length > 0) {
        draw("");
        out.print("\r");
      }
    } else if (bar) {
      draw(line);
      out.println();
      length = 0;
    } else {
      out.println(line);
    }
  }

  @Override
  public void fitFails(Run run, Throwable cause) {
    if (length > 0) {
      out.println();
      length = 0;
    }
  }

  @Override
  public void fitEnds(Run run) {
    String reason = run.stopped();
    if (reason != null) {
      end("stopped: " + reason);
    }
  }
}
