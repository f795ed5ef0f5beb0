package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/**
 * Batches of any type from a data set of any type, in an order of its own for each epoch, made
 * ahead by threads if wanted. Which batches there are, and what is in them, is a function of data,
 * settings and {@link Position} alone: not of the number of threads, nor of what was read before.
 *
 * <pre>{@code
 * DataLoader<Batch> training =
 *     DataLoader.of(data.map(augment, rng)).shuffle(rng).batch(128, Collate.images()).prefetch(2).build();
 * for (Batch b : training) { … }   // an epoch; the next loop is the next one
 * }</pre>
 *
 * <p>An exception in a data set, a map or a collate function ends the loop as an {@link
 * ElementException} with the index of the element.
 *
 * @param <B> the batch's type
 */
public final class DataLoader<B> implements Iterable<B> {
  private final BatchSource<B> source;
  private final int threads;
  private Position next = Position.START;
  private @Nullable Batches<B> latest;

  private DataLoader(BatchSource<B> source, int threads) {
    this.source = source;
    this.threads = threads;
  }

  /** Begins a loader of a data set. */
  public static <E> Elements<E> of(Dataset<E> data) {
    return new Elements<>(data, Sampler.sequential());
  }

  /** Begins a loader of a stream. */
  public static <E> Stream<E> of(StreamingDataset<E> data) {
    return new Stream<>(data);
  }

  /**
   * Which elements, and in what order.
   *
   * @param <E> the elements' type
   */
  public static final class Elements<E> {
    private final Dataset<E> data;
    private final Sampler sampler;

    private Elements(Dataset<E> data, Sampler sampler) {
      this.data = data;
      this.sampler = sampler;
    }

    /** In another order in each epoch; the stream gives the seed. */
    public Elements<E> shuffle(Rng rng) {
      return sampler(Sampler.shuffle(rng));
    }

    /** In the order of a sampler. */
    public Elements<E> sampler(Sampler order) {
      return new Elements<>(data, order);
    }

    /**
     * In batches of a size; the last one of an epoch may be smaller.
     *
     * @throws ArgumentException if the size is below 1
     */
    public <B> Builder<B> batch(int size, Collate<E, B> collate) {
      return new Builder<>(
          new BatchSource.Indexed<>(data, sampler, checked(size), collate, false), 0);
    }
  }

  /**
   * A stream whose batches are to be chosen.
   *
   * @param <E> the elements' type
   */
  public static final class Stream<E> {
    private final StreamingDataset<E> data;

    private Stream(StreamingDataset<E> data) {
      this.data = data;
    }

    /**
     * In batches of a size; the last one of an epoch may be smaller.
     *
     * @throws ArgumentException if the size is below 1
     */
    public <B> Builder<B> batch(int size, Collate<E, B> collate) {
      return new Builder<>(new BatchSource.Streamed<>(data, checked(size), collate, false), 0);
    }
  }

  private static int checked(int batch) {
    if (batch <= 0) {
      throw new ArgumentException("batch: " + batch + " must be 1 or more");
    }
    return batch;
  }

  /**
   * What remains to be said of a loader.
   *
   * @param <B> the batch's type
   */
  public static final class Builder<B> {
    private final BatchSource<B> source;
    private final int threads;

    private Builder(BatchSource<B> source, int threads) {
      this.source = source;
      this.threads = threads;
    }

    /** Without a last batch that is smaller than the others. */
    public Builder<B> dropLast() {
      return new Builder<>(source.dropping(), threads);
    }

    /**
     * Each batch through a function with random numbers, as mixing its examples up is; they are a
     * function of a seed, the epoch and the batch's number.
     */
    public <C> Builder<C> map(RandomMap<? super B, ? extends C> f, Rng rng) {
      return new Builder<>(new BatchSource.Changed<>(source, f, rng.split().key()), threads);
    }

    /**
     * Made ahead by threads, at most two batches for each; they end with the loop, or a second
     * after it was left. A stream has one thread.
     *
     * @param count of threads; 0 to make batches when they are asked for
     */
    public Builder<B> prefetch(int count) {
      if (count < 0) {
        throw new ArgumentException("prefetch: " + count + " threads; pass 0 or more");
      }
      return new Builder<>(source, count);
    }

    /** The loader. */
    public DataLoader<B> build() {
      return new DataLoader<>(source, threads);
    }
  }

  /**
   * The number of batches of an epoch.
   *
   * @throws ArgumentException for a stream, whose length is known at its end
   */
  public int batches() {
    int n = source.batches();
    if (n < 0) {
      throw new ArgumentException("batches: a stream does not know its length");
    }
    return n;
  }

  /** Whether {@link #batches} is known. */
  public boolean isSized() {
    return source.batches() >= 0;
  }

  /** What tells data, order and batches from others, for the record of a run. */
  public String describe() {
    return source.describe();
  }

  /** The batches of an epoch from a position on; this loader's own position does not change. */
  public Batches<B> open(Position from) {
    BatchSource.Epoch<B> epoch = source.epoch(from.epoch());
    return threads == 0
        ? new DirectBatches<>(epoch, from)
        : new PrefetchedBatches<>(epoch, from, source.isRandomAccess() ? threads : 1);
  }

  /** The next epoch's batches; after {@link #seek}, those from there on. */
  @Override
  public Batches<B> iterator() {
    Batches<B> b = open(next);
    next = next.nextEpoch();
    latest = b;
    return b;
  }

  /** Where this loader stands: in the loop begun last, or where the next one begins. */
  public Position position() {
    Batches<B> b = latest;
    return b == null ? next : b.position();
  }

  /** Makes the next loop begin at a position. */
  public void seek(Position position) {
    next = position;
    latest = null;
  }
}
