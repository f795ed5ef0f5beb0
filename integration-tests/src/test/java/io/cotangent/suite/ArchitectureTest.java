package io.cotangent.suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The directions of dependencies, package by package. */
@AnalyzeClasses(packages = "io.cotangent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /**
   * What a package may depend on besides itself, the JDK's base and JSpecify. Packages of this
   * project lack their {@code io.cotangent}; "/" is the root itself, what users import.
   */
  private static final Map<String, String> MAY_USE =
      Map.ofEntries(
          // api: sees nothing outside, and the engine names no operation
          Map.entry("", "autograd op random spi"),
          Map.entry("autograd", "/ random spi"),
          Map.entry("op", "/ autograd random spi"),
          Map.entry("random", "/ op spi"),
          Map.entry("spi", "/ op"),
          Map.entry("trace", "/ autograd op spi jdk.jfr"),
          // backends: never see models or the graph
          Map.entry("jvm", "/ op spi com.sun.management jdk.incubator.vector"),
          Map.entry("nd4j", "/ op spi org.nd4j org.bytedeco"),
          // models: name no backend, and bring no command line, chart or window
          Map.entry("nn", "/ autograd op random spi trace"),
          Map.entry("loss", "/ op spi"),
          Map.entry("optim", "/ autograd nn op spi"),
          Map.entry("data", "/ io random spi de.siegmar.fastcsv java.awt javax.imageio"),
          Map.entry("io", "/ spi tools.jackson"),
          Map.entry("chart", "/ io"),
          Map.entry("metric", "/ chart"),
          Map.entry("text", "/ io"),
          Map.entry("train", "/ autograd chart data io metric nn optim random spi jdk.jfr"),
          Map.entry("zoo", "/ data io loss metric nn op optim random train"),
          // what stands on them
          Map.entry("kotlin", "/ data nn op optim random spi kotlin org.jetbrains.annotations"),
          Map.entry("cli", "/ chart data io metric nn random spi train viz zoo picocli"),
          Map.entry("viz", "/ chart io java.awt javax.imageio org.knowm.xchart"),
          // the kit: the api alone, for authors of backends
          Map.entry("kit", "/ autograd op random spi org.junit.jupiter.api"),
          // the tests' main code sees all of them
          Map.entry(
              "bench",
              "/ chart cli jvm loss nn op optim random spi viz picocli com.sun.management"),
          Map.entry("bench.jmh", "/ bench random spi org.openjdk.jmh"),
          Map.entry("stress", "/ cli loss nn op optim random spi picocli org.bytedeco.javacpp"),
          Map.entry("conform", "/ cli data io loss nn op optim random spi picocli tools.jackson"),
          Map.entry(
              "page", "/ cli kit op spi picocli com.sun.source javax.lang.model javax.tools"));

  private static final String ROOT = "io.cotangent";

  /** The package without the root, and without what the benchmark tool generates. */
  private static String shortened(String name) {
    String within = name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    return within.replace(".jmh_generated", "");
  }

  private static boolean isOwn(String name) {
    return name.equals(ROOT) || name.startsWith(ROOT + ".");
  }

  private static boolean isBase(String name) {
    return name.startsWith("org.jspecify.annotations")
        || (name.startsWith("java.") && !name.startsWith("java.awt"));
  }

  private static boolean allowed(String from, String to) {
    Set<String> may = Set.of(MAY_USE.getOrDefault(from, "").split(" ", -1));
    if (isOwn(to)) {
      String target = shortened(to);
      return target.equals(from) || may.contains(target.isEmpty() ? "/" : target);
    }
    return isBase(to) || may.stream().anyMatch(m -> to.equals(m) || to.startsWith(m + "."));
  }

  @ArchTest
  static void everyPackageUsesWhatTheTableAllows(JavaClasses classes) {
    Set<String> broken = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    for (JavaClass c : classes) {
      String from = shortened(c.getPackageName());
      seen.add(from);
      for (Dependency d : c.getDirectDependenciesFromSelf()) {
        JavaClass target = d.getTargetClass().getBaseComponentType();
        if (!target.isPrimitive() && !allowed(from, target.getPackageName())) {
          broken.add(c.getName() + " uses " + target.getName());
        }
      }
    }
    assertThat(broken).as("dependencies against the directions of the design").isEmpty();
    assertThat(MAY_USE.keySet()).as("the table names every package").containsAll(seen);
    assertThat(seen).as("the table names no package that is gone").containsAll(MAY_USE.keySet());
  }

  /** The functions of Math whose last bits the JDK and the processor may choose. */
  private static final Set<String> FREE =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "sinh", "cosh",
          "tanh", "asin", "acos", "atan", "atan2", "cbrt", "hypot");

  @ArchTest
  static final ArchRule NUMBERS_DO_NOT_DEPEND_ON_THE_JDK =
      noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "the function is one of Math that StrictMath defines to the bit",
                  a ->
                      a.getTargetOwner().isEquivalentTo(Math.class) && FREE.contains(a.getName())));

  @ArchTest
  static final ArchRule MODEL_PACKAGES_HAVE_NO_CYCLES =
      slices()
          .matching("io.cotangent.(nn|loss|chart|metric|optim|data|io|text|train|zoo|viz|cli)..")
          .should()
          .beFreeOfCycles();
}
