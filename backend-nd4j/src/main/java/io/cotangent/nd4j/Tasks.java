package io.cotangent.nd4j;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads for the parts of one call. How a call is divided never depends on how many threads there
 * are, and each part writes where no other does: so results do not depend on them either. The
 * caller works too; the others end when they have had nothing to do for a while.
 */
final class Tasks {
  private static final int IDLE_SECONDS = 2;

  private final int threads;
  private final ThreadPoolExecutor helpers;

  Tasks(int threads) {
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    this.helpers =
        new ThreadPoolExecutor(
            Math.max(1, threads - 1),
            Math.max(1, threads - 1),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread t = new Thread(null, work, "cotangent-nd4j-" + number.incrementAndGet());
              t.setDaemon(true);
              t.setContextClassLoader(null);
              return t;
            });
    helpers.allowCoreThreadTimeOut(true);
  }

  /** Runs parts 0 … n − 1, in any order, and returns when all have ended. */
  void each(int n, IntConsumer part) {
    if (threads == 1 || n <= 1) {
      for (int i = 0; i < n; i++) {
        part.accept(i);
      }
      return;
    }
    Call call = new Call(n, part);
    for (int i = Math.min(threads, n) - 1; i > 0; i--) {
      helpers.execute(call);
    }
    call.run();
    call.finish();
  }

  /** Runs parts over spans of at most {@code grain} of n elements. */
  void spans(int n, int grain, Span part) {
    int count = (int) (((long) n + grain - 1) / grain);
    each(count, i -> part.run(i * grain, Math.min(grain, n - i * grain)));
  }

  /** A part that works on some elements. */
  interface Span {
    void run(int from, int count);
  }

  private static final class Call implements Runnable {
    private final int n;
    private final IntConsumer part;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Call(int n, IntConsumer part) {
      this.n = n;
      this.part = part;
    }

    @Override
    public void run() {
      for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            part.accept(i);
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          if (ended.incrementAndGet() == n) {
            LockSupport.unpark(caller);
          }
        }
      }
    }

    /** Waits for the parts that others have begun, interrupted or not. */
    void finish() {
      boolean interrupted = false;
      while (ended.get() < n) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        caller.interrupt();
      }
      Throwable e = failure.get();
      if (e instanceof Error error) {
        throw error;
      } else if (e instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
