package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.CotangentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Joins the calls that wait into batches, in one thread. */
final class RequestQueue {
  /** Computes the outputs of rows of one length. */
  interface Rows {
    float[][] of(float[][] rows);
  }

  /**
   * @param rows of the batch that it was computed in
   * @param queued nanoseconds until that batch began
   */
  record Answer(float[] output, int rows, long queued) {}

  private record Request(float[] features, long since, CompletableFuture<Answer> answer) {}

  private final Rows rows;
  private final int most;
  private final long waitNanos;
  private final LinkedBlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  RequestQueue(Rows rows, int most, Duration wait) {
    this.rows = rows;
    this.most = most;
    this.waitNanos = wait.toNanos();
    this.thread = new Thread(this::serve, "cotangent-predictor");
    thread.setDaemon(true);
    thread.start();
  }

  Answer ask(float[] features) {
    Request r = new Request(features.clone(), System.nanoTime(), new CompletableFuture<>());
    waiting.add(r);
    if (closed) {
      failWaiting();
    }
    try {
      return r.answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CotangentException("predictor: interrupted while waiting for an answer", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof RuntimeException x ? x : new IllegalStateException(cause);
    }
  }

  private void serve() {
    try {
      while (!closed) {
        Request first = waiting.take();
        answer(batch(first));
      }
    } catch (InterruptedException e) {
      // closed
    } finally {
      failWaiting();
    }
  }

  /** The first call and those that come while it waits. */
  private List<Request> batch(Request first) throws InterruptedException {
    List<Request> all = new ArrayList<>(List.of(first));
    long end = System.nanoTime() + waitNanos;
    while (all.size() < most) {
      @Nullable Request next = waiting.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      all.add(next);
    }
    return all;
  }

  private void answer(List<Request> batch) {
    Map<Integer, List<Request>> byLength = new LinkedHashMap<>();
    batch.forEach(r -> byLength.computeIfAbsent(r.features.length, n -> new ArrayList<>()).add(r));
    byLength.values().forEach(this::answerAlike);
  }

  private void answerAlike(List<Request> batch) {
    JoinedBatchEvent event = new JoinedBatchEvent();
    event.begin();
    long now = System.nanoTime();
    try {
      float[][] y = rows.of(batch.stream().map(Request::features).toArray(float[][]::new));
      event.batchSize = y.length;
      event.queueTime = now - batch.get(0).since;
      event.commit();
      for (int i = 0; i < y.length; i++) {
        Request r = batch.get(i);
        r.answer.complete(new Answer(y[i], y.length, now - r.since));
      }
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1) {
        batch.get(0).answer.completeExceptionally(e);
      } else {
        // Those whose own row is not to blame have their answers.
        batch.forEach(r -> answerAlike(List.of(r)));
      }
    }
  }

  private void failWaiting() {
    for (Request r = waiting.poll(); r != null; r = waiting.poll()) {
      r.answer.completeExceptionally(new ArgumentException("predictor: it is closed"));
    }
  }

  void close() {
    closed = true;
    thread.interrupt();
  }
}
