import io.cotangent.chart.ChartRenderer;
import io.cotangent.viz.XChartRenderer;

/** Charts and image grids as PNG files. */
module io.cotangent.pictures {
  requires transitive io.cotangent.models;
  requires java.desktop;
  requires xchart;
  requires static org.jspecify;

  exports io.cotangent.viz;

  provides ChartRenderer with
      XChartRenderer;
}
