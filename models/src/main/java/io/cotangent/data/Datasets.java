package io.cotangent.data;

import io.cotangent.ArgumentException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The data sets that {@link Dataset} makes. */
final class Datasets {
  private Datasets() {}

  record OfList<E>(List<E> elements) implements Dataset<E> {
    @Override
    public int size() {
      return elements.size();
    }

    @Override
    public E get(int index) {
      return elements.get(index);
    }
  }

  record Mapped<E, F>(Dataset<E> source, Function<? super E, ? extends F> f) implements Dataset<F> {
    @Override
    public int size() {
      return source.size();
    }

    @Override
    public F get(int index) {
      return get(index, 0);
    }

    @Override
    public F get(int index, int epoch) {
      return f.apply(source.get(index, epoch));
    }

    @Override
    public boolean isRandom() {
      return source.isRandom();
    }

    @Override
    public String fingerprint() {
      return source.fingerprint();
    }
  }

  record RandomlyMapped<E, F>(Dataset<E> source, RandomMap<? super E, ? extends F> f, long seed)
      implements Dataset<F> {
    @Override
    public int size() {
      return source.size();
    }

    @Override
    public F get(int index) {
      return get(index, 0);
    }

    @Override
    public F get(int index, int epoch) {
      return f.apply(source.get(index, epoch), Randomness.of(seed, epoch, index));
    }

    @Override
    public boolean isRandom() {
      return true;
    }

    @Override
    public String fingerprint() {
      return source.fingerprint() + ", random under " + Long.toHexString(seed);
    }
  }

  record Subset<E>(Dataset<E> source, int[] indices) implements Dataset<E> {
    Subset {
      for (int i : indices) {
        if (i < 0 || i >= source.size()) {
          throw new ArgumentException(
              "subset: there is no element " + i + " among " + source.size());
        }
      }
    }

    @Override
    public int size() {
      return indices.length;
    }

    @Override
    public E get(int index) {
      return source.get(indices[index]);
    }

    @Override
    public E get(int index, int epoch) {
      return source.get(indices[index], epoch);
    }

    @Override
    public boolean isRandom() {
      return source.isRandom();
    }

    @Override
    public String fingerprint() {
      return indices.length
          + " of "
          + source.fingerprint()
          + ", "
          + Integer.toHexString(Arrays.hashCode(indices));
    }
  }

  /** Several in a row; {@code begins[i]} is the index of the first element of part i. */
  static final class Concatenated<E> implements Dataset<E> {
    private final List<Dataset<? extends E>> parts;
    private final int[] begins;

    Concatenated(List<Dataset<? extends E>> parts) {
      this.parts = parts;
      this.begins = new int[parts.size() + 1];
      for (int i = 0; i < parts.size(); i++) {
        long end = (long) begins[i] + parts.get(i).size();
        if (end > Integer.MAX_VALUE) {
          throw new ArgumentException("concat: more than " + Integer.MAX_VALUE + " elements");
        }
        begins[i + 1] = (int) end;
      }
    }

    @Override
    public int size() {
      return begins[parts.size()];
    }

    @Override
    public E get(int index) {
      return get(index, 0);
    }

    @Override
    public E get(int index, int epoch) {
      if (index < 0 || index >= size()) {
        throw new IndexOutOfBoundsException("element " + index + " of " + size());
      }
      int i = 0;
      while (index >= begins[i + 1]) {
        i++;
      }
      return parts.get(i).get(index - begins[i], epoch);
    }

    @Override
    public boolean isRandom() {
      return parts.stream().anyMatch(Dataset::isRandom);
    }

    @Override
    public String fingerprint() {
      return parts.stream().map(Dataset::fingerprint).collect(Collectors.joining(" + "));
    }
  }

  static final class Cached<E> implements Dataset<E> {
    private final Dataset<E> source;
    private final AtomicReferenceArray<E> elements;

    Cached(Dataset<E> source) {
      if (source.isRandom()) {
        throw new ArgumentException(
            "cached: the elements differ from epoch to epoch; cache them before the random map");
      }
      this.source = source;
      this.elements = new AtomicReferenceArray<>(source.size());
    }

    @Override
    public int size() {
      return elements.length();
    }

    @Override
    public E get(int index) {
      E known = elements.get(index);
      if (known == null) {
        elements.compareAndSet(index, null, source.get(index));
        known = elements.get(index);
      }
      return known;
    }

    @Override
    public String fingerprint() {
      return source.fingerprint();
    }
  }
}
