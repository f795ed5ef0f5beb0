package io.cotangent.data;

import io.cotangent.CotangentException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Batches made ahead by threads, in a window of two for each. The threads work on the window alone,
 * so that a loop that is left, and never closes this, holds them for a second and no more.
 */
final class PrefetchedBatches<B> extends SourceBatches<B> {
  private final ThreadPoolExecutor threads;
  private final int window;
  private final Deque<Future<@Nullable B>> ahead = new ArrayDeque<>();
  private int submitted;

  PrefetchedBatches(BatchSource.Epoch<B> epoch, Position from, int count) {
    super(epoch, from);
    this.submitted = from.batch();
    this.window = 2 * count;
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread t = new Thread(work, "cotangent-data");
              t.setDaemon(true);
              return t;
            });
    threads.allowCoreThreadTimeOut(true);
    fill();
  }

  private void fill() {
    while (ahead.size() < window) {
      int number = submitted++;
      FutureTask<@Nullable B> task = new FutureTask<>(() -> epoch.make(number));
      ahead.add(task);
      threads.execute(task);
    }
  }

  @Override
  @Nullable B make(Position at) {
    try {
      B made = ahead.remove().get();
      if (made != null) {
        fill();
      }
      return made;
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CotangentException("data: interrupted while waiting for a batch", e);
    }
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException r ? r : new IllegalStateException(cause);
  }

  @Override
  void end() {
    ahead.forEach(f -> f.cancel(true));
    ahead.clear();
    threads.shutdownNow();
  }
}
