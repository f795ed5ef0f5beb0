package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.Autograd;
import io.cotangent.Backends;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model that a service asks from any number of threads. It holds a copy of the model, in
 * evaluation mode, so that training goes on beside it; each call has a scope of its own and records
 * nothing.
 *
 * <pre>{@code
 * Predictor predictor = Predictor.of(model);
 * float[] p = predictor.predict(features);
 * predictor.swap(better);          // from here on; calls under way end with the former model
 * }</pre>
 *
 * <p>{@link #joined} makes one batch of the calls that wait at a time. A row's last bits may depend
 * on the number of rows that it is computed with, and on its place among them: matrix products and
 * attention choose their kernels by the size, and treat the edge of a block otherwise than its
 * middle. {@link #batchInvariant} excludes that.
 *
 * <p>JDK Flight Recorder shows each call (io.cotangent.Prediction: rows, batch size, queue time),
 * each batch of joined calls (io.cotangent.JoinedBatch) and each swap (io.cotangent.ModelSwap).
 */
public final class Predictor implements AutoCloseable {
  private volatile Layer model;
  private volatile boolean alone;
  private final @Nullable RequestQueue queue;

  private Predictor(Layer model) {
    this.model = model;
    this.queue = null;
  }

  private Predictor(Layer model, int most, Duration wait) {
    this.model = model;
    this.queue = new RequestQueue(this::rows, most, wait);
  }

  /** Of a copy of a model that takes a batch [N, …]. */
  public static Predictor of(Layer model) {
    return new Predictor(model.<Layer>copy());
  }

  /**
   * As {@link #of}, with calls of {@link #predict(float...)} that wait at the same time joined into
   * batches, in a thread of its own; {@link #close} ends it.
   *
   * @param most rows of a batch
   * @param wait how long the first call of a batch waits for others
   */
  public static Predictor joined(Layer model, int most, Duration wait) {
    if (most < 1 || wait.isNegative()) {
      throw new ArgumentException(
          "predictor: batches of "
              + most
              + " rows after "
              + wait
              + "; pass 1 or more, and 0 or more");
    }
    return new Predictor(model.<Layer>copy(), most, wait);
  }

  /**
   * From here on, each row is computed alone, so that its output has the same bits whatever batch
   * it comes in: in {@link #predict(Tensor)}, and where calls are joined. The model maps [N, …] to
   * [N, …] and treats each row by itself, as layers do in evaluation mode.
   *
   * <p>What it costs is what batches gain. 64 rows through a perceptron of 784-512-10, on a busy
   * machine with two processors: 2.1 ms instead of 0.8 ms on the JVM backend, 41 ms instead of 0.8
   * ms on ND4J. Convolutions lose nothing, as they work image by image. The bits are those of one
   * backend, its kernels and its number of threads.
   *
   * @return this
   */
  public Predictor batchInvariant() {
    alone = true;
    return this;
  }

  /** The output for a batch, dense, in no scope; the batch belongs to the calling thread. */
  public Tensor predict(Tensor batch) {
    RequestEvent event = new RequestEvent();
    event.begin();
    event.rows = batch.rank() == 0 ? 1 : batch.dim(0);
    try (Scope scope = Scope.open("prediction")) {
      Layer m = model;
      Tensor y = Autograd.noGrad(() -> apply(m, batch)).detach();
      event.batchSize = event.rows;
      return Scope.outside(y::copy);
    } finally {
      event.commit();
    }
  }

  private Tensor apply(Layer m, Tensor batch) {
    if (!alone || batch.rank() == 0 || batch.dim(0) < 2) {
      return m.apply(batch);
    }
    Tensor[] y = new Tensor[batch.dim(0)];
    for (int i = 0; i < y.length; i++) {
      y[i] = m.apply(batch.slice(0, Slice.of(i, i + 1)));
      if (y[i].rank() == 0 || y[i].dim(0) != 1) {
        throw new ShapeException(
            "predictor: a row alone gave "
                + y[i].shape()
                + "; batch invariance needs a model that gives [N, …] for [N, …]");
      }
    }
    return Tensor.concat(0, y);
  }

  /**
   * The output for one example, a vector of features.
   *
   * @throws ArgumentException after {@link #close} of a predictor that joins calls
   */
  public float[] predict(float... features) {
    RequestEvent event = new RequestEvent();
    event.begin();
    event.rows = 1;
    try {
      RequestQueue q = queue;
      RequestQueue.Answer a =
          q == null
              ? new RequestQueue.Answer(rows(new float[][] {features})[0], 1, 0)
              : q.ask(features);
      event.batchSize = a.rows();
      event.queueTime = a.queued();
      return a.output();
    } finally {
      event.commit();
    }
  }

  /** The outputs for rows of one length, all by one model. */
  private float[][] rows(float[][] rows) {
    Layer m = model;
    int n = rows.length;
    int width = rows[0].length;
    float[] all = new float[Shape.of(n, width).size()];
    for (int i = 0; i < n; i++) {
      System.arraycopy(rows[i], 0, all, i * width, width);
    }
    float[] y;
    try (Scope scope = Scope.open("prediction")) {
      Tensor x = Tensor.of(Backends.current(), all, Shape.of(n, width));
      y = Autograd.noGrad(() -> apply(m, x)).toFloats();
    }
    int outputs = y.length / n;
    float[][] r = new float[n][];
    for (int i = 0; i < n; i++) {
      r[i] = java.util.Arrays.copyOfRange(y, i * outputs, (i + 1) * outputs);
    }
    return r;
  }

  /**
   * Predicts from a copy of another model from here on. A call sees the former or this one, never a
   * mixture.
   */
  public void swap(Layer other) {
    SwapEvent event = new SwapEvent();
    event.begin();
    model = other.copy();
    event.commit();
  }

  /** Runs an example some times, so that the first call of the service is as quick as others. */
  public void warm(int times, float... features) {
    for (int i = 0; i < times; i++) {
      rows(new float[][] {features});
    }
  }

  /** Ends the thread that joins calls; those that wait fail. Without one it does nothing. */
  @Override
  public void close() {
    RequestQueue q = queue;
    if (q != null) {
      q.close();
    }
  }
}
