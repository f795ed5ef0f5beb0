package io.cotangent.data;

import io.cotangent.CotangentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a loader's batches come from. */
interface BatchSource<B> {
  /** Makes the batches of an epoch, one a call, by number or in order. */
  interface Epoch<B> extends AutoCloseable {
    /** The batch of a number, null after the last one. */
    @Nullable B make(int number);

    @Override
    default void close() {}
  }

  /** The batches of an epoch. */
  Epoch<B> epoch(int epoch);

  /** How many batches an epoch has, −1 where that is not known before its end. */
  int batches();

  /** Whether batches can be made by number, by several threads at once. */
  boolean isRandomAccess();

  /** The same without a last batch that is smaller than the others. */
  BatchSource<B> dropping();

  /** What tells its data and their order from others. */
  String describe();

  /** Batches of elements by index. */
  record Indexed<E, B>(
      Dataset<E> data, Sampler sampler, int batch, Collate<E, B> collate, boolean dropLast)
      implements BatchSource<B> {
    @Override
    public Epoch<B> epoch(int epoch) {
      int[] order = sampler.order(data.size(), epoch);
      int end = count(order.length);
      return number -> number < end ? batch(order, number, epoch) : null;
    }

    @Override
    public Indexed<E, B> dropping() {
      return new Indexed<>(data, sampler, batch, collate, true);
    }

    private int count(int elements) {
      return dropLast || elements == 0 ? elements / batch : (elements - 1) / batch + 1;
    }

    @Override
    public int batches() {
      return count(sampler.order(data.size(), 0).length);
    }

    @Override
    public boolean isRandomAccess() {
      return true;
    }

    private B batch(int[] order, int number, int epoch) {
      int from = number * batch;
      int to = from + Math.min(batch, order.length - from);
      int[] indices = Arrays.copyOfRange(order, from, to);
      List<E> elements = new ArrayList<>(indices.length);
      for (int i : indices) {
        elements.add(element(i, epoch));
      }
      return collated(collate, elements, indices, epoch);
    }

    private E element(int index, int epoch) {
      E e;
      try {
        e = data.get(index, epoch);
      } catch (RuntimeException cause) {
        throw ElementException.of(index, epoch, cause);
      }
      return present(e, index, epoch);
    }

    @Override
    public String describe() {
      return data.fingerprint()
          + "; "
          + sampler.describe()
          + "; batches of "
          + batch
          + (dropLast ? ", the last dropped if smaller" : "");
    }
  }

  /** Batches of elements of a stream. */
  record Streamed<E, B>(
      StreamingDataset<E> data, int batch, Collate<E, B> collate, boolean dropLast)
      implements BatchSource<B> {
    @Override
    public Streamed<E, B> dropping() {
      return new Streamed<>(data, batch, collate, true);
    }

    @Override
    public Epoch<B> epoch(int epoch) {
      Iterator<E> elements = data.elements(epoch);
      return new Epoch<>() {
        private int index;
        private boolean closed;

        @Override
        public synchronized @Nullable B make(int number) {
          if (closed) {
            return null;
          }
          long from = (long) number * batch;
          while (index < from && next() != null) {
            // passes over the batches before
          }
          List<E> all = new ArrayList<>();
          for (E e = next(); e != null; e = all.size() < batch ? next() : null) {
            all.add(e);
          }
          if (all.isEmpty() || (dropLast && all.size() < batch)) {
            return null;
          }
          int[] indices = new int[all.size()];
          Arrays.setAll(indices, i -> (int) from + i);
          return collated(collate, all, indices, epoch);
        }

        private @Nullable E next() {
          E e;
          try {
            if (!elements.hasNext()) {
              return null;
            }
            e = elements.next();
          } catch (RuntimeException cause) {
            throw ElementException.of(index, epoch, cause);
          }
          return present(e, index++, epoch);
        }

        @Override
        public synchronized void close() {
          closed = true;
          if (elements instanceof AutoCloseable c) {
            try {
              c.close();
            } catch (RuntimeException e) {
              throw e;
            } catch (Exception e) {
              throw new CotangentException("data: the stream cannot be closed", e);
            }
          }
        }
      };
    }

    @Override
    public int batches() {
      return -1;
    }

    @Override
    public boolean isRandomAccess() {
      return false;
    }

    @Override
    public String describe() {
      return data.fingerprint()
          + "; batches of "
          + batch
          + (dropLast ? ", the last dropped if smaller" : "");
    }
  }

  /** Batches of another source through a function with random numbers. */
  record Changed<B, C>(BatchSource<B> source, RandomMap<? super B, ? extends C> f, long seed)
      implements BatchSource<C> {
    @Override
    public Changed<B, C> dropping() {
      return new Changed<>(source.dropping(), f, seed);
    }

    @Override
    public Epoch<C> epoch(int epoch) {
      Epoch<B> before = source.epoch(epoch);
      return new Epoch<>() {
        @Override
        public @Nullable C make(int number) {
          B b = before.make(number);
          return b == null ? null : f.apply(b, Randomness.of(seed, epoch, number));
        }

        @Override
        public void close() {
          before.close();
        }
      };
    }

    @Override
    public int batches() {
      return source.batches();
    }

    @Override
    public boolean isRandomAccess() {
      return source.isRandomAccess();
    }

    @Override
    public String describe() {
      return source.describe() + "; changed under " + Long.toHexString(seed);
    }
  }

  private static <E> E present(@Nullable E element, int index, int epoch) {
    if (element == null) {
      throw ElementException.of(index, epoch, new NullPointerException("the element is null"));
    }
    return element;
  }

  private static <E, B> B collated(
      Collate<E, B> collate, List<E> elements, int[] indices, int epoch) {
    try {
      return collate.of(elements, indices);
    } catch (RuntimeException cause) {
      throw ElementException.of(indices, epoch, cause);
    }
  }
}
