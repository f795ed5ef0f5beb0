/** The conformance kit: a JUnit test that a backend's author subclasses. */
module io.cotangent.conformance {
  requires transitive io.cotangent.api;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports io.cotangent.kit;
}
