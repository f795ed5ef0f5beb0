package io.cotangent.data;

import io.cotangent.ArgumentException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A column of a {@link Table}: a type, and for each row a value or none. */
public final class Column {
  /** What the values of a column are. */
  public enum Type {
    /** Whole numbers below 2⁵³ in size. */
    INTEGER,
    /** Numbers. */
    NUMBER,
    /** {@code true} and {@code false}, in any case. */
    BOOLEAN,
    /** Everything else. */
    TEXT
  }

  private final String name;
  private final Type type;
  private final double[] numbers;
  private final @Nullable String[] texts;

  private Column(String name, Type type, double[] numbers, @Nullable String[] texts) {
    this.name = name;
    this.type = type;
    this.numbers = numbers;
    this.texts = texts;
  }

  /** Numbers, NaN where there is none; 0 and 1 for a BOOLEAN. */
  public static Column ofNumbers(String name, Type type, double... values) {
    if (type == Type.TEXT) {
      throw new ArgumentException("column " + name + ": numbers are no TEXT");
    }
    return new Column(name, type, values.clone(), new String[0]);
  }

  /** Texts, null where there is none. */
  public static Column ofTexts(String name, @Nullable String... values) {
    return new Column(name, Type.TEXT, new double[0], values.clone());
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The type. */
  public Type type() {
    return type;
  }

  /** The number of rows. */
  public int size() {
    return type == Type.TEXT ? texts.length : numbers.length;
  }

  /** Whether a row has no value. */
  public boolean isMissing(int row) {
    return type == Type.TEXT ? texts[row] == null : Double.isNaN(numbers[row]);
  }

  /** How many rows have no value. */
  public int missing() {
    int n = 0;
    for (int i = 0; i < size(); i++) {
      n += isMissing(i) ? 1 : 0;
    }
    return n;
  }

  /**
   * The number of a row, NaN where it has no value.
   *
   * @throws ArgumentException if the column is TEXT
   */
  public double number(int row) {
    if (type == Type.TEXT) {
      throw new ArgumentException("column " + name + ": is TEXT, it has no numbers");
    }
    return numbers[row];
  }

  /** All numbers. */
  public double[] numbers() {
    double[] r = new double[size()];
    Arrays.setAll(r, this::number);
    return r;
  }

  /** A row's value as text, null where it has none; whole numbers without a point. */
  public @Nullable String text(int row) {
    if (isMissing(row)) {
      return null;
    }
    return switch (type) {
      case TEXT -> texts[row];
      case BOOLEAN -> numbers[row] != 0 ? "true" : "false";
      case INTEGER -> String.valueOf((long) numbers[row]);
      case NUMBER -> String.valueOf(numbers[row]);
    };
  }

  /** Some rows. */
  Column select(int[] rows) {
    if (type == Type.TEXT) {
      return new Column(
          name, type, numbers, Arrays.stream(rows).mapToObj(r -> texts[r]).toArray(String[]::new));
    }
    return new Column(
        name, type, Arrays.stream(rows).mapToDouble(r -> numbers[r]).toArray(), texts);
  }

  @Override
  public String toString() {
    return name + " " + type + (missing() == 0 ? "" : ", " + missing() + " missing");
  }
}
