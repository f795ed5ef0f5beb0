package io.cotangent.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.data.Csv;
import io.cotangent.data.Table;
import io.cotangent.train.Keep;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of a table's column. */
class TabularTrainingTest {
  @TempDir Path dir;

  private static final TabularTraining QUICK =
      TabularTraining.DEFAULT.network(m -> m.hidden(32)).epochs(12, 12).steps(16, 0.01);

  private TabularModel trained(TabularTraining t, TabularTraining.Parts parts) {
    TabularModel m = t.model(parts);
    t.fit(
        m,
        parts,
        x -> {
          m.save(dir);
          return x.run(dir, Keep.best("val_loss", 1));
        });
    return TabularModel.load(dir);
  }

  @Test
  void numbersArePredictedInTheirUnits() {
    Table all = Apartments.table(600, 1);
    TabularTraining.Parts parts = QUICK.parts(all.target("price"));
    assertThat(List.of(parts.training().size(), parts.validation().size(), parts.test().size()))
        .containsExactly(432, 48, 120);
    TabularModel model = trained(QUICK, parts);
    Map<String, Double> test = QUICK.test(model, parts);
    assertThat(test.get("r2")).isGreaterThan(0.9);
    assertThat(test.keySet()).containsExactly("loss", "mae", "rmse", "r2");
    // The loss is the mean squared error in units of the deviation.
    double deviation = model.deviation().item();
    assertThat(test.get("loss"))
        .isCloseTo(Math.pow(test.getOrDefault("rmse", Double.NaN) / deviation, 2), within(1e-5));
    List<TabularModel.Prediction> p = model.predict(Apartments.table(5, 9).without("price"));
    assertThat(p).hasSize(5).allMatch(x -> x.probability() == 1);
    double[] price = Apartments.table(5, 9).column("price").numbers();
    for (int i = 0; i < 5; i++) {
      assertThat(Double.parseDouble(p.get(i).text())).isCloseTo(price[i], within(120_000.0));
    }
    assertThatThrownBy(() -> model.predict(Apartments.table(5, 9).without("area")))
        .hasMessageContaining("there is no column 'area'");
  }

  @Test
  void classesAreNamedAndHaveProbabilities() {
    Table all = Apartments.table(400, 2);
    StringBuilder csv = new StringBuilder("area;city;size\n");
    double[] area = all.column("area").numbers();
    for (int i = 0; i < 400; i++) {
      csv.append(area[i]).append(";東京;").append(area[i] > 90 ? "大" : "小").append('\n');
    }
    Table table = Csv.with().separator(';').text(csv.toString(), "sizes");
    TabularTraining.Parts parts = QUICK.parts(table.target("size"));
    TabularModel model = trained(QUICK, parts);
    assertThat(QUICK.test(model, parts).get("accuracy")).isGreaterThan(0.95);
    Table two = Csv.with().text("area,city\n30,東京\n140,somewhere else\n", "two");
    List<TabularModel.Prediction> p = model.predict(two);
    assertThat(p).extracting(TabularModel.Prediction::text).containsExactly("小", "大");
    assertThat(p).allMatch(x -> x.probability() > 0.6 && x.probability() <= 1);
  }

  @Test
  void tooFewRowsAreASentence() {
    assertThatThrownBy(() -> QUICK.parts(Apartments.table(4, 1).target("price")))
        .hasMessageContaining(
            "4 rows are too few to train, validate and test with; give 20 or more");
    assertThatThrownBy(() -> QUICK.epochs(3, 0))
        .hasMessageContaining("patience 0 must be 1 or more");
  }

  @Test
  void apartmentsAreTheSameForASeed() {
    assertThat(Apartments.table(50, 3).fingerprint())
        .isEqualTo(Apartments.table(50, 3).fingerprint());
    assertThat(Apartments.table(50, 3).fingerprint())
        .isNotEqualTo(Apartments.table(50, 4).fingerprint());
    assertThat(Apartments.table(200, 3).column("built").missing()).isBetween(1, 30);
  }
}
