package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.random.Rng;
import io.cotangent.train.Checkpoint;
import io.cotangent.train.History;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model of characters with its alphabet: what goes on with a text. It is saved in a run's folder
 * as {@code model.json}, beside the checkpoints that have its weights.
 */
public final class CharModel {
  /** The file in a run's folder. */
  public static final String FILE = "model.json";

  private final Characters characters;
  private final LanguageModel model;
  private final Map<String, Object> settings;

  private CharModel(Characters characters, LanguageModel model, Map<String, Object> settings) {
    this.characters = characters;
    this.model = model;
    this.settings = settings;
  }

  /** A new {@link Gpt}. */
  public static CharModel gpt(Characters characters, GptSettings s, Rng rng) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("class", "Gpt");
    settings.put("layers", s.layers());
    settings.put("heads", s.heads());
    settings.put("width", s.width());
    settings.put("block", s.block());
    settings.put("dropout", s.dropout());
    settings.put("bias", s.bias());
    return new CharModel(characters, new Gpt(characters.size(), rng, g -> s), settings);
  }

  /** A new {@link CharLstm}. */
  public static CharModel lstm(Characters characters, CharLstmSettings s, Rng rng) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("class", "CharLstm");
    settings.put("embedding", s.embedding());
    settings.put("hidden", s.hidden());
    settings.put("layers", s.layers());
    settings.put("dropout", s.dropout());
    return new CharModel(characters, new CharLstm(characters.size(), rng, c -> s), settings);
  }

  /** The alphabet. */
  public Characters characters() {
    return characters;
  }

  /** The model. */
  public LanguageModel model() {
    return model;
  }

  /** Saves settings and alphabet in a run's folder. */
  public void save(Path run) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("characters", characters.alphabet());
    all.put("model", settings);
    Json.write(run.resolve(FILE), all);
  }

  /**
   * The model of a run with the weights that had the smallest validation loss.
   *
   * @throws io.cotangent.io.DataFormatException if the folder has no model or no checkpoint
   */
  public static CharModel load(Path run) {
    JsonObject all = Json.readObject(run.resolve(FILE));
    Characters c = new Characters(all.getString("characters"));
    JsonObject s = all.getObject("model");
    Rng rng = new Rng(0);
    CharModel r =
        switch (s.getString("class")) {
          case "Gpt" ->
              gpt(
                  c,
                  new GptSettings(
                      s.getInt("layers"),
                      s.getInt("heads"),
                      s.getInt("width"),
                      s.getInt("block"),
                      s.getDouble("dropout"),
                      s.getBoolean("bias")),
                  rng);
          case "CharLstm" ->
              lstm(
                  c,
                  new CharLstmSettings(
                      s.getInt("embedding"),
                      s.getInt("hidden"),
                      s.getInt("layers"),
                      s.getDouble("dropout")),
                  rng);
          default -> throw s.error("class", "Gpt or CharLstm");
        };
    r.model.load(Checkpoint.best(run, History.VALIDATION_LOSS).evaluated());
    return r;
  }

  /**
   * Goes on with a text.
   *
   * @param prompt what it begins with; empty for the start of a line
   * @param count how many characters to add
   * @return those that were added
   * @throws ArgumentException if the prompt has characters that the training text had not
   */
  public String complete(String prompt, int count, Sampling sampling, Rng rng) {
    int[] tokens = characters.encode(prompt.isEmpty() ? start() : prompt);
    return characters.decode(model.generate(tokens, count, sampling, rng));
  }

  private String start() {
    return characters.alphabet().contains("\n") ? "\n" : characters.decode(0);
  }
}
