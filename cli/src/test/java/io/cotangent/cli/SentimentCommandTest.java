package io.cotangent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentimentCommandTest {
  @TempDir Path dir;

  @Test
  void madeUpReviewsAreLearnedAndASentenceIsExplained() {
    String out = dir.resolve("run").toString();
    Result r =
        Result.of(
            "sentiment",
            "--epochs",
            "3",
            "--width",
            "16",
            "--dropout",
            "0.2",
            "--lr",
            "0.01",
            "--out",
            out,
            "--json");
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out()).contains("classes negative, positive", "epoch 3", "test part, with");
    JsonObject json = JsonObject.of(Json.parse(r.last(), "json"), "json");
    assertThat(json.getObject("test").getDouble("accuracy")).isGreaterThan(0.9);
    Result p = Result.of("sentiment", "predict", "The pizza was awful.", "--run", out);
    assertThat(p.status()).as(p.err()).isZero();
    assertThat(p.out()).contains("\nnegative, ").containsPattern("awful +\\+[0-9.]+ \\+\\+");
    Result q = Result.of("sentiment", "predict", "Superb phone", "--run", out, "--json");
    JsonObject answer = JsonObject.of(Json.parse(q.out(), "json"), "json");
    assertThat(answer.getString("class")).isEqualTo("positive");
    assertThat(answer.getList("words")).hasSize(2);
    Result unknown = Result.of("sentiment", "predict", "zzz qqq", "--run", out);
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).contains("error: sentence: 'zzz qqq' has no word that the");
  }
}
