package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece is a token, or unknown. */
record WordLevel(Map<String, Integer> ids, @Nullable Integer unknown) implements TokenModel {
  static WordLevel of(JsonObject o) {
    Map<String, Integer> ids = Spec.vocabulary(o, "vocab");
    String token = Spec.string(o, "unk_token");
    return new WordLevel(ids, token == null ? null : ids.get(token));
  }

  @Override
  public void tokenize(String piece, Sink out) {
    Integer id = ids.get(piece);
    out.put(id != null ? id : TokenModel.required(unknown, piece), 0, piece.length());
  }
}
