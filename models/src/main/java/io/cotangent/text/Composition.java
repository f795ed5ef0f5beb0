package io.cotangent.text;

import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a {@code tokenizer.json} together, in the order of its fields. */
final class Composition {
  static final String UNKNOWN = "<unk>";

  private final Map<String, @Nullable Object> spec = new LinkedHashMap<>();
  private final Map<String, ?> model;

  Composition(Map<String, ?> model) {
    this.model = model;
    spec.put("version", "1.0");
    for (String name :
        List.of(
            "truncation",
            "padding",
            "added_tokens",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder",
            "model")) {
      spec.put(name, null);
    }
    spec.put("added_tokens", List.of());
    spec.put("model", model);
  }

  static Map<String, Object> wordLevel(Map<String, Integer> ids) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("type", "WordLevel");
    m.put("vocab", ids);
    m.put("unk_token", UNKNOWN);
    return m;
  }

  Composition put(String name, @Nullable Object value) {
    spec.put(name, value);
    return this;
  }

  /** Special tokens, which the model's vocabulary has. */
  Composition special(List<String> tokens) {
    List<Object> all = new ArrayList<>();
    Map<?, ?> vocab = (Map<?, ?>) model.get("vocab");
    for (String token : tokens) {
      Map<String, @Nullable Object> t = new LinkedHashMap<>();
      t.put("id", vocab == null ? null : vocab.get(token));
      t.put("content", token);
      for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        t.put(flag, false);
      }
      t.put("special", true);
      all.add(t);
    }
    return put("added_tokens", all);
  }

  Tokenizer tokenizer() {
    return TokenizerPipeline.of(
        JsonObject.of(Json.parse(Json.text(spec), "tokenizer"), "tokenizer"));
  }
}
