package io.cotangent.text;

import io.cotangent.ArgumentException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tokenizer that a {@code tokenizer.json} describes, which it keeps and writes again. */
final class TokenizerPipeline implements Tokenizer {
  private static final List<String> PADS = List.of("[PAD]", "<pad>", "<|pad|>", "<|endoftext|>");

  private final JsonObject spec;
  private final Normalization normalization;
  private final PreTokenization preTokenization;
  private final TokenModel model;
  private final AddedTokens added;
  private final Template template;
  private final Decoding decoding;
  private final Vocabulary vocabulary;
  private final Set<Integer> special;
  private final @Nullable JsonObject truncation;
  private final @Nullable JsonObject padding;

  private TokenizerPipeline(JsonObject spec) {
    this.spec = spec;
    normalization = Normalization.of(Spec.object(spec, "normalizer"));
    preTokenization = PreTokenization.of(Spec.object(spec, "pre_tokenizer"));
    model = TokenModel.of(spec.getObject("model"));
    List<JsonObject> tokens =
        spec.find("added_tokens") == null ? List.of() : spec.getObjects("added_tokens");
    added = new AddedTokens(tokens, normalization);
    template = Template.of(Spec.object(spec, "post_processor"));
    decoding = Decoding.of(Spec.object(spec, "decoder"));
    Map<String, Integer> ids = new HashMap<>(model.ids());
    ids.putAll(added.ids());
    vocabulary = new Vocabulary(ids);
    special = new HashSet<>(added.special());
    truncation = Spec.object(spec, "truncation");
    padding = Spec.object(spec, "padding");
    checkSettings();
  }

  static TokenizerPipeline of(JsonObject spec) {
    return new TokenizerPipeline(spec);
  }

  private void checkSettings() {
    if (truncation != null) {
      if (truncation.getInt("max_length") < template.added(true)) {
        throw truncation.error("max_length", "room for the special tokens");
      }
      direction(truncation);
      String strategy = Spec.string(truncation, "strategy", "LongestFirst");
      if (!strategy.equals("LongestFirst")) {
        throw Spec.unsupported(truncation, "strategy", "LongestFirst");
      }
    }
    if (padding != null) {
      direction(padding);
      if (!"BatchLongest".equals(padding.find("strategy"))) {
        padding.getObject("strategy").getInt("Fixed");
      }
    }
  }

  private static boolean direction(JsonObject o) {
    return switch (Spec.string(o, "direction", "Right")) {
      case "Right" -> true;
      case "Left" -> false;
      default -> throw Spec.unsupported(o, "direction", "Right or Left");
    };
  }

  @Override
  public Encoding encode(String text) {
    return finished(tokens(text), null);
  }

  @Override
  public Encoding encode(String first, String second) {
    return finished(tokens(first), tokens(second));
  }

  private Tokens tokens(String text) {
    Tokens r = new Tokens();
    for (AddedTokens.Part part : added.parts(Aligned.of(text), normalization)) {
      Aligned t = part.text();
      if (part.id() >= 0) {
        r.put(part.id(), t.begin(0), t.end(t.length() - 1), 0, part.special());
        continue;
      }
      for (Aligned piece : preTokenization.apply(t)) {
        if (piece.length() > 0) {
          model.tokenize(
              piece.text,
              (id, from, to) -> r.put(id, piece.begin(from), piece.end(to - 1), 0, false));
        }
      }
    }
    if (template.trims()) {
      r.trim(text);
    }
    return r;
  }

  private Encoding finished(Tokens first, @Nullable Tokens second) {
    if (truncation != null) {
      int room = truncation.getInt("max_length") - template.added(second != null);
      boolean left = direction(truncation);
      if (second == null) {
        first.keep(room, left);
      } else if (first.size() + second.size() > room) {
        int shorter = Math.min(Math.min(first.size(), second.size()), room / 2);
        boolean firstShorter = first.size() < second.size();
        first.keep(firstShorter ? shorter : room - shorter, left);
        second.keep(firstShorter ? room - shorter : shorter, left);
      }
    }
    return template.apply(first, second).encoding();
  }

  @Override
  public String decode(int... ids) {
    List<String> tokens = new ArrayList<>();
    for (int id : ids) {
      String token = vocabulary.token(id);
      if (!special.contains(id)) {
        tokens.add(token);
      }
    }
    return String.join("", decoding.apply(tokens));
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public Tokenizer truncated(int length) {
    if (length < template.added(true)) {
      throw new ArgumentException(
          "truncated: "
              + length
              + " leaves no room for "
              + template.added(true)
              + " special tokens");
    }
    Map<String, @Nullable Object> changed = spec.asMap();
    Map<String, @Nullable Object> setting = new LinkedHashMap<>();
    setting.put("direction", "Right");
    setting.put("max_length", (long) length);
    setting.put("strategy", "LongestFirst");
    setting.put("stride", 0L);
    changed.put("truncation", setting);
    return of(JsonObject.of(changed, "truncated tokenizer"));
  }

  @Override
  public TokenBatch batch(List<String> texts) {
    List<Encoding> all = texts.stream().map(this::encode).toList();
    if (padding == null) {
      return TokenBatch.of(all, vocabulary.first(PADS).orElse(0), false, 1);
    }
    int pad = padding.find("pad_id") == null ? 0 : padding.getInt("pad_id");
    int type = padding.find("pad_type_id") == null ? 0 : padding.getInt("pad_type_id");
    int multiple =
        padding.find("pad_to_multiple_of") == null ? 1 : padding.getInt("pad_to_multiple_of");
    int length = all.stream().mapToInt(Encoding::size).max().orElse(0);
    if (!"BatchLongest".equals(padding.find("strategy"))) {
      int fixed = padding.getObject("strategy").getInt("Fixed");
      if (length > fixed) {
        throw new ArgumentException(
            "batch: a text has " + length + " tokens, rows " + fixed + "; truncated(…) cuts them");
      }
      length = fixed;
    }
    length = (length + multiple - 1) / multiple * multiple;
    return TokenBatch.filled(all, pad, !direction(padding), length, type);
  }

  @Override
  public void write(Path file) {
    Json.write(file, spec.asMap());
  }
}
