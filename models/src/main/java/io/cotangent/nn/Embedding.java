package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
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

  /** A table with a row that takes no gradient, negative from the end; null for none. */
  public Embedding(int rows, int width, @Nullable Integer paddingIndex, Rng rng) {
    if (rows < 1 || width < 1) {
      throw new ArgumentException(
          "Embedding: rows " + rows + " and width " + width + " must be positive");
    }
    this.weight = parameter("weight", rng.normal(0, 1, rows, width));
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
