package io.cotangent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Einstein's summation over named axes, NumPy's notation: {@code "bij,bjk->bik"}. A name that is
 * not in the result is summed over; without {@code ->} the result has the names that occur once, in
 * order of the alphabet, after what an ellipsis stands for. A name twice in one operand is its
 * diagonal. Axes of length 1 broadcast.
 *
 * <p>Two operands are a matrix product over the names that they share and that are not needed
 * later; of more, the order of products that costs the fewest multiply-adds is found by trying all
 * subsets (up to 8 operands, beyond that by taking the cheapest product next).
 */
final class Einsum {
  private static final int EXHAUSTIVE = 8;

  /** A tensor whose axes have distinct names. */
  private record Named(Tensor tensor, List<Character> names) {
    int length(char name) {
      int i = names.indexOf(name);
      return i < 0 ? 1 : tensor.dim(i);
    }
  }

  private final String equation;
  private final Map<Character, Integer> lengths = new HashMap<>();

  private Einsum(String equation) {
    this.equation = equation;
  }

  /** The sum of products that an equation states. */
  static Tensor of(String equation, Tensor... operands) {
    return new Einsum(equation).evaluate(operands);
  }

  private ArgumentException error(String what) {
    return new ArgumentException("einsum: " + what + " in '" + equation + "'");
  }

  // ---- reading the equation ----

