package io.cotangent.conformance;

import io.cotangent.Backends;
import io.cotangent.kit.Conformance;
import io.cotangent.kit.Report;
import io.cotangent.spi.Backend;

/** The kit as a program, for JVMs with flags of their own. */
public final class KitMain {
  private KitMain() {}

  public static void main(String[] args) {
    Backend b = Backends.get(args[0]);
    System.out.println(b.description());
    Report report = new Conformance(b).run();
    System.out.println(report.firstPage());
    System.out.println(report.failures().size() + " failures");
  }
}
