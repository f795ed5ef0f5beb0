package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@link Sizes}: every length against the oracle. */
final class SizeChecks {
  private final Backend backend;

  SizeChecks(Backend backend) {
    this.backend = backend;
  }

  List<Check> of(List<Sizes.Row> rows) {
    List<Check> all = new ArrayList<>();
    for (Sizes.Row r : rows) {
      for (DType t : DType.values()) {
        if (r.dtypes().contains(t)) {
          all.add(Check.of(Kind.SIZES, r.covers(), r.name(), t, () -> run(r, t)));
        }
      }
    }
    return all;
  }

  /** Compares at every length; the message has those that fail. */
  private void run(Sizes.Row r, DType t) {
    List<Integer> wrong = new ArrayList<>();
    String first = "";
    for (int n : r.lengths()) {
      try {
        compare(r, t, n);
      } catch (Mismatch e) {
        first = wrong.isEmpty() ? String.valueOf(e.getMessage()) : first;
        wrong.add(n);
      }
    }
    if (!wrong.isEmpty()) {
      throw new Mismatch("at n = " + wrong + " of " + r.lengths().length + " lengths: " + first);
    }
  }

  private void compare(Sizes.Row r, DType t, int n) {
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor x : r.inputs().apply(n)) {
      inputs.add(x.dtype() == DType.F64 ? x.to(t) : x);
    }
    Tensor expected = r.reference().apply(inputs.toArray(Tensor[]::new));
    double tolerance = t == DType.F32 ? 1e-5 : 1e-12;
    for (Arrangement a : r.lays()) {
      Tensor[] in = new Tensor[inputs.size()];
      for (int i = 0; i < in.length; i++) {
        in[i] = a.place(i, inputs.get(i), backend);
      }
      String what = a.equals(Arrangement.DENSE) ? "value" : "value, " + a + ",";
      Mismatch.strictly(what, r.f().apply(in), expected, tolerance);
    }
  }
}
