package io.cotangent.train;

import io.cotangent.ArgumentException;
import io.cotangent.Autograd;
import io.cotangent.Backends;
import io.cotangent.Scope;
import io.cotangent.Shape;
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
 * on the number of rows that it is computed with.
 */
public final class Predictor implements AutoCloseable {
  private volatile Layer model;
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

  /** The output for a batch, dense, in no scope; the batch belongs to the calling thread. */
  public Tensor predict(Tensor batch) {
    return run(model, batch);
  }

  private static Tensor run(Layer m, Tensor batch) {
    try (Scope scope = Scope.open("prediction")) {
      Tensor y = Autograd.noGrad(() -> m.apply(batch)).detach();
      return Scope.outside(y::copy);
    }
  }

  /**
   * The output for one example, a vector of features.
   *
   * @throws ArgumentException after {@link #close} of a predictor that joins calls
   */
  public float[] predict(float... features) {
    RequestQueue q = queue;
    return q == null ? rows(new float[][] {features})[0] : q.ask(features);
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
      y = Autograd.noGrad(() -> m.apply(x)).toFloats();
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
    model = other.copy();
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
