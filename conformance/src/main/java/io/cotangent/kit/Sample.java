package io.cotangent.kit;

import io.cotangent.DType;
import io.cotangent.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A use of one or more operations, with inputs.
 *
 * @param name for reports
 * @param covers the rows of enums, and classes of records, that this exercises
 * @param f the use; takes its inputs in any layout
 * @param inputs on the oracle; those of floating point are cast to the type under test, others stay
 * @param dtypes the types under test
 * @param differentiable whether gradients are checked
 * @param slack factor on the tolerance, 1 unless {@code reason} says why not
 * @param reason why the tolerance is looser
 */
public record Sample(
    String name,
    Set<Object> covers,
    Function<Tensor[], Tensor> f,
    List<Tensor> inputs,
    Set<DType> dtypes,
    boolean differentiable,
    double slack,
    String reason) {
  Sample onIntegers() {
    return new Sample(
        name + " of integers", covers, f, inputs, Set.of(DType.I32, DType.I64), false, 1, "");
  }

  Sample withoutGradient() {
    return new Sample(name, covers, f, inputs, dtypes, false, slack, reason);
  }

  Sample looser(double factor, String why) {
    return new Sample(name, covers, f, inputs, dtypes, differentiable, factor, why);
  }
}
