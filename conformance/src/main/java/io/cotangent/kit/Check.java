package io.cotangent.kit;

import io.cotangent.DType;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One check.
 *
 * @param kind what it compares
 * @param operations labels of the operations that it is about
 * @param sample the use of them
 * @param dtype the type under test, or null where there is none
 * @param layout how the inputs lie, or null where the check chooses
 * @param strided the inputs that are not row-major
 * @param body throws if the backend is wrong
 */
public record Check(
    Kind kind,
    Set<String> operations,
    String sample,
    @Nullable DType dtype,
    @Nullable Lay layout,
    List<Integer> strided,
    String arrangement,
    Runnable body) {

  /** A check of a sample in one type and arrangement. */
  static Check of(Kind kind, Sample s, @Nullable DType t, @Nullable Arrangement a, Runnable body) {
    List<Integer> strided = new java.util.ArrayList<>();
    for (int i = 0; a != null && i < s.inputs().size(); i++) {
      if (a.of(i).isStrided(s.inputs().get(i))) {
        strided.add(i);
      }
    }
    return new Check(
        kind,
        labels(s.covers()),
        s.name(),
        t,
        a == null ? null : a.lay(),
        strided,
        a == null ? "" : a.toString(),
        body);
  }

  /** A check without layouts. */
  static Check of(Kind kind, Set<?> covers, String sample, @Nullable DType t, Runnable body) {
    return new Check(kind, labels(covers), sample, t, null, List.of(), "", body);
  }

  /** Sample, type, layout, and what is compared. */
  public String name() {
    StringJoiner s = new StringJoiner(", ");
    s.add(sample);
    if (dtype != null) {
      s.add(dtype.toString());
    }
    if (!arrangement.isEmpty()) {
      s.add(arrangement);
    }
    return s.add(kind.label()).toString();
  }

  private static Set<String> labels(Set<?> operations) {
    Set<String> labels = new TreeSet<>();
    operations.forEach(o -> labels.add(label(o)));
    return labels;
  }

  /** The name of a row, as {@code Unary.COS}, or of a class of operations, as {@code Matmul}. */
  static String label(Object operation) {
    if (operation instanceof Class<?> c) {
      Class<?> outer = c.getEnclosingClass();
      return (outer == null ? "" : outer.getSimpleName() + ".") + c.getSimpleName();
    }
    Enum<?> row = (Enum<?>) operation;
    return row.getDeclaringClass().getSimpleName() + "." + row.name();
  }
}
