package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.Autograd;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.data.Collate;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.random.Rng;
import io.cotangent.train.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A model of sentences with the words that it has learned and the names of its classes. It is saved
 * in a run's folder as {@code model.json}, beside the checkpoints that have its weights.
 *
 * <p>Each word of the training sentences has a number of its own; every run of 3, 4 or 5 characters
 * of {@code <word>} one of {@value #BUCKETS} that it shares with others. So a word that training
 * did not have is known by its parts.
 */
public final class SentenceClassifier {
  /** The file in a run's folder. */
  public static final String FILE = "model.json";

  private static final int BUCKETS = 8192;
  private static final int SHORTEST_PART = 3;
  private static final int LONGEST_PART = 5;
  private static final int MOST_WORDS = 256;

  private final SentenceNet.Reader reader;
  private final int width;
  private final double dropout;
  private final List<String> words;
  private final List<String> classes;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final SentenceNet model;

  private SentenceClassifier(
      SentenceNet.Reader reader,
      int width,
      double dropout,
      List<String> words,
      List<String> classes,
      Rng rng) {
    this.reader = reader;
    this.width = width;
    this.dropout = dropout;
    this.words = words;
    this.classes = classes;
    words.forEach(w -> numbers.put(w, numbers.size() + 1));
    int rows = 1 + words.size() + BUCKETS;
    model = new SentenceNet(reader, rows, width, classes.size(), dropout, rng);
  }

  /**
   * A new model.
   *
   * @param training whose words and classes it learns
   * @throws DataFormatException if there are fewer than two classes
   */
  public static SentenceClassifier of(
      List<Sentence> training, SentenceNet.Reader reader, int width, double dropout, Rng rng) {
    TreeSet<String> words = new TreeSet<>();
    TreeSet<String> classes = new TreeSet<>();
    for (Sentence s : training) {
      words.addAll(Words.of(s.text()));
      classes.add(s.label());
    }
    if (classes.size() < 2) {
      throw new DataFormatException(
          "sentences: "
              + training.size()
              + " of them have the classes "
              + classes
              + " alone; two are the least");
    }
    return new SentenceClassifier(
        reader, width, dropout, List.copyOf(words), List.copyOf(classes), rng);
  }

  /** The network. */
  public SentenceNet model() {
    return model;
  }

  /** The names of the classes in the order of their numbers. */
  public List<String> classes() {
    return classes;
  }

  /** How many words the training sentences had. */
  public int vocabulary() {
    return words.size();
  }

  // ---- words as numbers ----

  /** The number of a word, if training had it, and of its parts. */
  private int[] parts(String word) {
    List<Integer> r = new ArrayList<>();
    Integer own = numbers.get(word);
    if (own != null) {
      r.add(own);
    }
    int[] c = ("<" + word + ">").codePoints().toArray();
    for (int n = SHORTEST_PART; n <= LONGEST_PART; n++) {
      for (int i = 0; i + n <= c.length; i++) {
        int hash = Arrays.hashCode(Arrays.copyOfRange(c, i, i + n));
        r.add(1 + words.size() + Math.floorMod(hash ^ (hash >>> 15), BUCKETS));
      }
    }
    return r.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Words as [N, T, S], 0 where there is none. */
  private Tensor numbers(List<List<String>> sentences) {
    int[][][] all =
        sentences.stream()
            .map(s -> s.stream().limit(MOST_WORDS).map(this::parts).toArray(int[][]::new))
            .toArray(int[][][]::new);
    int t = 1;
    int most = 1;
    for (int[][] s : all) {
      t = Math.max(t, s.length);
      for (int[] w : s) {
        most = Math.max(most, w.length);
      }
    }
    long[] ids = new long[all.length * t * most];
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < all[i].length; j++) {
        for (int k = 0; k < all[i][j].length; k++) {
          ids[(i * t + j) * most + k] = all[i][j][k];
        }
      }
    }
    return Tensor.of(ids).reshape(all.length, t, most);
  }

  /** Batches of sentences. */
  Collate<Sentence, Batch> collate() {
    return (sentences, indices) -> {
      Tensor x = numbers(sentences.stream().map(s -> Words.of(s.text())).toList());
      long[] y = sentences.stream().mapToLong(s -> label(s.label())).toArray();
      return new Batch(x, Tensor.of(y), indices);
    };
  }

  private int label(String name) {
    int i = classes.indexOf(name);
    if (i < 0) {
      throw new DataFormatException(
          "sentences: the class '" + name + "' is none of the training part's, " + classes);
    }
    return i;
  }

  // ---- answers ----

  /**
   * What a word did.
   *
   * @param word as the model sees it
   * @param weight the log-odds of the class that was chosen, less those without the word: above 0
   *     it spoke for the class, below 0 against it
   */
  public record Evidence(String word, double weight) {}

  /**
   * What a sentence is taken for.
   *
   * @param label the class
   * @param probability of it
   * @param evidence of each word in order
   */
  public record Answer(String label, double probability, List<Evidence> evidence) {}

  /**
   * Classifies a sentence, and tells which words decided by leaving out each in turn.
   *
   * @throws ArgumentException if it has no word of the training sentences
   */
  public Answer classify(String sentence) {
    List<String> all = Words.of(sentence);
    if (all.stream().noneMatch(numbers::containsKey)) {
      throw new ArgumentException(
          "sentence: '"
              + sentence
              + "' has no word that the "
              + words.size()
              + " of the training sentences have; train with sentences that do");
    }
    List<String> seen = all.subList(0, Math.min(MOST_WORDS, all.size()));
    List<List<String>> batch = new ArrayList<>();
    batch.add(seen);
    for (int i = 0; i < seen.size(); i++) {
      List<String> rest = new ArrayList<>(seen);
      rest.remove(i);
      batch.add(rest);
    }
    float[] p = probabilities(numbers(batch));
    int n = classes.size();
    int best = 0;
    for (int k = 1; k < n; k++) {
      best = p[k] > p[best] ? k : best;
    }
    List<Evidence> evidence = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      double without = logOdds(p[(i + 1) * n + best]);
      evidence.add(new Evidence(seen.get(i), logOdds(p[best]) - without));
    }
    return new Answer(classes.get(best), p[best], evidence);
  }

  private static double logOdds(double p) {
    double q = Math.max(1e-7, Math.min(1 - 1e-7, p));
    return StrictMath.log(q / (1 - q));
  }

  private float[] probabilities(Tensor ids) {
    return model.evaluating(
        () ->
            Autograd.noGrad(
                () -> {
                  try (Scope scope = Scope.open("prediction")) {
                    return model.apply(ids).softmax(1).toFloats();
                  }
                }));
  }

  // ---- files ----

  /** Saves words, classes and settings in a run's folder. */
  public void save(Path run) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("reader", reader.name().toLowerCase(Locale.ROOT));
    all.put("width", width);
    all.put("dropout", dropout);
    all.put("classes", classes);
    all.put("words", words);
    Json.write(run.resolve(FILE), all);
  }

  /**
   * The model of a run with the weights that had the smallest validation loss.
   *
   * @throws DataFormatException if the folder has no model or no checkpoint
   */
  public static SentenceClassifier load(Path run) {
    JsonObject all = Json.readObject(run.resolve(FILE));
    SentenceNet.Reader reader =
        Arrays.stream(SentenceNet.Reader.values())
            .filter(r -> r.name().toLowerCase(Locale.ROOT).equals(all.find("reader")))
            .findFirst()
            .orElseThrow(() -> all.error("reader", "attention, gru or transformer"));
    SentenceClassifier r =
        new SentenceClassifier(
            reader,
            all.getInt("width"),
            all.getDouble("dropout"),
            all.getStrings("words"),
            all.getStrings("classes"),
            new Rng(0));
    r.model.load(Checkpoint.best(run, "val_loss").evaluated());
    return r;
  }
}
