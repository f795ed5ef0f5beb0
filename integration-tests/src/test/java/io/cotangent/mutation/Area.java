package io.cotangent.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A part of the sources, with the tests that are to notice its mutants, the quickest first. */
enum Area {
  /** The rules: what operations mean, and their gradients. */
  RULES(
      "api",
      "op",
      List.of(
          "kit:jvm:specials,identities,forward,gradient,kernel,differences",
          "io.cotangent.suite.SemanticsTest",
          "io.cotangent.suite.EdgeTest",
          "io.cotangent.suite.FunctionEdgesTest",
          "io.cotangent.suite.CatalogueErrorsTest",
          "io.cotangent.suite.ErrorsTest",
          "io.cotangent.suite.InfiniteCotangentTest",
          "io.cotangent.suite.AttentionMaskTest",
          "io.cotangent.suite.AutogradTest",
          "io.cotangent.suite.DerivativesTest",
          "io.cotangent.suite.GradientTest",
          "io.cotangent.suite.IdentityTest",
          "io.cotangent.suite.ExactnessTest",
          "io.cotangent.suite.TraceTest",
          "io.cotangent.suite.OpRecordsTest",
          "io.cotangent.conformance.ReferenceCasesTest",
          "io.cotangent.conform.OperatorsTest",
          "io.cotangent.suite.ReportedTest",
          "io.cotangent.suite.CostTest",
          "io.cotangent.suite.RandomTest")),
  /** The engine: tape, backward pass, memory. */
  ENGINE(
      "api",
      "autograd",
      List.of(
          "io.cotangent.suite.AutogradTest",
          "io.cotangent.suite.DerivativesTest",
          "io.cotangent.suite.GradientTest",
          "io.cotangent.suite.GradientReportTest",
          "io.cotangent.suite.RandomGraphTest",
          "io.cotangent.suite.IdentityTest",
          "io.cotangent.suite.ErrorsTest",
          "io.cotangent.suite.TraceTest",
          "io.cotangent.suite.EdgeTest",
          "io.cotangent.suite.SemanticsTest",
          "io.cotangent.suite.InfiniteCotangentTest",
          "kit:jvm:specials,gradient,differences",
          "io.cotangent.suite.CostTest",
          "io.cotangent.suite.TextbookTest",
          "io.cotangent.thirdparty.PlainBackendTest",
          "io.cotangent.suite.MemoryTest",
          "io.cotangent.suite.ReportedTest")),
  /** The optimizers, schedules and clipping. */
  OPTIMIZERS(
      "models",
      "optim",
      List.of(
          "io.cotangent.optim.SettingsTest",
          "io.cotangent.optim.SchedulesTest",
          "io.cotangent.optim.WolfeSearchTest",
          "io.cotangent.optim.LbfgsTest",
          "io.cotangent.optim.OptimizersTest",
          "io.cotangent.optim.OptimizerStateTest",
          "io.cotangent.suite.IdentityTest",
          "io.cotangent.conformance.ReferenceCasesTest",
          "io.cotangent.suite.ReportedTest")),
  /** The kernels of the pure-Java backend. */
  KERNELS(
      "backend-jvm",
      "jvm",
      List.of(
          "io.cotangent.jvm.BackendPartsTest",
          "io.cotangent.jvm.BufferPoolTest",
          "io.cotangent.jvm.SumsTest",
          "io.cotangent.jvm.MathTest",
          "io.cotangent.jvm.GemmTest",
          "io.cotangent.jvm.DividedWorkTest",
          "kit:jvm:specials,forward,gradient,kernel",
          "kit:jvm:sizes",
          "kit:jvm:identities,threads,intact",
          "io.cotangent.suite.ExactnessTest",
          "io.cotangent.suite.SizesTest",
          "io.cotangent.suite.OptimizerMemoryTest",
          "io.cotangent.suite.ReportedTest",
          "io.cotangent.conformance.ReferenceCasesTest"));

  /** Its Maven module. */
  final String module;

  private final String folder;
  private final List<String> stages;

  Area(String module, String folder, List<String> stages) {
    this.module = module;
    this.folder = folder;
    this.stages = stages;
  }

  /** The sources that are mutated. */
  List<Path> sources(Path root) throws IOException {
    Path top = root.resolve(module + "/src/main/java/io/cotangent/" + folder);
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(top)) {
      all.filter(f -> f.toString().endsWith(".java"))
          .filter(f -> !f.toString().endsWith("-info.java"))
          .sorted()
          .forEach(files::add);
    }
    return files;
  }

  /** Names of test classes, and {@code kit:BACKEND:KINDS}. */
  List<String> stages() {
    return stages;
  }

  /** Flags of the JVM that runs them. */
  List<String> flags() {
    List<String> flags = new ArrayList<>(List.of("-Xmx2g", "-XX:+UseSerialGC"));
    flags.add("--add-modules=jdk.incubator.vector");
    if (this != KERNELS) { // C1 starts sooner, but does not compile vectors
      flags.add("-XX:TieredStopAtLevel=1");
      flags.add("-Dcotangent.jvm.kernels=scalar");
    }
    return flags;
  }
}
