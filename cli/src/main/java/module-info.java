import io.cotangent.cli.Command;

/** The command line. */
module io.cotangent.cli {
  requires transitive info.picocli;
  requires transitive io.cotangent.models;
  requires transitive io.cotangent.pictures;
  requires static org.jspecify;

  exports io.cotangent.cli;

  opens io.cotangent.cli to
      info.picocli;

  uses Command;
}
