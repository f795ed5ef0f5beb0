package io.cotangent.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run with a checkpoint when the JVM is asked to end, as by Ctrl-C: the step that is under
 * way is finished, its checkpoint is written to the run's folder, and then the JVM ends. The run
 * goes on from there with {@link Trainer#goOn}.
 *
 * <pre>{@code
 * try (Interruption interruption = Interruption.watch()) {
 *   trainer.with(interruption).fit(training, 10);
 * }
 * }</pre>
 */
public final class Interruption implements Callback, AutoCloseable {
  /** The reason for which a run is stopped. */
  public static final String REASON = "interrupted";

  private static final long MOST_SECONDS = 120;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "cotangent-interruption");
  private volatile boolean asked;

  private Interruption() {}

  /** Begins to watch. */
  public static Interruption watch() {
    Interruption r = new Interruption();
    Runtime.getRuntime().addShutdownHook(r.hook);
    return r;
  }

  /** Asks the run to stop after its step, as Ctrl-C does. */
  public void ask() {
    asked = true;
  }

  private void end() {
    ask();
    try {
      over.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stepEnds(Run run) {
    if (asked) {
      run.stop(REASON);
    }
  }

  /** Ends the watch; a JVM that waits ends. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending, for which it has waited
    }
  }
}
