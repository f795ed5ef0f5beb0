package io.cotangent.data;

import io.cotangent.data.Column.Type;
import io.cotangent.io.DataFormatException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the type of a column by all its values, or requires one. */
final class Typing {
  private static final double LARGEST = 0x1p53 - 1;

  private final Csv settings;
  private final String source;
  private final String name;
  private final int[] lines;
  private final Pattern number;

  Typing(Csv settings, String source, String name, int[] lines) {
    this.settings = settings;
    this.source = source;
    this.name = name;
    this.lines = lines;
    String point = Pattern.quote(String.valueOf(settings.decimal()));
    Character group = settings.thousands();
    String digits =
        group == null
            ? "[0-9]+"
            : "(?:[0-9]{1,3}(?:" + Pattern.quote(group.toString()) + "[0-9]{3})+|[0-9]+)";
    number =
        Pattern.compile(
            "[+-]?(?:"
                + digits
                + "(?:"
                + point
                + "[0-9]*)?|"
                + point
                + "[0-9]+)(?:[eE][+-]?[0-9]+)?");
  }

  Column column(@Nullable String[] fields) {
    Type stated = settings.types().get(name);
    Type type = stated == null ? found(fields) : stated;
    if (type == Type.TEXT) {
      return Column.ofTexts(name, fields);
    }
    double[] numbers = new double[fields.length];
    for (int i = 0; i < numbers.length; i++) {
      String field = fields[i];
      if (field == null) {
        numbers[i] = Double.NaN;
        continue;
      }
      String f = field.strip();
      if (is(f, type)) {
        numbers[i] = type == Type.BOOLEAN ? (f.equalsIgnoreCase("true") ? 1 : 0) : value(f);
      } else {
        throw new DataFormatException(
            source
                + ", line "
                + lines[i]
                + ", column "
                + name
                + ": '"
                + field
                + "' is no "
                + type.name().toLowerCase(Locale.ROOT));
      }
    }
    return Column.ofNumbers(name, type, numbers);
  }

  private Type found(@Nullable String[] fields) {
    boolean any = false;
    boolean integer = true;
    boolean numeric = true;
    boolean logical = true;
    for (String field : fields) {
      if (field != null) {
        String f = field.strip();
        any = true;
        integer = integer && is(f, Type.INTEGER);
        numeric = numeric && is(f, Type.NUMBER);
        logical = logical && is(f, Type.BOOLEAN);
        if (!numeric && !logical) {
          return Type.TEXT;
        }
      }
    }
    if (!any) {
      return fields.length == 0 ? Type.TEXT : Type.NUMBER;
    }
    return integer ? Type.INTEGER : numeric ? Type.NUMBER : Type.BOOLEAN;
  }

  private boolean is(String field, Type type) {
    return switch (type) {
      case TEXT -> true;
      case BOOLEAN -> field.equalsIgnoreCase("true") || field.equalsIgnoreCase("false");
      case INTEGER -> isWhole(field) && Math.abs(value(field)) <= LARGEST;
      // An integer that a double does not hold is a name rather than a number.
      case NUMBER ->
          number.matcher(field).matches()
              && (!isWhole(field) || Math.abs(value(field)) <= LARGEST)
              && !Double.isInfinite(value(field));
    };
  }

  private boolean isWhole(String field) {
    return number.matcher(field).matches()
        && field.indexOf(settings.decimal()) < 0
        && field.indexOf('e') < 0
        && field.indexOf('E') < 0;
  }

  private double value(String field) {
    Character group = settings.thousands();
    String plain = group == null ? field : field.replace(group.toString(), "");
    return Double.parseDouble(plain.replace(settings.decimal(), '.'));
  }
}
