package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where special tokens stand around one text and around two, and whether offsets leave white space
 * out.
 */
record Template(List<Part> single, List<Part> pair, boolean trims) {
  /** The first text (sequence 0), the second (1), or special tokens (−1). */
  record Part(int sequence, List<Integer> ids, int type) {}

  private static final Part FIRST = new Part(0, List.of(), 0);
  private static final Template NONE =
      new Template(List.of(FIRST), List.of(FIRST, new Part(1, List.of(), 0)), false);

  /** The post-processor of {@code tokenizer.json}. */
  static Template of(@Nullable JsonObject o) {
    if (o == null) {
      return NONE;
    }
    return switch (o.getString("type")) {
      case "BertProcessing" -> classic(o, 1, false, false);
      case "RobertaProcessing" -> classic(o, 0, true, Spec.flag(o, "trim_offsets", true));
      case "ByteLevel" -> new Template(NONE.single, NONE.pair, Spec.flag(o, "trim_offsets", true));
      case "TemplateProcessing" -> new Template(parts(o, "single"), parts(o, "pair"), false);
      case "Sequence" -> sequence(o.getObjects("processors"));
      default ->
          throw Spec.unsupported(
              o,
              "type",
              "BertProcessing, RobertaProcessing, TemplateProcessing, ByteLevel or Sequence");
    };
  }

  private static Template sequence(List<JsonObject> all) {
    Template r = NONE;
    for (JsonObject o : all) {
      Template t = of(o);
      boolean plain = t.single.equals(NONE.single) && t.pair.equals(NONE.pair);
      r = new Template(plain ? r.single : t.single, plain ? r.pair : t.pair, r.trims || t.trims);
    }
    return r;
  }

  private static Template classic(JsonObject o, int secondType, boolean twice, boolean trims) {
    Part cls = token(o, "cls", 0);
    Part sep = token(o, "sep", 0);
    List<Part> pair = new ArrayList<>(List.of(cls, FIRST, sep));
    if (twice) {
      pair.add(sep);
    }
    pair.add(new Part(1, List.of(), secondType));
    pair.add(new Part(-1, sep.ids, secondType));
    return new Template(List.of(cls, FIRST, sep), pair, trims);
  }

  private static Part token(JsonObject o, String name, int type) {
    if (o.getList(name).size() == 2 && o.getList(name).get(1) instanceof Long id) {
      return new Part(-1, List.of((int) (long) id), type);
    }
    throw o.error(name, "a token and its id");
  }

  private static List<Part> parts(JsonObject o, String name) {
    List<Part> r = new ArrayList<>();
    for (JsonObject piece : o.getObjects(name)) {
      if (piece.has("Sequence")) {
        JsonObject s = piece.getObject("Sequence");
        int sequence =
            switch (s.getString("id")) {
              case "A" -> 0;
              case "B" -> 1;
              default -> throw s.error("id", "A or B");
            };
        r.add(new Part(sequence, List.of(), s.getInt("type_id")));
      } else {
        JsonObject s = piece.getObject("SpecialToken");
        JsonObject token = o.getObject("special_tokens").getObject(s.getString("id"));
        List<Integer> ids = new ArrayList<>();
        for (double id : token.getDoubles("ids")) {
          ids.add((int) id);
        }
        r.add(new Part(-1, ids, s.getInt("type_id")));
      }
    }
    return r;
  }

  /** How many special tokens there are. */
  int added(boolean two) {
    return (two ? pair : single).stream().mapToInt(p -> p.ids.size()).sum();
  }

  Tokens apply(Tokens first, @Nullable Tokens second) {
    Tokens r = new Tokens();
    for (Part p : second == null ? single : pair) {
      if (p.sequence < 0) {
        p.ids.forEach(id -> r.put(id, 0, 0, p.type, true));
      } else if (p.sequence == 0) {
        r.putAll(first, p.type);
      } else if (second != null) {
        r.putAll(second, p.type);
      }
    }
    return r;
  }
}
