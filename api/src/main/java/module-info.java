/** Tensors, operations with their vector-Jacobian products, the engine, and the backend SPI. */
module io.cotangent.api {
  requires transitive static org.jspecify;
  requires jdk.jfr;

  exports io.cotangent;
  exports io.cotangent.autograd;
  exports io.cotangent.op;
  exports io.cotangent.random;
  exports io.cotangent.spi;
  exports io.cotangent.trace;

  uses io.cotangent.spi.BackendProvider;
}
