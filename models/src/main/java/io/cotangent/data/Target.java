package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A table of which one column is to be predicted from the others. TEXT and BOOLEAN columns are
 * classes, numbers are predicted as such, unless {@link #classes} says otherwise.
 */
public final class Target {
  private final Table table;
  private final Column target;
  private final boolean classes;

  private Target(Table table, Column target, boolean classes) {
    this.table = table;
    this.target = target;
    this.classes = classes;
  }

  static Target of(Table table, Column target) {
    boolean classes = target.type() == Column.Type.TEXT || target.type() == Column.Type.BOOLEAN;
    return new Target(table, target, classes);
  }

  /** With numbers that stand for classes. */
  public Target classes() {
    return new Target(table, target, true);
  }

  /** Without some columns as features. */
  public Target without(String... names) {
    for (String n : names) {
      if (n.equals(target.name())) {
        throw new ArgumentException(
            table.source() + ": the target '" + n + "' is no feature and cannot be left out");
      }
    }
    return new Target(table.without(names), target, classes);
  }

  /** Fitted on all rows. */
  public Preparation fit() {
    return Preparation.fit(table, target.name(), classes);
  }

  /**
   * A random part for training, the rest for tests; means, deviations and categories are those of
   * the training part.
   *
   * @param fraction of the rows, for training
   */
  public Prepared split(double fraction, Rng rng) {
    return prepared(fraction, (rows, parts) -> rows.split(rng, parts));
  }

  /** As {@link #split}, with each class in both parts in its proportion. */
  public Prepared stratified(double fraction, Rng rng) {
    return prepared(fraction, (rows, parts) -> rows.stratified(rng, target::text, parts));
  }

  /** As {@link #split}, with all rows that have one value in a column in one part. */
  public Prepared grouped(String column, double fraction, Rng rng) {
    Column group = table.column(column);
    return prepared(
        fraction, (rows, parts) -> rows.grouped(rng, r -> String.valueOf(group.text(r)), parts));
  }

  private Prepared prepared(
      double fraction, BiFunction<Dataset<Integer>, double[], List<Dataset<Integer>>> cut) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new ArgumentException("split: fraction " + fraction + " is outside (0, 1)");
    }
    Integer[] all = new Integer[table.rows()];
    java.util.Arrays.setAll(all, i -> i);
    List<Dataset<Integer>> parts =
        cut.apply(Dataset.of(List.of(all)), new double[] {fraction, 1 - fraction});
    int[] training = rows(parts.get(0));
    if (training.length == 0) {
      throw new DataFormatException(
          table.source() + ": " + table.rows() + " rows leave none for training");
    }
    Table first = table.select(training);
    Preparation fitted = Preparation.fit(first, target.name(), classes);
    return new Prepared(
        fitted, fitted.dataset(first), fitted.dataset(table.select(rows(parts.get(1)))));
  }

  private static int[] rows(Dataset<Integer> part) {
    int[] r = new int[part.size()];
    java.util.Arrays.setAll(r, part::get);
    return r;
  }
}
