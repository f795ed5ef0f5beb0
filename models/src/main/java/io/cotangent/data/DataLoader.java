package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Cuts a data set into batches, in a new random order each time if it is given random numbers. */
public final class DataLoader implements Iterable<Batch> {
  private final Dataset data;
  private final int batch;
  private final @Nullable Rng rng;

  /** In the data set's order. */
  public DataLoader(Dataset data, int batch) {
    this(data, batch, null);
  }

  /** Shuffled anew at every iteration. The last batch may be smaller. */
  public DataLoader(Dataset data, int batch, @Nullable Rng rng) {
    if (batch <= 0) {
      throw new ArgumentException("batch: " + batch + " must be 1 or more");
    }
    this.data = data;
    this.batch = batch;
    this.rng = rng;
  }

  /** Number of batches in one pass. */
  public int batches() {
    return data.size() == 0 ? 0 : (data.size() - 1) / batch + 1;
  }

  @Override
  public Iterator<Batch> iterator() {
    int[] order = rng == null ? identity(data.size()) : rng.permutation(data.size());
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < order.length;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException("no batch is left");
        }
        int end = at + Math.min(batch, order.length - at);
        Batch b = make(Arrays.copyOfRange(order, at, end));
        at = end;
        return b;
      }
    };
  }

  private static int[] identity(int n) {
    int[] r = new int[n];
    Arrays.setAll(r, i -> i);
    return r;
  }

  private Batch make(int[] indices) {
    int size = data.example().size();
    float[] x = new float[indices.length * size];
    long[] y = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      int from = indices[i] * size;
      for (int k = 0; k < size; k++) {
        x[i * size + k] = (data.features()[from + k] & 0xFF) * (1f / 255);
      }
      y[i] = data.labels()[indices[i]];
    }
    Tensor features =
        Tensor.of(Backends.current(), x, Shape.of(indices.length).concat(data.example()));
    return new Batch(features, Tensor.of(y, y.length), indices);
  }
}
