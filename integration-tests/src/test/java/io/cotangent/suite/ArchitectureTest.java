package io.cotangent.suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** The directions of dependencies: models and backends see the api, and never each other. */
@AnalyzeClasses(packages = "io.cotangent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] MODELS = {
    "io.cotangent.nn..",
    "io.cotangent.loss..",
    "io.cotangent.optim..",
    "io.cotangent.data..",
    "io.cotangent.io..",
    "io.cotangent.train.."
  };
  private static final String[] CLI = {"io.cotangent.cli..", "io.cotangent.viz.."};
  private static final String[] API = {
    "io.cotangent",
    "io.cotangent.op..",
    "io.cotangent.autograd..",
    "io.cotangent.spi..",
    "io.cotangent.random.."
  };

  @ArchTest
  static final ArchRule MODELS_NAME_NO_BACKEND =
      noClasses()
          .that()
          .resideInAnyPackage(MODELS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.cotangent.jvm..");

  /** Who depends on models inherits no command line, no charts and no AWT. */
  @ArchTest
  static final ArchRule MODELS_NEED_NO_COMMAND_LINE =
      noClasses()
          .that()
          .resideInAnyPackage(MODELS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.awt..", "javax.imageio..", "picocli..", "org.knowm..", "me.tongfei..");

  @ArchTest
  static final ArchRule BACKENDS_SEE_NO_MODELS =
      noClasses()
          .that()
          .resideInAPackage("io.cotangent.jvm..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MODELS);

  @ArchTest
  static final ArchRule BACKENDS_SEE_NO_GRAPH =
      noClasses()
          .that()
          .resideInAPackage("io.cotangent.jvm..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.cotangent.autograd..");

  @ArchTest
  static final ArchRule API_SEES_NOTHING =
      noClasses()
          .that()
          .resideInAnyPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.cotangent.jvm..")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(MODELS);

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
  static final ArchRule THE_KIT_SEES_THE_API_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.cotangent.kit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.cotangent.jvm..")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("io.cotangent.nd4j..")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(MODELS);

  @ArchTest
  static final ArchRule MODEL_PACKAGES_HAVE_NO_CYCLES =
      slices()
          .matching("io.cotangent.(nn|loss|optim|data|io|train|viz|cli)..")
          .should()
          .beFreeOfCycles();
}
