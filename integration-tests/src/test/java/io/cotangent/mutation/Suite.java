package io.cotangent.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.cotangent.Backends;
import io.cotangent.kit.Check;
import io.cotangent.kit.Conformance;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs stages of an {@link Area} and ends with status 1 at the first failure, which it prints. */
public final class Suite {
  private Suite() {}

  /** Runs the stages that the arguments name. */
  public static void main(String[] stages) {
    for (String stage : stages) {
      if (stage.startsWith("kit:")) {
        String[] parts = stage.split(":", -1);
        kit(parts[1], List.of(parts[2].split(",", -1)));
      } else {
        test(stage);
      }
    }
    System.exit(0);
  }

  /** Checks of some kinds; of those of one sample and kind that differ in layout the dense one. */
  private static void kit(String backend, List<String> kinds) {
    Conformance kit = new Conformance(Backends.get(backend));
    for (String kind : kinds) {
      for (Check c : kit.checks()) {
        if (c.kind().label().equals(kind) && isFirst(c)) {
          try {
            kit.run(c);
          } catch (AssertionError e) {
            end(String.valueOf(e.getMessage()));
          }
        }
      }
    }
  }

  private static boolean isFirst(Check c) {
    return c.arrangement().isEmpty()
        || c.arrangement().equals("dense")
        || c.arrangement().equals("transposed")
        || c.arrangement().equals("offset");
  }

  private static void test(String name) {
    Class<?> test;
    try {
      test = Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no test " + name, e);
    }
    Launcher launcher = LauncherFactory.create();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(test)).build(),
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier id, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
              end(test.getSimpleName() + "." + id.getDisplayName());
            }
          }
        });
  }

  private static void end(String why) {
    System.out.println("NOTICED " + why.lines().findFirst().orElse(""));
    System.out.flush();
    Runtime.getRuntime().halt(1);
  }
}
