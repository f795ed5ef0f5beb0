package io.cotangent.jvm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A few daemon threads that share out the tasks of one loop with its caller. Which thread takes
 * which task is left to chance; results do not depend on it, because tasks write disjoint memory.
 * One loop runs at a time; a second caller, or a task that calls again, runs its own loop alone.
 *
 * <p>A thread without work parks after a short wait, and ends after a longer one; the next loop
 * starts it again. So threads do not keep this class, and its class loader, from being unloaded.
 */
final class Workers {
  /** Elements that one task computes where they are cheap. */
  static final int GRAIN = 32 * 1024;

  private static final int SPINS = 2000;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable Thread[] threads;
  private final ReentrantLock busy = new ReentrantLock();
  private volatile @Nullable Loop current;

  /** The tasks of one call. */
  private static final class Loop {
    final IntConsumer body;
    final int tasks;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger done = new AtomicInteger();
    final Thread caller = Thread.currentThread();
    volatile @Nullable Throwable failure;

    Loop(IntConsumer body, int tasks) {
      this.body = body;
      this.tasks = tasks;
    }

    void work() {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        try {
          body.accept(i);
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        if (done.incrementAndGet() == tasks) {
          LockSupport.unpark(caller);
        }
      }
    }

    /** Waits for the tasks that other threads have begun, interrupted or not. */
    void await() {
      boolean interrupted = false;
      for (int spin = 0; done.get() < tasks; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      if (interrupted) {
        caller.interrupt();
      }
    }
  }

  Workers(int count) {
    threads = new Thread[count - 1];
  }

  /** Wakes a thread, or starts it where it has ended or never was; only under the lock. */
  private void wake(int i) {
    Thread t = threads[i];
    if (t != null && t.isAlive()) {
      LockSupport.unpark(t);
      return;
    }
    t = new Thread(null, this::serve, "cotangent-" + (i + 1), 0, false);
    t.setDaemon(true);
    t.setContextClassLoader(null);
    t.start();
    threads[i] = t;
  }

  /** How many threads compute, the caller included. */
  int count() {
    return threads.length + 1;
  }

  /** Runs {@code body} for 0 … tasks−1 and returns when all are done. */
  void each(int tasks, IntConsumer body) {
    if (threads.length == 0 || tasks <= 1 || !busy.tryLock()) {
      for (int i = 0; i < tasks; i++) {
        body.accept(i);
      }
      return;
    }
    try {
      if (busy.getHoldCount() > 1) {
        for (int i = 0; i < tasks; i++) {
          body.accept(i);
        }
        return;
      }
      Loop loop = new Loop(body, tasks);
      current = loop;
      for (int i = 0; i < Math.min(threads.length, tasks - 1); i++) {
        wake(i);
      }
      loop.work();
      loop.await();
      current = null;
      Throwable failure = loop.failure;
      if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure instanceof Error e) {
        throw e;
      }
    } finally {
      busy.unlock();
    }
  }

  /** Part of a loop, from an index on and up to another. */
  interface Range {
    void run(int from, int to);
  }

  /**
   * Runs {@code body} for ranges that cover 0 … n−1, of at most {@code grain} elements each, or for
   * the whole where one thread computes.
   */
  void ranges(int n, int grain, Range body) {
    if (n <= grain || threads.length == 0) {
      body.run(0, n);
      return;
    }
    each(
        (n - 1) / grain + 1,
        t -> {
          int from = t * grain;
          body.run(from, from + Math.min(grain, n - from));
        });
  }

  private void serve() {
    Loop last = null;
    long idleSince = System.nanoTime();
    for (int spin = 0; ; spin++) {
      Loop loop = current;
      if (loop != null && loop != last) {
        loop.work();
        last = loop;
        spin = 0;
        idleSince = System.nanoTime();
        continue;
      }
      if (loop == null) {
        last = null;
      }
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else if (System.nanoTime() - idleSince < IDLE_NANOS) {
        LockSupport.parkNanos(this, IDLE_NANOS);
      } else {
        return;
      }
    }
  }
}
