package io.cotangent.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that do {@link Jobs} until they are told to end or have done so many, while another
 * interrupts them at random. The first of them trains what the others read.
 */
final class Stress {
  private static final int MOST_FAULTS = 20;

  private final Jobs jobs = new Jobs();
  private final List<Thread> workers = new ArrayList<>();
  private final Thread disturber;
  private final AtomicLongArray done;
  private final AtomicInteger faults = new AtomicInteger();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final long[] seen;
  private volatile boolean ended;

  /**
   * Threads that are not started yet.
   *
   * @param most how many jobs each does, at most
   */
  Stress(int threads, long most, long seed) {
    done = new AtomicLongArray(threads);
    seen = new long[threads];
    for (int i = 0; i < threads; i++) {
      int index = i;
      Thread t = new Thread(() -> work(index, most, new Random(seed + index)), "stress-" + i);
      t.setDaemon(true);
      workers.add(t);
    }
    disturber = new Thread(() -> disturb(new Random(~seed)), "stress-disturber");
    disturber.setDaemon(true);
  }

  void start() {
    workers.forEach(Thread::start);
    disturber.start();
  }

  private void work(int index, long most, Random random) {
    while (!ended && done.get(index) < most) {
      try {
        jobs.run(random, index == 0);
      } catch (RuntimeException | Error e) {
        if (faults.incrementAndGet() <= MOST_FAULTS) {
          messages.add(Thread.currentThread().getName() + ": " + e);
        }
      }
      boolean interrupted = Thread.interrupted(); // as a server's pool does between requests
      done.incrementAndGet(index);
    }
  }

  private void disturb(Random random) {
    while (!ended && workers.stream().anyMatch(Thread::isAlive)) {
      workers.get(random.nextInt(workers.size())).interrupt();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  /** Waits until all have ended, or for so long. */
  void await(long seconds) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (Thread t : workers) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left > 0) {
        t.join(left);
      }
    }
  }

  void end() {
    ended = true;
  }

  /** How many jobs were done. */
  long steps() {
    long n = 0;
    for (int i = 0; i < done.length(); i++) {
      n += done.get(i);
    }
    return n;
  }

  /** How many of them failed. */
  int faults() {
    return faults.get();
  }

  /** The first of the failures. */
  List<String> messages() {
    return messages;
  }

  /** The threads that have done nothing since this was asked last, with what they wait in. */
  List<String> hanging() {
    List<String> r = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      long now = done.get(i);
      if (now == seen[i] && workers.get(i).isAlive()) {
        r.add(stack(workers.get(i)));
      }
      seen[i] = now;
    }
    return r;
  }

  private static String stack(Thread t) {
    StringBuilder s = new StringBuilder(t.getName()).append(" is ").append(t.getState());
    for (StackTraceElement e : t.getStackTrace()) {
      s.append("\n    at ").append(e);
    }
    return s.toString();
  }
}
