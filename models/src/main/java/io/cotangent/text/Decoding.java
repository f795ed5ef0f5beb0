package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How tokens become a text again: strings to strings, which are then joined. */
@FunctionalInterface
interface Decoding {
  List<String> apply(List<String> tokens);

  /** A function of a token and whether it is the first and the last. */
  @FunctionalInterface
  interface Each {
    String apply(String token, boolean first, boolean last);
  }

  Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

  /** The decoder of {@code tokenizer.json}; without one, tokens are joined by spaces. */
  static Decoding of(@Nullable JsonObject o) {
    if (o == null) {
      return tokens -> List.of(String.join(" ", tokens));
    }
    return switch (o.getString("type")) {
      case "ByteLevel" -> tokens -> List.of(ByteChars.decode(tokens));
      case "WordPiece" -> wordPiece(Spec.string(o, "prefix", "##"), Spec.flag(o, "cleanup", true));
      case "Metaspace" -> metaspace(o);
      case "BPEDecoder" -> {
        String suffix = Spec.string(o, "suffix", "</w>");
        yield each((t, first, last) -> t.replace(suffix, last ? "" : " "));
      }
      case "ByteFallback" -> Decoding::bytes;
      case "Fuse" -> tokens -> List.of(String.join("", tokens));
      case "Strip" -> strip(o.getString("content"), o.getInt("start"), o.getInt("stop"));
      case "Replace" -> {
        Pattern pattern = Spec.pattern(o);
        String content = Matcher.quoteReplacement(o.getString("content"));
        yield each((t, first, last) -> pattern.matcher(t).replaceAll(content));
      }
      case "Sequence" -> sequence(o.getObjects("decoders").stream().map(Decoding::of).toList());
      default ->
          throw Spec.unsupported(
              o,
              "type",
              "ByteLevel, WordPiece, Metaspace, BPEDecoder, ByteFallback, Fuse, Strip, Replace or"
                  + " Sequence");
    };
  }

  private static Decoding sequence(List<Decoding> all) {
    return tokens -> {
      List<String> r = tokens;
      for (Decoding d : all) {
        r = d.apply(r);
      }
      return r;
    };
  }

  private static Decoding each(Each f) {
    return tokens -> {
      List<String> r = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        r.add(f.apply(tokens.get(i), i == 0, i == tokens.size() - 1));
      }
      return r;
    };
  }

  private static Decoding wordPiece(String prefix, boolean cleanup) {
    return each(
        (t, first, last) -> {
          String s = first ? t : t.startsWith(prefix) ? t.substring(prefix.length()) : " " + t;
          return cleanup ? cleaned(s) : s;
        });
  }

  private static String cleaned(String s) {
    return s.replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" do not", " don't")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }

  private static Decoding metaspace(JsonObject o) {
    String sign = Spec.string(o, "replacement", "\u2581");
    boolean prepended =
        o.find("prepend_scheme") != null
            ? !o.getString("prepend_scheme").equals("never")
            : Spec.flag(o, "add_prefix_space", true);
    return each(
        (t, first, last) ->
            (first && prepended && t.startsWith(sign) ? t.substring(sign.length()) : t)
                .replace(sign, " "));
  }

  private static Decoding strip(String content, int start, int stop) {
    return each(
        (t, first, last) -> {
          String s = t;
          for (int i = 0; i < start && s.startsWith(content); i++) {
            s = s.substring(content.length());
          }
          for (int i = 0; i < stop && s.endsWith(content); i++) {
            s = s.substring(0, s.length() - content.length());
          }
          return s;
        });
  }

  /** Neighbouring tokens {@code <0x…>} as text; those that are no UTF-8 as U+FFFD each. */
  private static List<String> bytes(List<String> tokens) {
    List<String> r = new ArrayList<>();
    ByteBuffer run = ByteBuffer.allocate(tokens.size());
    for (String t : tokens) {
      Matcher m = BYTE.matcher(t);
      if (m.matches()) {
        run.put((byte) Integer.parseInt(m.group(1), 16));
      } else {
        flush(run, r);
        r.add(t);
      }
    }
    flush(run, r);
    return r;
  }

  private static void flush(ByteBuffer run, List<String> r) {
    if (run.position() > 0) {
      run.flip();
      try {
        r.add(StandardCharsets.UTF_8.newDecoder().decode(run.duplicate()).toString());
      } catch (CharacterCodingException e) {
        r.add("\uFFFD".repeat(run.limit()));
      }
      run.clear();
    }
  }
}
