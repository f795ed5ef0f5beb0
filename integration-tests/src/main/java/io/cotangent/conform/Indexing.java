package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.Index;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operators of the family shape that take elements by their indices. */
final class Indexing {
  private Indexing() {}

  private static Call.Operator with(Function<Call, Tensor> f) {
    return c -> out(f.apply(c));
  }

  static void into(Map<String, Call.Operator> m) {
    m.put("gather", with(c -> c.x().gather(c.axis(), c.in("index"))));
    m.put("take", with(c -> c.x().take(c.in("index"))));
    m.put(
        "take_along_dim",
        with(
            c ->
                c.attributes().has("dim")
                    ? c.x().takeAlongAxis(c.axis(), c.in("index"))
                    : c.x().flatten().takeAlongAxis(0, c.in("index").flatten())));
    m.put("index_select", with(c -> c.x().indexSelect(c.axis(), c.in("index"))));
    m.put("select", with(c -> c.x().slice(c.axis(), Slice.at(c.attributes().integer("index")))));
    m.put(
        "narrow",
        with(
            c -> {
              int start = c.attributes().integer("start");
              int from = start < 0 ? start + c.x().dim(c.axis()) : start;
              return c.x().slice(c.axis(), Slice.of(from, from + c.attributes().integer("length")));
            }));
    m.put("slice", with(Indexing::slices));
    m.put("index", with(c -> c.x().index(indices(c))));
    m.put(
        "index_add",
        with(
            c ->
                c.x()
                    .indexAdd(
                        c.axis(),
                        c.in("index"),
                        c.in("src").times(c.attributes().number("alpha", 1)))));
    m.put("index_copy", with(c -> c.x().indexCopy(c.axis(), c.in("index"), c.in("src"))));
    m.put(
        "index_fill",
        with(c -> c.x().indexFill(c.axis(), c.in("index"), c.attributes().number("value"))));
    m.put(
        "index_put",
        with(
            c -> {
              int n = 0;
              while (c.inputs().containsKey("i" + n)) {
                n++;
              }
              Index[] at = new Index[n];
              Arrays.setAll(at, i -> Index.of(c.in("i" + i)));
              return c.x().indexPut(c.in("values"), c.attributes().flag("accumulate"), at);
            }));
    m.put(
        "scatter",
        with(
            c ->
                c.attributes().has("value")
                    ? c.x().scatter(c.axis(), c.in("index"), c.attributes().number("value"))
                    : c.x().scatter(c.axis(), c.in("index"), c.in("src"))));
    m.put("scatter_add", with(c -> c.x().scatterAdd(c.axis(), c.in("index"), c.in("src"))));
    m.put("masked_fill", with(c -> c.x().maskedFill(c.in("mask"), c.attributes().number("value"))));
    m.put("masked_scatter", with(c -> c.x().maskedScatter(c.in("mask"), c.in("src"))));
    m.put("masked_select", with(c -> c.x().maskedSelect(c.in("mask"))));
    m.put("nonzero", with(c -> c.x().nonzero()));
    m.put(
        "searchsorted",
        with(c -> c.in("sorted").searchSorted(c.in("values"), c.attributes().flag("right"))));
  }

  private static Slice slice(
      @Nullable Integer start, @Nullable Integer stop, @Nullable Integer step) {
    return Slice.of(start, stop, step == null ? 1 : step);
  }

  private static Tensor slices(Call c) {
    Tensor t = c.x();
    for (Attributes s : c.attributes().objects("slices")) {
      Slice part =
          slice(s.integerOrNull("start"), s.integerOrNull("stop"), s.integerOrNull("step"));
      t = t.slice(s.integer("dim"), part);
    }
    return t;
  }

  private static Index[] indices(Call c) {
    return c.attributes().objects("index").stream()
        .map(
            part -> {
              if (part.has("input")) {
                return Index.of(c.in(part.text("input")));
              } else if (part.has("int")) {
                return Index.at(part.integer("int"));
              } else if (part.has("newaxis")) {
                return Index.newAxis();
              } else if (part.has("ellipsis")) {
                return Index.ellipsis();
              }
              @Nullable Integer[] s = part.integersOrNull("slice", 3);
              return Index.of(slice(s[0], s[1], s[2]));
            })
        .toArray(Index[]::new);
  }
}
