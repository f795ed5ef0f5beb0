package io.cotangent.data;

import io.cotangent.Backends;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Makes a batch of elements. It may run in a thread of its own for each batch.
 *
 * @param <E> the elements' type
 * @param <B> the batch's type
 */
@FunctionalInterface
public interface Collate<E, B> {
  /**
   * The batch of some elements, of which there is at least one.
   *
   * @param indices where they stand in the data set
   */
  B of(List<E> elements, int[] indices);

  /** Tensors of one shape as [N, …]. */
  static Collate<Tensor, Tensor> stack() {
    return (elements, indices) -> stacked(elements);
  }

  /** Labelled tensors of one shape: x [N, …] and classes y [N]. */
  static Collate<Labeled<Tensor>, Batch> tensors() {
    return (elements, indices) ->
        new Batch(
            stacked(elements.stream().map(Labeled::value).toList()), labels(elements), indices);
  }

  private static Tensor stacked(List<Tensor> all) {
    for (int i = 1; i < all.size(); i++) {
      if (!all.get(i).shape().equals(all.get(0).shape())) {
        throw new ShapeException(
            "stack: element "
                + i
                + " of the batch is "
                + all.get(i).shape()
                + ", the first "
                + all.get(0).shape()
                + "; Collate.pad fills sequences up");
      }
    }
    return Tensor.stack(0, all.toArray(new Tensor[0]));
  }

  /** Labelled vectors of one length: x F32 [N, length] and classes y [N]. */
  static Collate<Labeled<float[]>, Batch> vectors() {
    return (elements, indices) ->
        new Batch(rows(elements.stream().map(Labeled::value).toList()), labels(elements), indices);
  }

  /** Labelled images of one size: x F32 [N, channels, height, width] and classes y [N]. */
  static Collate<Labeled<Image>, Batch> images() {
    return (elements, indices) ->
        new Batch(
            pixels(elements.stream().map(Labeled::value).toList()), labels(elements), indices);
  }

  /** Images of one size as F32 [N, channels, height, width]. */
  static Collate<Image, Tensor> pictures() {
    return (elements, indices) -> pixels(elements);
  }

  private static Tensor pixels(List<Image> images) {
    Image first = images.get(0);
    for (int i = 0; i < images.size(); i++) {
      if (!images.get(i).shape().equals(first.shape())) {
        throw new ShapeException(
            "images: element "
                + i
                + " of the batch is "
                + images.get(i).shape()
                + ", the first "
                + first.shape()
                + "; resize or crop them to one size");
      }
    }
    Tensor flat = rows(images.stream().map(Image::values).toList());
    return flat.reshape(Shape.of(images.size()).concat(first.shape()).dims());
  }

  private static Tensor rows(List<float[]> vectors) {
    int length = vectors.get(0).length;
    float[] all = new float[Shape.of(vectors.size(), length).size()];
    for (int i = 0; i < vectors.size(); i++) {
      float[] v = vectors.get(i);
      if (v.length != length) {
        throw new ShapeException(
            "vectors: element "
                + i
                + " of the batch has "
                + v.length
                + " values, the first "
                + length);
      }
      System.arraycopy(v, 0, all, i * length, length);
    }
    return Tensor.of(Backends.current(), all, Shape.of(vectors.size(), length));
  }

  private static Tensor labels(List<? extends Labeled<?>> elements) {
    return Tensor.of(elements.stream().mapToLong(Labeled::label).toArray());
  }

  /**
   * Sequences [L, …] of unequal length, filled up behind their ends.
   *
   * @param value what fills them up
   */
  static Collate<Tensor, Padded> pad(double value) {
    return (elements, indices) -> {
      int longest = 0;
      for (Tensor t : elements) {
        if (t.rank() == 0) {
          throw new ShapeException("pad: takes sequences [L, …], got a scalar");
        }
        longest = Math.max(longest, t.dim(0));
      }
      int length = longest;
      Tensor[] rows = elements.stream().map(t -> filled(t, length, value)).toArray(Tensor[]::new);
      long[] lengths = elements.stream().mapToLong(t -> t.dim(0)).toArray();
      return new Padded(stacked(Arrays.asList(rows)), Tensor.of(lengths), indices);
    };
  }

  private static Tensor filled(Tensor t, int length, double value) {
    int more = length - t.dim(0);
    if (more == 0) {
      return t;
    }
    Shape shape = t.shape().with(0, more);
    return Tensor.concat(0, t, Tensor.full(t.backend(), t.dtype(), value, shape));
  }

  /** Then a function of the batch. */
  default <C> Collate<E, C> then(Function<? super B, ? extends C> f) {
    return (elements, indices) -> f.apply(of(elements, indices));
  }
}
