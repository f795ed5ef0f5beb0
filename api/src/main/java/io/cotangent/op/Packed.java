package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;

/** Several results of one composite, one behind the other in a vector. */
final class Packed {
  private Packed() {}

  static Tensor of(Tensor... parts) {
    Tensor[] flat = new Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      flat[i] = parts[i].reshape(parts[i].size());
    }
    return Tensor.concat(0, flat);
  }

  /** The shape of a vector that holds tensors of these shapes. */
  static Shape shape(Shape... parts) {
    long n = 0;
    for (Shape p : parts) {
      n += p.size();
    }
    return Shape.of(Shape.length("packed cotangents", n));
  }

  /** Views of the parts. */
  static Tensor[] parts(Tensor packed, Shape... shapes) {
    Tensor[] r = new Tensor[shapes.length];
    int from = 0;
    for (int i = 0; i < r.length; i++) {
      int to = from + shapes[i].size();
      r[i] = packed.slice(0, Slice.of(from, to)).reshape(shapes[i]);
      from = to;
    }
    return r;
  }
}
