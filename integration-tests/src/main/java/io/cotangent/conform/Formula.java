package io.cotangent.conform;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Index;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The formulas of composite and derivative cases, run on tensors: statements {@code name=…} or
 * {@code name[i]=…} separated by semicolons, {@code n times:} in front of one, stages {@code ->
 * f(…)} that take what the stage before gave, {@code sum_i} over neighbours {@code x[i], x[i+1]},
 * and {@code , x=[r,t]} behind, which names the elements of a vector. Operators are {@code + - * /
 * ^ @} and indices; functions are those of {@link Functions}.
 */
final class Formula {
  private static final Pattern LOOP = Pattern.compile("(?:repeat )?(\\d+) times: *(.*)");
  private static final Pattern NAMED = Pattern.compile("(.*), *(\\w+)=\\[([\\w, ]+)\\]");
  private static final Pattern ASSIGNED =
      Pattern.compile("(\\w+)(?:\\[(-?\\d+)\\])? *=(?!=) *(.*)");

  private final Map<String, Object> names = new HashMap<>();
  private String text = "";
  private int at;

  /** The largest offset of {@code x[i+k]} in a sum over neighbours, −1 outside of one. */
  private int reach = -1;

  /** Over some names. */
  Formula(Map<String, Tensor> tensors) {
    names.putAll(tensors);
  }

  /** The value of a formula with one result. */
  Tensor evaluate(String formula) {
    Map<String, Tensor> r = run(formula);
    Tensor out = r.get("out");
    if (out == null) {
      throw error("no single result", formula);
    }
    return out;
  }

  /** All results {@code out…} of a formula; what the last statement gives is {@code out}. */
  Map<String, Tensor> run(String formula) {
    String program = formula.replaceAll("\\s\\([^()]*not used[^()]*\\)", "").trim();
    Matcher named = NAMED.matcher(program);
    if (named.matches()) {
      Tensor vector = (Tensor) lookup(named.group(2));
      String[] parts = named.group(3).split(", *", -1);
      for (int i = 0; i < parts.length; i++) {
        names.put(parts[i], vector.get(i));
      }
      program = named.group(1);
    }
    Object last = 0.0;
    for (String statement : statements(program)) {
      last = statement(statement.trim());
    }
    Map<String, Tensor> results = new LinkedHashMap<>();
    names.forEach(
        (name, v) -> {
          if (name.matches("out\\d*")) {
            results.put(name, Functions.tensor(v));
          }
        });
    if (results.isEmpty()) {
      results.put("out", Functions.tensor(last));
    }
    return results;
  }

