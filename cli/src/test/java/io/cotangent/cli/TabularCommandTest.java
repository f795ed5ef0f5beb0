package io.cotangent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TabularCommandTest {
  @TempDir Path dir;

  @Test
  void aTableOfOtherPeoplesMakingIsLearnedAndPredicted() throws IOException {
    StringBuilder csv = new StringBuilder("made by others\nid;width;kind;big\n");
    for (int i = 0; i < 200; i++) {
      csv.append(i).append(';').append(i % 50).append(",5;k").append(i % 3);
      csv.append(';').append(i % 50 > 24 ? "yes, it is" : "no").append('\n');
    }
    Path file = Files.writeString(dir.resolve("sizes.csv"), csv);
    String out = dir.resolve("run").toString();
    String[] read = {"--separator", ";", "--decimal", ",", "--skip", "1", "--without", "id"};
    String[] args = new String[read.length + 10];
    System.arraycopy(
        new String[] {
          "tabular",
          "--data",
          file.toString(),
          "--hidden",
          "16",
          "--epochs",
          "20",
          "--json",
          "--out",
          out
        },
        0,
        args,
        0,
        10);
    System.arraycopy(read, 0, args, 10, read.length);
    Result r = Result.of(args);
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out()).contains("target    big, from", "test part, with the weights of");
    JsonObject json = JsonObject.of(Json.parse(r.last(), "json"), "json");
    assertThat(json.getObject("test").getDouble("accuracy")).isGreaterThan(0.8);
    Path fresh = dir.resolve("new.csv");
    Files.writeString(fresh, "a comment\nwidth;kind\n3,5;k1\n48,5;k9\n");
    Result p = Result.of("tabular", "predict", fresh.toString(), "--run", out);
    assertThat(p.status()).as(p.err()).isZero();
    assertThat(p.out().lines().toList())
        .hasSize(3)
        .first()
        .isEqualTo("width,kind,predicted big,probability");
    assertThat(p.out()).containsPattern("3.5,k1,no,0\\.[0-9]{4}").contains("\"yes, it is\"");
    Files.writeString(fresh, "a comment\nwidth;kind\nwide;k1\n");
    assertThat(Result.of("tabular", "predict", fresh.toString(), "--run", out).err())
        .contains("line 3, column width: 'wide' is no number");
  }

  @Test
  void badOptionsAreOneLine() throws IOException {
    Path file = Files.writeString(dir.resolve("t.csv"), "a,b\n1,2\n");
    String data = file.toString();
    assertThat(Result.of("tabular", "--data", data, "--target", "c").err())
        .contains("there is no column 'c'; there are a, b");
    assertThat(Result.of("tabular", "--hidden", "12,x").err())
        .contains("--hidden: '12,x' must be integers, as 64,32");
    assertThat(Result.of("tabular", "--data", data, "--separator", "::").err())
        .contains("--separator: '::' must be one character");
    assertThat(Result.of("tabular", "--data", data, "--training", "1").err())
        .contains("fraction 1.0 is outside (0, 1)");
  }
}
