import io.cotangent.jvm.JvmProvider;
import io.cotangent.spi.BackendProvider;

/** The pure-Java backend. */
module io.cotangent.backend.jvm {
  requires transitive io.cotangent.api;
  requires static jdk.incubator.vector;
  requires java.management;
  requires jdk.management;
  requires static org.jspecify;

  provides BackendProvider with
      JvmProvider;
}
