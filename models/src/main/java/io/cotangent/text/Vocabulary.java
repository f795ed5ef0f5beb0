package io.cotangent.text;

import io.cotangent.ArgumentException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tokens of a tokenizer and their numbers. */
public final class Vocabulary {
  private final Map<String, Integer> ids;
  private final Map<Integer, String> tokens = new HashMap<>();
  private final int size;

  Vocabulary(Map<String, Integer> ids) {
    this.ids = Map.copyOf(ids);
    int most = -1;
    for (Map.Entry<String, Integer> e : ids.entrySet()) {
      tokens.put(e.getValue(), e.getKey());
      most = Math.max(most, e.getValue());
    }
    this.size = most + 1;
  }

  /** One more than the largest id: the number of rows that an embedding needs. */
  public int size() {
    return size;
  }

  /** The id of a token, if it is one. */
  public OptionalInt find(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * The id of a token.
   *
   * @throws ArgumentException if it is none
   */
  public int id(String token) {
    return find(token)
        .orElseThrow(
            () ->
                new ArgumentException(
                    "vocabulary: '" + token + "' is none of the " + ids.size() + " tokens"));
  }

  /**
   * The token of an id.
   *
   * @throws ArgumentException if there is none
   */
  public String token(int id) {
    String token = tokens.get(id);
    if (token == null) {
      throw new ArgumentException(
          "vocabulary: no token has the id " + id + "; ids are from 0 to " + (size - 1));
    }
    return token;
  }

  /** The first of some names that is a token. */
  OptionalInt first(List<String> names) {
    return names.stream().map(this::find).flatMapToInt(OptionalInt::stream).findFirst();
  }
}
