import io.cotangent.chart.ChartRenderer;

/** Layers, losses, optimizers, data and training. */
module io.cotangent.models {
  requires transitive io.cotangent.api;
  requires de.siegmar.fastcsv;
  requires java.net.http;
  requires tools.jackson.core;
  requires jdk.jfr;
  requires static java.desktop;
  requires static org.jspecify;

  exports io.cotangent.chart;
  exports io.cotangent.data;
  exports io.cotangent.io;
  exports io.cotangent.loss;
  exports io.cotangent.metric;
  exports io.cotangent.nn;
  exports io.cotangent.optim;
  exports io.cotangent.text;
  exports io.cotangent.train;
  exports io.cotangent.zoo;

  uses ChartRenderer;
}
