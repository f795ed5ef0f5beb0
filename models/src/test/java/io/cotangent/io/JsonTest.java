package io.cotangent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  @TempDir Path folder = Path.of("");

  @Test
  void valuesComeBackToTheBit() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("long", Long.MIN_VALUE);
    all.put("double", 0.1 + 0.2);
    all.put("tiny", Double.MIN_VALUE);
    all.put("nan", Double.NaN);
    all.put("less", Double.NEGATIVE_INFINITY);
    all.put("text", "a \"quoted\"\nline, ü");
    all.put("none", null);
    all.put("list", new ArrayList<>(List.of(1L, true, Map.of("k", 2.5))));
    Path file = folder.resolve("a.json");
    Json.write(file, all);
    JsonObject back = Json.readObject(file);
    assertThat(back.names()).containsExactlyElementsOf(all.keySet());
    assertThat(back.getLong("long")).isEqualTo(Long.MIN_VALUE);
    assertThat(back.getDouble("double")).isEqualTo(0.1 + 0.2);
    assertThat(back.getDouble("tiny")).isEqualTo(Double.MIN_VALUE);
    assertThat(back.getDouble("nan")).isNaN();
    assertThat(back.getDouble("less")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(back.getString("text")).isEqualTo("a \"quoted\"\nline, ü");
    assertThat(back.has("none")).isTrue();
    assertThat(back.find("none")).isNull();
    assertThat(back.getList("list")).isEqualTo(all.get("list"));
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> Json.parse(text, "a.json"))
        .as(text)
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("a.json")
        .hasMessageContaining(why);
  }

  @Test
  void whatIsNotJsonIsRefusedWithTheLine() {
    refused("", "is empty, not JSON");
    refused("{\n\"a\": 1,\n\"a\": 2}", "line 3, column 1: the key 'a' is there twice");
    refused("[1,\n2", "line 2");
    refused("{} {}", "goes on after its value");
    refused("[123456789012345678901234567890]", "is beyond 64 bits");
    refused("[".repeat(100) + "]".repeat(100) + "x", "");
    refused("[".repeat(101), "more than 100 levels");
    refused("[NaN]", "line 1");
  }

  @Test
  void anEntryOfAnotherTypeIsNamed() {
    JsonObject o =
        JsonObject.of(Json.parse("{\"a\": {\"b\": \"x\", \"n\": 5000000000}}", "s.json"), "s.json");
    assertThatThrownBy(() -> o.getObject("a").getLong("b"))
        .hasMessage("s.json, a: 'b' is 'x'; must be an integer");
    assertThatThrownBy(() -> o.getObject("a").getInt("n"))
        .hasMessage("s.json, a: 'n' is 5000000000; must be an integer of 32 bits");
    assertThatThrownBy(() -> o.getString("c"))
        .hasMessage("s.json: 'c' is missing; must be a string");
    assertThatThrownBy(() -> JsonObject.of(List.of(), "s.json"))
        .hasMessage("s.json: must be a JSON object, is a list");
  }

  @Test
  void whatJsonHasNoWordForIsRefused() {
    assertThatThrownBy(() -> Json.text(folder))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("takes maps, lists");
  }
}
