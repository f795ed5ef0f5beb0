package io.cotangent.text;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Vocabularies in the files that came before {@code tokenizer.json}. */
final class VocabularyFiles {
  private VocabularyFiles() {}

  static Tokenizer wordPiece(Path file, boolean lowercase) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (ids.put(lines.get(i), i) != null) {
        throw new DataFormatException(
            file + ", line " + (i + 1) + ": the token '" + lines.get(i) + "' is there twice");
      }
    }
    for (String token : List.of("[CLS]", "[SEP]", "[UNK]")) {
      if (!ids.containsKey(token)) {
        throw new DataFormatException(file + ": has no token " + token);
      }
    }
    List<String> special = Presets.BERT_SPECIAL.stream().filter(ids::containsKey).toList();
    return Presets.bert(ids, special, lowercase).tokenizer();
  }

  static Tokenizer byteLevelBpe(Path vocabulary, Path mergesFile) {
    JsonObject vocab = Json.readObject(vocabulary);
    Map<String, Integer> ids = new LinkedHashMap<>();
    vocab.names().forEach(t -> ids.put(t, vocab.getInt(t)));
    List<String> merges = new ArrayList<>();
    int number = 0;
    for (String line : lines(mergesFile)) {
      number++;
      if (number == 1 && line.startsWith("#version") || line.isEmpty()) {
        continue;
      }
      if (line.split(" ", -1).length != 2) {
        throw new DataFormatException(
            mergesFile + ", line " + number + ": is '" + line + "'; must be two tokens");
      }
      merges.add(line);
    }
    List<String> special = ids.containsKey("<|endoftext|>") ? List.of("<|endoftext|>") : List.of();
    return Presets.byteLevel(ids, merges, special).tokenizer();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readString(file).lines().toList();
    } catch (NoSuchFileException e) {
      throw new DataFormatException("there is no file " + file.toAbsolutePath(), e);
    } catch (CharacterCodingException e) {
      throw new DataFormatException(file + ": is not UTF-8", e);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