  /**
   * Statements end at a semicolon, or at a comma outside of brackets that a {@code name=} follows.
   */
  private static List<String> statements(String program) {
    List<String> r = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < program.length(); i++) {
      char c = program.charAt(i);
      depth += "([".indexOf(c) >= 0 ? 1 : ")]".indexOf(c) >= 0 ? -1 : 0;
      boolean named = c == ',' && program.substring(i + 1).matches(" *\\w+ *=[^=].*");
      if (c == ';' || (depth == 0 && named)) {
        r.add(program.substring(start, i));
        start = i + 1;
      }
    }
    r.add(program.substring(start));
    return r;
  }

  private Object statement(String s) {
    Matcher loop = LOOP.matcher(s);
    if (loop.matches()) {
      Object last = 0.0;
      for (int i = 0; i < Integer.parseInt(loop.group(1)); i++) {
        last = statement(loop.group(2));
      }
      return last;
    }
    Matcher assigned = ASSIGNED.matcher(s);
    if (!assigned.matches()) {
      return stages(s);
    }
    Object value = stages(assigned.group(3));
    String index = assigned.group(2);
    if (index != null) {
      Tensor old = (Tensor) lookup(assigned.group(1));
      Index place = Index.at(Integer.parseInt(index));
      value = old.indexPut(Functions.tensor(value).to(old.dtype()), false, place);
    }
    names.put(assigned.group(1), value);
    return value;
  }

  private Object stages(String s) {
    String[] stages = s.split("->", -1);
    Object value = sum(stages[0].trim());
    for (int i = 1; i < stages.length; i++) {
      String stage = stages[i].trim();
      names.put("_", value);
      if (stage.startsWith("@")) {
        value = expression("_" + stage);
      } else if (stage.contains("(")) {
        value = expression(stage.replaceFirst("\\(", "(_,"));
      } else {
        value = expression(stage + "(_)");
      }
    }
    return value;
  }

  /** A sum over neighbours, or an expression. */
  private Object sum(String s) {
    if (!s.startsWith("sum_i ")) {
      return expression(s);
    }
    Matcher m = Pattern.compile("\\[i(?:\\+(\\d+))?\\]").matcher(s);
    reach = 0;
    while (m.find()) {
      reach = Math.max(reach, m.group(1) == null ? 0 : Integer.parseInt(m.group(1)));
    }
    Object terms = expression(s.substring(6));
    reach = -1;
    return Functions.tensor(terms).sum();
  }

  // ---- expressions: recursive descent ----

  private Object expression(String s) {
    text = s;
    at = 0;
    Object v = terms();
    if (at < text.length()) {
      throw error("cannot read '" + text.substring(at) + "'", s);
    }
    return v;
  }

  private static ArgumentException error(String what, String formula) {
    return new ArgumentException("formula: " + what + " in '" + formula + "'");
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean take(char c) {
    spaces();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      spaces();
      return true;
    }
    return false;
  }

  private void need(char c) {
    if (!take(c)) {
      throw error("'" + c + "' expected at '" + text.substring(at) + "'", text);
    }
  }

  private Object terms() {
    Object v = factors();
    while (true) {
      if (take('+')) {
        v = Functions.plus(v, factors());
      } else if (take('-')) {
        v = Functions.plus(v, Functions.times(-1.0, factors()));
      } else {
        return v;
      }
    }
  }

  private Object factors() {
    Object v = signed();
    while (true) {
      if (take('*')) {
        v = Functions.times(v, signed());
      } else if (take('/')) {
        v = Functions.div(v, signed());
      } else if (take('@')) {
        v = Functions.tensor(v).matmul(Functions.tensor(signed()));
      } else {
        return v;
      }
    }
  }

  private Object signed() {
    if (take('-')) {
      return Functions.times(-1.0, signed());
    }
    Object v = indexed();
    if (take('^')) {
      if (text.startsWith("T", at)) {
        at++;
        return Functions.tensor(v).transpose(-1, -2);
      }
      return Functions.pow(v, signed());
    }
    return v;
  }

  private Object indexed() {
    Object v = atom();
    while (at < text.length() && text.charAt(at) == '[') {
      at++;
      v = index(Functions.tensor(v));
    }
    return v;
  }

  private Tensor index(Tensor x) {
    List<Index> parts = new ArrayList<>();
    do {
      spaces();
      if (text.startsWith("newaxis", at)) {
        at += 7;
        parts.add(Index.newAxis());
      } else if (text.startsWith("...", at)) {
        at += 3;
        parts.add(Index.ellipsis());
      } else if (reach >= 0 && text.startsWith("i", at)) {
        at++;
        int k = take('+') ? (int) number() : 0;
        parts.add(Index.of(Slice.of(k, x.dim(0) - reach + k)));
      } else {
        Integer start = bound();
        if (take(':')) {
          Integer stop = bound();
          parts.add(Index.of(Slice.of(start, stop, 1)));
        } else {
          parts.add(Index.at(java.util.Objects.requireNonNull(start)));
        }
      }
    } while (take(','));
    need(']');
    return x.index(parts.toArray(new Index[0]));
  }

  private @Nullable Integer bound() {
    boolean minus = take('-');
    if (at < text.length() && Character.isDigit(text.charAt(at))) {
      int n = (int) number();
      return minus ? -n : n;
    }
    return null;
  }

  private double number() {
    Matcher m = Pattern.compile("\\d+(\\.\\d*)?([eE][-+]?\\d+)?|\\.\\d+").matcher(text);
    m.region(at, text.length());
    if (!m.lookingAt()) {
      throw error("a number expected at '" + text.substring(at) + "'", text);
    }
    at = m.end();
    return Double.parseDouble(m.group());
  }

  private Object atom() {
    spaces();
    if (take('(')) {
      Object v = terms();
      need(')');
      return v;
    } else if (take('[')) {
      List<Object> list = new ArrayList<>();
      do {
        list.add(terms());
      } while (take(','));
      need(']');
      return list;
    } else if (at < text.length()
        && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      return number();
    }
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    String name = text.substring(start, at);
    if (name.isEmpty()) {
      throw error("nothing to read at '" + text.substring(start) + "'", text);
    }
    return at < text.length() && text.charAt(at) == '(' ? call(name) : lookup(name);
  }

  private Object call(String name) {
    need('(');
    List<Object> arguments = new ArrayList<>();
    Map<String, Object> options = new HashMap<>();
    while (!take(')')) {
      spaces();
      Matcher option = Pattern.compile("(\\w+) *= *").matcher(text);
      option.region(at, text.length());
      if (option.lookingAt()) {
        at = option.end();
        options.put(option.group(1), terms());
      } else {
        arguments.add(terms());
      }
      take(',');
    }
    return Functions.call(name, arguments, options);
  }

  private Object lookup(String name) {
    Object v = names.get(name);
    if (v != null) {
      return v;
    } else if (name.equals("pi")) {
      return Math.PI;
    }
    throw error("unknown name " + name, text);
  }

  /** A list of numbers as a tensor of a type, or of tensors as a new first axis. */
  static Tensor listed(List<?> list, DType numbers) {
    if (list.stream().allMatch(v -> v instanceof Double)) {
      double[] d = list.stream().mapToDouble(v -> (Double) v).toArray();
      return Tensor.of(Backends.current(), d, Shape.of(d.length)).to(numbers);
    }
    return Tensor.stack(0, list.stream().map(Functions::tensor).toArray(Tensor[]::new));
  }

  /** A list of whole numbers, or a single one. */
  static int[] integers(Object v) {
    return v instanceof List<?> l
        ? l.stream().mapToInt(e -> (int) (double) (Double) e).toArray()
        : new int[] {(int) (double) (Double) v};
  }

  @Override
  public String toString() {
    return text + " over " + Arrays.toString(names.keySet().toArray());
  }
}
