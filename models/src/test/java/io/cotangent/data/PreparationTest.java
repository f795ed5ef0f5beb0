package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {
  @TempDir Path folder = Path.of("");

  private static final String HOUSES =
      "area,rooms,city,garden,price\n10,2,Ulm,true,1.5\n20,2,Bonn,false,2.5\n30,2,Ulm,,3.5\n,2,Bonn,true,4.5\n";

  private static Table table(String csv) {
    return Csv.with().text(csv, "a.csv");
  }

  @Test
  void numbersAreStandardizedAndTextsBecomePlaces() {
    Preparation p = table(HOUSES).target("price").fit();
    assertThat(p.names())
        .containsExactly(
            "area",
            "area missing",
            "rooms",
            "city=Bonn",
            "city=Ulm",
            "city other",
            "garden=false",
            "garden=true",
            "garden other");
    Dataset<Row> rows = p.dataset(table(HOUSES));
    float d = (float) Math.sqrt(200.0 / 3);
    float[] first = rows.get(0).features();
    assertThat(first[0]).isCloseTo(-10 / d, within(1e-6f));
    assertThat(java.util.Arrays.copyOfRange(first, 1, 9))
        .as("a constant is 0")
        .containsExactly(0, 0, 0, 1, 0, 0, 1, 0);
    assertThat(rows.get(2).features()).as("no garden known").endsWith(0, 0, 1);
    assertThat(rows.get(3).features()).as("no area known").startsWith(0, 1);
    assertThat(rows.get(3).target()).isEqualTo(4.5);
    assertThat(p.isClassification()).isFalse();
    assertThatThrownBy(p::classes).isInstanceOf(ArgumentException.class);
  }

  @Test
  void whatTrainingDidNotHaveIsOther() {
    Preparation p = table(HOUSES).target("price").fit();
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("area", 20);
    row.put("rooms", 7.5);
    row.put("city", "Paris");
    row.put("garden", null);
    assertThat(p.features(row)).containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 1);
    row.put("area", "large");
    assertThatThrownBy(() -> p.features(row))
        .isInstanceOf(DataFormatException.class)
        .hasMessage("row, column area: 'large' is no number");
    row.remove("area");
    assertThatThrownBy(() -> p.features(row)).hasMessageStartingWith("row: there is no 'area'");
  }

  @Test
  void itIsFittedOnTheTrainingPartAlone() {
    StringBuilder csv = new StringBuilder("x,label\n");
    for (int i = 0; i < 100; i++) {
      csv.append(i * i).append(',').append(i % 3 == 0 ? "a" : "b").append('\n');
    }
    Table t = table(csv.toString());
    Prepared p = t.target("label").stratified(0.8, new Rng(4));
    assertThat(p.training().size()).isEqualTo(80);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 80; i++) {
      double x = p.training().get(i).features()[0];
      sum += x;
      squares += x * x;
    }
    assertThat(sum / 80).isCloseTo(0, within(1e-6));
    assertThat(squares / 80).isCloseTo(1, within(1e-6));
    double test = 0;
    for (int i = 0; i < 20; i++) {
      test += p.test().get(i).features()[0];
    }
    assertThat(Math.abs(test / 20)).as("not the test part's mean").isGreaterThan(1e-3);
    assertThat(p.preparation().classes()).containsExactly("a", "b");
    Batch b = p.training(16, new Rng(1)).iterator().next();
    assertThat(b.x().shape()).isEqualTo(Shape.of(16, 1));
    assertThat(b.y().dtype()).isEqualTo(DType.I64);
    assertThat(p.training().fingerprint()).isNotEqualTo(p.test().fingerprint());
  }

  @Test
  void integersAreClassesWhenSaidAndStandInTheirOrder() {
    Preparation p = table("x,y\n1,10\n2,9\n3,-1\n").target("y").classes().fit();
    assertThat(p.classes()).containsExactly("-1", "9", "10");
    Batch numbers =
        DataLoader.of(table(HOUSES).target("price").fit().dataset(table(HOUSES)))
            .batch(4, table(HOUSES).target("price").fit().collate())
            .build()
            .iterator()
            .next();
    assertThat(numbers.y().shape()).isEqualTo(Shape.of(4, 1));
  }

  @Test
  void itIsSavedWithTheModel() throws Exception {
    Preparation p = table(HOUSES).target("city").without("rooms").fit();
    Path file = folder.resolve("preparation.json");
    p.save(file);
    Preparation back = Preparation.read(file);
    assertThat(back.names()).isEqualTo(p.names());
    assertThat(back.classes()).containsExactly("Bonn", "Ulm");
    assertThat(back.target()).isEqualTo("city");
    assertThat(back.features(table(HOUSES)).toFloats())
        .isEqualTo(p.features(table(HOUSES)).toFloats());
    Files.writeString(file, Files.readString(file).replace("\"format\": 1", "\"format\": 2"));
    assertThatThrownBy(() -> Preparation.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("'format' is 2; must be 1");
  }

  @Test
  void badTargetsHaveTheirLine() {
    Preparation p = table("x,y\n1,a\n2,b\n").target("y").fit();
    assertThatThrownBy(() -> p.dataset(table("x,y\n1,a\n2,c\n")))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            "a.csv, line 3, column y: the class 'c' is none of the training part's, [a, b]");
    assertThatThrownBy(() -> p.dataset(table("x,y\n1,\n")))
        .hasMessage("a.csv, line 2, column y: the target is missing");
    assertThatThrownBy(() -> p.features(table("z\n1\n")))
        .hasMessageContaining("there is no column 'x'");
    assertThatThrownBy(() -> table("x,y\n1,a\n2,a\n").target("y").fit())
        .hasMessage("a.csv, column y: one class only, a among 2 rows");
    assertThatThrownBy(() -> table("y\n1\n").target("y").fit())
        .hasMessageContaining("no column beside the target");
    assertThatThrownBy(() -> table("x,y\n").target("y").fit()).hasMessageContaining("has no rows");
    assertThatThrownBy(() -> table("x,y\n").target("w"))
        .hasMessageContaining("there is no column 'w'");
    assertThatThrownBy(() -> table(HOUSES).target("price").split(1.5, new Rng(1)))
        .hasMessageContaining("outside (0, 1)");
    assertThatThrownBy(() -> table(HOUSES).target("price").without("price"))
        .hasMessageContaining("is no feature");
  }

  @Test
  void groupsStayTogether() {
    StringBuilder csv = new StringBuilder("patient,x,y\n");
    for (int i = 0; i < 60; i++) {
      csv.append("p").append(i / 6).append(',').append(i / 6).append(',').append(i).append('\n');
    }
    Prepared p = table(csv.toString()).target("y").grouped("patient", 0.7, new Rng(1));
    assertThat(p.training().size()).isEqualTo(42);
    int x = p.preparation().names().indexOf("x");
    List<Float> seen =
        DatasetTest.all(p.training()).stream().map(r -> r.features()[x]).distinct().toList();
    assertThat(DatasetTest.all(p.test()).stream().map(r -> r.features()[x]))
        .doesNotContainAnyElementsOf(seen);
  }
}