  private Tensor evaluate(Tensor[] operands) {
    String text = equation.replace(" ", "");
    int arrow = text.indexOf("->");
    String[] inputs = (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1);
    if (inputs.length != operands.length) {
      throw error(inputs.length + " operands named, " + operands.length + " given");
    }
    int widest = 0;
    List<List<Character>> names = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      int rest = ellipsis(inputs[i], operands[i].rank());
      widest = Math.max(widest, rest);
      names.add(names(inputs[i], rest));
      if (names.get(i).size() != operands[i].rank()) {
        throw error(
            "'"
                + inputs[i]
                + "' names "
                + names.get(i).size()
                + " axes, the operand has shape "
                + operands[i].shape());
      }
    }
    List<Character> output =
        arrow < 0 ? implicit(names, widest) : names(text.substring(arrow + 2), widest);
    List<Named> all = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      all.add(diagonals(operands[i], names.get(i)));
    }
    all.forEach(this::measure);
    for (int i = 0; i < output.size(); i++) {
      char c = output.get(i);
      if (output.indexOf(c) != i) {
        throw error("the result has " + shown(c) + " twice");
      }
      if (!lengths.containsKey(c) && Character.isLetter(c)) {
        throw error("the result has " + shown(c) + ", which no operand has");
      }
    }
    output = output.stream().filter(lengths::containsKey).toList();
    all.replaceAll(this::withoutStretched);
    return arranged(product(all, output), output).expand(shape(output));
  }

  private Shape shape(List<Character> names) {
    int[] d = new int[names.size()];
    Arrays.setAll(d, i -> lengths.getOrDefault(names.get(i), 1));
    return Shape.of(d);
  }

  private static String shown(char c) {
    return Character.isLetter(c) ? "'" + c + "'" : "an axis of the ellipsis";
  }

  /** How many axes the ellipsis of an operand stands for. */
  private int ellipsis(String names, int rank) {
    int at = names.indexOf("...");
    if (at < 0) {
      return 0;
    }
    int rest = rank - (names.length() - 3);
    if (rest < 0) {
      throw error("'" + names + "' names more axes than the operand's " + rank);
    }
    return rest;
  }

  /** Names axis by axis; those of an ellipsis are digits counted from its end. */
  private List<Character> names(String text, int ellipsis) {
    List<Character> r = new ArrayList<>();
    boolean seen = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && text.startsWith("...", i) && !seen) {
        for (int k = ellipsis - 1; k >= 0; k--) {
          r.add((char) ('0' + k));
        }
        seen = true;
        i += 2;
      } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        r.add(c);
      } else {
        throw error("'" + c + "' at position " + i + " of '" + text + "' is no name of an axis");
      }
    }
    return r;
  }

  private static List<Character> implicit(List<List<Character>> names, int ellipsis) {
    Map<Character, Integer> count = new TreeMap<>();
    names.forEach(l -> l.forEach(c -> count.merge(c, 1, Integer::sum)));
    List<Character> r = new ArrayList<>();
    for (int k = ellipsis - 1; k >= 0; k--) {
      r.add((char) ('0' + k));
    }
    count.forEach(
        (c, n) -> {
          if (n == 1 && Character.isLetter(c)) {
            r.add(c);
          }
        });
    return r;
  }

  /** Repeated names of one operand become its diagonal. */
  private Named diagonals(Tensor operand, List<Character> names) {
    Tensor t = operand;
    List<Character> left = new ArrayList<>(names);
    for (int i = 0; i < left.size(); i++) {
      int j = left.lastIndexOf(left.get(i));
      if (j > i) {
        if (t.dim(i) != t.dim(j)) {
          throw new ShapeException(
              "einsum: "
                  + shown(left.get(i))
                  + " is "
                  + t.dim(i)
                  + " and "
                  + t.dim(j)
                  + " in "
                  + operand.shape()
                  + ", '"
                  + equation
                  + "'");
        }
        char c = left.get(i);
        t = t.diagonal(0, i, j);
        left.remove(j);
        left.remove(i);
        left.add(c);
        i = -1;
      }
    }
    return new Named(t, left);
  }

  private void measure(Named n) {
    for (int i = 0; i < n.names.size(); i++) {
      char c = n.names.get(i);
      int d = n.tensor.dim(i);
      int known = lengths.getOrDefault(c, 1);
      if (known != 1 && d != 1 && known != d) {
        throw new ShapeException(
            "einsum: " + shown(c) + " is " + known + " and " + d + " in '" + equation + "'");
      }
      lengths.put(c, known == 1 ? d : known);
    }
  }

  /** Without axes of length 1 that broadcast: a factor that is the same along them. */
  private Named withoutStretched(Named n) {
    Tensor t = n.tensor;
    List<Character> left = new ArrayList<>(n.names);
    for (int i = left.size() - 1; i >= 0; i--) {
      if (t.dim(i) == 1 && lengths.getOrDefault(left.get(i), 1) != 1) {
        t = t.squeeze(i);
        left.remove(i);
      }
    }
    return new Named(t, left);
  }

  // ---- the order of products ----

  private long size(List<Character> names) {
    long n = 1;
    for (char c : names) {
      n = Math.min(Long.MAX_VALUE / 1024, n * Math.max(lengths.getOrDefault(c, 1), 1));
    }
    return n;
  }

  /** The names of a product: those of either factor that are needed elsewhere. */
  private static List<Character> union(List<Character> a, List<Character> b) {
    List<Character> r = new ArrayList<>(a);
    b.stream().filter(c -> !a.contains(c)).forEach(r::add);
    return r;
  }

  private Named product(List<Named> all, List<Character> output) {
    int n = all.size();
    if (n == 1) {
      return summed(all.get(0), output);
    }
    if (n <= EXHAUSTIVE) {
      return new Order(all, output).best((1 << n) - 1);
    }
    List<Named> left = new ArrayList<>(all);
    while (left.size() > 1) {
      int p = 0;
      int q = 1;
      long cheapest = Long.MAX_VALUE;
      for (int i = 0; i < left.size(); i++) {
        for (int j = i + 1; j < left.size(); j++) {
          long cost = size(union(left.get(i).names, left.get(j).names));
          if (cost < cheapest) {
            cheapest = cost;
            p = i;
            q = j;
          }
        }
      }
      Named b = left.remove(q);
      Named a = left.remove(p);
      List<Character> needed = new ArrayList<>(output);
      left.forEach(o -> needed.addAll(o.names));
      left.add(times(a, b, needed));
    }
    return summed(left.get(0), output);
  }

  /** Dynamic programming over subsets of the operands. */
  private final class Order {
    private final List<Named> all;
    private final List<Character> output;
    private final long[] cost;
    private final int[] split;

    Order(List<Named> all, List<Character> output) {
      this.all = all;
      this.output = output;
      int sets = 1 << all.size();
      cost = new long[sets];
      split = new int[sets];
      for (int set = 1; set < sets; set++) {
        if (Integer.bitCount(set) < 2) {
          continue;
        }
        cost[set] = Long.MAX_VALUE;
        for (int a = (set - 1) & set; a > 0; a = (a - 1) & set) {
          int b = set ^ a;
          if (a < b) {
            long c = cost[a] + cost[b] + size(union(kept(a), kept(b)));
            if (c < cost[set]) {
              cost[set] = c;
              split[set] = a;
            }
          }
        }
      }
    }

    /** Names of a subset's product that the result or another operand needs. */
    private List<Character> kept(int set) {
      List<Character> mine = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if ((set >> i & 1) == 1) {
          mine = union(mine, all.get(i).names);
        }
      }
      List<Character> needed = needed(set);
      mine.removeIf(c -> !needed.contains(c));
      return mine;
    }

    private List<Character> needed(int set) {
      List<Character> r = new ArrayList<>(output);
      for (int i = 0; i < all.size(); i++) {
        if ((set >> i & 1) == 0) {
          r.addAll(all.get(i).names);
        }
      }
      return r;
    }

    Named best(int set) {
      if (Integer.bitCount(set) == 1) {
        return all.get(Integer.numberOfTrailingZeros(set));
      }
      return times(best(split[set]), best(set ^ split[set]), needed(set));
    }
  }

  // ---- products ----

  /** Summed over the names that nothing needs. */
  private static Named summed(Named n, List<Character> needed) {
    List<Character> kept = new ArrayList<>();
    int[] axes = new int[n.names.size()];
    int k = 0;
    for (int i = 0; i < axes.length; i++) {
      if (needed.contains(n.names.get(i))) {
        kept.add(n.names.get(i));
      } else {
        axes[k++] = i;
      }
    }
    return k == 0 ? n : new Named(n.tensor.sum(Arrays.copyOf(axes, k)), kept);
  }

  /** A product of two as a matrix product: batch names, own names of a and b, summed names. */
  private static Named times(Named left, Named right, List<Character> needed) {
    Named a = summed(left, union(needed, right.names));
    Named b = summed(right, union(needed, left.names));
    List<Character> batch = new ArrayList<>();
    List<Character> inner = new ArrayList<>();
    List<Character> ownA = new ArrayList<>();
    List<Character> ownB = new ArrayList<>();
    for (char c : a.names) {
      (!b.names.contains(c) ? ownA : needed.contains(c) ? batch : inner).add(c);
    }
    b.names.stream().filter(c -> !a.names.contains(c)).forEach(ownB::add);
    List<Character> names = new ArrayList<>(batch);
    names.addAll(ownA);
    names.addAll(ownB);
    int[] lengths = new int[names.size()];
    for (int i = 0; i < lengths.length; i++) {
      char c = names.get(i);
      lengths[i] = a.names.contains(c) ? a.length(c) : b.length(c);
    }
    if (inner.isEmpty() && (ownA.isEmpty() || ownB.isEmpty())) { // elementwise, without copies
      return new Named(arranged(a, names).times(arranged(b, names)), names);
    }
    Tensor x = matrix(a, batch, ownA, inner);
    Tensor y = matrix(b, batch, inner, ownB);
    return new Named(x.matmul(y).reshape(Shape.of(lengths)), names);
  }

  private static Tensor matrix(
      Named n, List<Character> batch, List<Character> rows, List<Character> columns) {
    List<Character> order = new ArrayList<>(batch);
    order.addAll(rows);
    order.addAll(columns);
    Tensor t = arranged(n, order);
    int b = batch.size();
    int r = b + rows.size();
    return t.reshape(
        Shape.of(
            t.shape().range(0, b).size(),
            t.shape().range(b, r).size(),
            t.shape().range(r, t.rank()).size()));
  }

  /** In an order of names; length 1 where the tensor lacks one. */
  private static Tensor arranged(Named n, List<Character> names) {
    int[] order = new int[n.names.size()];
    int[] shape = new int[names.size()];
    int k = 0;
    for (int i = 0; i < names.size(); i++) {
      int at = n.names.indexOf(names.get(i));
      shape[i] = at < 0 ? 1 : n.tensor.dim(at);
      if (at >= 0) {
        order[k++] = at;
      }
    }
    return n.tensor.permute(order).reshape(Shape.of(shape));
  }
}
