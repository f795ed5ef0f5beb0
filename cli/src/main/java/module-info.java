import io.cotangent.cli.Command;

/** The command line and the pictures. */
module io.cotangent.cli {
  requires transitive info.picocli;
  requires transitive io.cotangent.models;
  requires java.desktop;
  requires xchart;
  requires static org.jspecify;

  exports io.cotangent.cli;
  exports io.cotangent.viz;

  opens io.cotangent.cli to
      info.picocli;

  uses Command;
}
