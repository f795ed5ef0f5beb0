package io.cotangent.conformance;

import io.cotangent.Backends;
import io.cotangent.kit.Conformance;
import io.cotangent.spi.Backend;
import java.util.List;

/** The kit as a program, for JVMs with flags of their own. */
public final class KitMain {
  private KitMain() {}

  public static void main(String[] args) {
    Backend b = Backends.get(args[0]);
    System.out.println(b.description());
    List<Conformance.Failure> failures = new Conformance(b).run();
    failures.stream().limit(20).forEach(System.out::println);
    System.out.println(failures.size() + " failures");
  }
}
