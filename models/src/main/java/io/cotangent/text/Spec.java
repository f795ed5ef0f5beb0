package io.cotangent.text;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.JsonObject;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Entries of {@code tokenizer.json} that may be missing or null. */
final class Spec {
  private Spec() {}

  static boolean flag(JsonObject o, String name, boolean otherwise) {
    return o.find(name) == null ? otherwise : o.getBoolean(name);
  }

  static @Nullable String string(JsonObject o, String name) {
    return o.find(name) == null ? null : o.getString(name);
  }

  static String string(JsonObject o, String name, String otherwise) {
    return o.find(name) == null ? otherwise : o.getString(name);
  }

  static @Nullable JsonObject object(JsonObject o, String name) {
    return o.find(name) == null ? null : o.getObject(name);
  }

  static DataFormatException unsupported(JsonObject o, String field, String supported) {
    return o.error(field, supported + "; others are not supported");
  }

  /** The pattern of a Split or Replace: {@code {"String": s}} or {@code {"Regex": r}}. */
  static Pattern pattern(JsonObject o) {
    Object p = o.find("pattern");
    if (p instanceof String s) {
      return Pattern.compile(Pattern.quote(s));
    }
    JsonObject spec = o.getObject("pattern");
    if (spec.find("String") != null) {
      return Pattern.compile(Pattern.quote(spec.getString("String")));
    }
    String regex = spec.getString("Regex");
    try {
      return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
    } catch (PatternSyntaxException e) {
      DataFormatException wrong = spec.error("Regex", "a regular expression of java.util.regex");
      wrong.initCause(e);
      throw wrong;
    }
  }

  /** All matches that are not empty; a pattern too deep for the stack is a sentence. */
  static void matches(Pattern pattern, String text, Consumer<Matcher> each) {
    Matcher m = pattern.matcher(text);
    try {
      while (m.find()) {
        if (m.end() > m.start()) {
          each.accept(m);
        }
      }
    } catch (StackOverflowError e) {
      throw new DataFormatException(
          "tokenizer: the pattern " + pattern + " needs more stack than there is for this text", e);
    }
  }

  /** Ids by token, as {@code "vocab"} has them. */
  static Map<String, Integer> vocabulary(JsonObject o, String name) {
    JsonObject vocab = o.getObject(name);
    Map<String, Integer> ids = new java.util.LinkedHashMap<>();
    for (String token : vocab.names()) {
      int id = vocab.getInt(token);
      if (id < 0) {
        throw vocab.error(token, "an id from 0 on");
      }
      ids.put(token, id);
    }
    return ids;
  }
}
