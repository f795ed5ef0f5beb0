package io.cotangent.zoo;

import io.cotangent.data.Column;
import io.cotangent.data.Table;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A made-up table of apartments with numbers, texts, gaps and a price, for examples: the price is
 * area · (rate of the district + age, floor and balcony), and noise of 5 %.
 */
public final class Apartments {
  private static final List<String> DISTRICTS = List.of("harbour", "hill", "old town", "station");
  private static final double[] RATES = {4200, 5600, 6100, 3100};
  private static final double NOISE = 0.05;
  private static final int YEAR = 2025;

  private Apartments() {}

  /** So many rows; the same ones for the same seed. */
  public static Table table(int rows, long seed) {
    Rng rng = new Rng(seed);
    double[] area = new double[rows];
    double[] rooms = new double[rows];
    double[] floor = new double[rows];
    double[] built = new double[rows];
    double[] price = new double[rows];
    @Nullable String[] district = new @Nullable String[rows];
    @Nullable String[] balcony = new @Nullable String[rows];
    for (int i = 0; i < rows; i++) {
      int d = rng.nextInt(DISTRICTS.size());
      boolean outside = rng.nextInt(2) == 1;
      area[i] = Math.round(250 + 1250 * rng.nextDouble()) / 10.0;
      rooms[i] = Math.max(1, Math.round(area[i] / 28 + rng.nextDouble() - 0.5));
      floor[i] = rng.nextInt(8);
      int year = 1900 + rng.nextInt(YEAR - 1900);
      built[i] = rng.nextInt(20) == 0 ? Double.NaN : year;
      district[i] = DISTRICTS.get(d);
      balcony[i] = outside ? "yes" : "no";
      double rate = RATES[d] - 12 * (YEAR - year) + 60 * floor[i] + (outside ? 350 : 0);
      price[i] = Math.round(area[i] * rate * (1 + NOISE * rng.normals(1)[0]) / 100) * 100;
    }
    return Table.of(
        "made-up apartments",
        Arrays.asList(
            Column.ofNumbers("area", Column.Type.NUMBER, area),
            Column.ofNumbers("rooms", Column.Type.INTEGER, rooms),
            Column.ofNumbers("floor", Column.Type.INTEGER, floor),
            Column.ofNumbers("built", Column.Type.INTEGER, built),
            Column.ofTexts("district", district),
            Column.ofTexts("balcony", balcony),
            Column.ofNumbers("price", Column.Type.INTEGER, price)));
  }
}
