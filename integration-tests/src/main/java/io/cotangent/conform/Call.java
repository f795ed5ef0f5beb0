package io.cotangent.conform;

import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator is called with: inputs by name, attributes, and the type that the case declares
 * for its first output, which is that of tensors made from attributes alone.
 */
record Call(Map<String, Tensor> inputs, Attributes attributes, DType dtype) {
  /** The implementation of an operator: outputs by name. */
  @FunctionalInterface
  interface Operator {
    Map<String, Tensor> apply(Call c);
  }

  Tensor in(String name) {
    Tensor t = inputs.get(name);
    if (t == null) {
      throw new io.cotangent.io.DataFormatException("input " + name + " is missing");
    }
    return t;
  }

  @Nullable Tensor optional(String name) {
    return inputs.get(name);
  }

  Tensor x() {
    return in("x");
  }

  /** The inputs x0, x1, … in order, or x twice where there is but one. */
  Tensor[] parts() {
    List<Tensor> r = new ArrayList<>();
    for (int i = 0; inputs.containsKey("x" + i); i++) {
      r.add(in("x" + i));
    }
    if (r.isEmpty()) {
      r.add(x());
      r.add(x());
    }
    return r.toArray(new Tensor[0]);
  }

  int axis() {
    return attributes.integer("dim", 0);
  }

  /** The axes of a reduction; none stand for all. */
  int[] axes() {
    return attributes.integers("dim");
  }

  boolean keepDims() {
    return attributes.flag("keepdim");
  }

  static Map<String, Tensor> out(Tensor t) {
    return Map.of("out", t);
  }

  static Map<String, Tensor> out(ValuesAndIndices r) {
    return Map.of("values", r.values(), "indices", r.indices());
  }

  static Map<String, Tensor> outs(Tensor... parts) {
    Map<String, Tensor> r = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i++) {
      r.put("out" + i, parts[i]);
    }
    return r;
  }

  /** The gradient-free integers of an input. */
  long[] longs(String name) {
    return in(name).toLongs();
  }

  int[] ints(String name) {
    return Arrays.stream(longs(name)).mapToInt(v -> (int) v).toArray();
  }
}
