package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Lookup;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/** Rows of a table [rows, width], standard normal at first, for indices of any shape. */
public final class Embedding extends Layer {
  private static final long serialVersionUID = 1;

  private final Parameter weight;
  private final @Nullable Integer paddingIndex;

  /** A table. */
  public Embedding(int rows, int width, Rng rng) {
    this(rows, width, null, rng);
  }

  /**
   * A table with a row of zeros that takes no gradient.
   *
   * @param paddingIndex that row, negative from the end; null for none
   * @throws ArgumentException if the table has no such row
   */
  public Embedding(int rows, int width, @Nullable Integer paddingIndex, Rng rng) {
    if (rows < 1 || width < 1) {
      throw new ArgumentException(
          "Embedding: rows " + rows + " and width " + width + " must be positive");
    }
    if (paddingIndex != null && (paddingIndex < -rows || paddingIndex >= rows)) {
      throw new ArgumentException(
          "Embedding: padding index " + paddingIndex + " is outside of " + rows + " rows");
    }
    Tensor table = rng.normal(0, 1, rows, width);
    if (paddingIndex != null) {
      long padding = paddingIndex < 0 ? paddingIndex + rows : paddingIndex;
      table = table.indexFill(0, Tensor.of(table.backend(), new long[] {padding}, Shape.of(1)), 0);
    }
    this.weight = parameter("weight", table);
    this.paddingIndex = paddingIndex;
  }

  @Override
  protected Tensor forward(Tensor index) {
    return Lookup.embedding(index, weight.value(), paddingIndex);
  }

  @Override
  protected DType inputType() {
    return DType.I64;
  }

  @Override
  protected String describe() {
    return "Embedding " + weight.value().dim(0) + " × " + weight.value().dim(1);
  }
}
