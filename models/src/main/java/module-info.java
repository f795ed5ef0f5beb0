import io.cotangent.cli.Command;

/** Layers, losses, optimizers, data, training and the command line. */
module io.cotangent.models {
  requires transitive io.cotangent.api;
  requires info.picocli;
  requires java.desktop;
  requires me.tongfei.progressbar;
  requires xchart;
  requires tools.jackson.core;
  requires static org.jspecify;

  exports io.cotangent.cli;
  exports io.cotangent.data;
  exports io.cotangent.io;
  exports io.cotangent.loss;
  exports io.cotangent.nn;
  exports io.cotangent.optim;
  exports io.cotangent.train;
  exports io.cotangent.viz;

  opens io.cotangent.cli to
      info.picocli;

  uses Command;
}
