package io.cotangent.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The usual tokenizers around a vocabulary. */
final class Presets {
  static final List<String> BERT_SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private static final String SIGN = "\u2581";

  private Presets() {}

  static Composition bert(Map<String, Integer> ids, List<String> special, boolean lowercase) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "WordPiece");
    model.put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##");
    model.put("max_input_chars_per_word", 100);
    model.put("vocab", ids);
    Composition c =
        new Composition(model)
            .special(special)
            .put("normalizer", bertNormalizer(lowercase))
            .put("pre_tokenizer", Map.of("type", "BertPreTokenizer"))
            .put("decoder", Map.of("type", "WordPiece", "prefix", "##", "cleanup", true));
    Integer cls = ids.get("[CLS]");
    Integer sep = ids.get("[SEP]");
    return cls == null || sep == null
        ? c
        : c.put(
            "post_processor",
            Map.of(
                "type",
                "BertProcessing",
                "cls",
                List.of("[CLS]", cls),
                "sep",
                List.of("[SEP]", sep)));
  }

  static Map<String, Object> bertNormalizer(boolean lowercase) {
    Map<String, Object> n = new LinkedHashMap<>();
    n.put("type", "BertNormalizer");
    n.put("clean_text", true);
    n.put("handle_chinese_chars", true);
    n.put("strip_accents", lowercase);
    n.put("lowercase", lowercase);
    return n;
  }

  private static Map<String, Object> bpe(Map<String, Integer> ids, List<String> merges) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("vocab", ids);
    List<Object> pairs = new ArrayList<>();
    merges.forEach(m -> pairs.add(List.of(m.split(" ", -1))));
    model.put("merges", pairs);
    return model;
  }

  static final Map<String, Object> BYTE_LEVEL =
      Map.of(
          "type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true);

  static Composition byteLevel(
      Map<String, Integer> ids, List<String> merges, List<String> special) {
    return new Composition(bpe(ids, merges))
        .special(special)
        .put("pre_tokenizer", BYTE_LEVEL)
        .put("decoder", BYTE_LEVEL);
  }

  static final Map<String, Object> METASPACE =
      Map.of("type", "Metaspace", "replacement", SIGN, "prepend_scheme", "always", "split", true);

  /** Words with their leading space as a sign; what is unknown is {@code <unk>}. */
  static Composition metaspaceBpe(
      Map<String, Integer> ids, List<String> merges, List<String> special) {
    Map<String, Object> model = bpe(ids, merges);
    model.put("unk_token", Composition.UNKNOWN);
    return new Composition(model)
        .special(special)
        .put("pre_tokenizer", METASPACE)
        .put("decoder", METASPACE);
  }
}
