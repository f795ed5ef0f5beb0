package io.cotangent.suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.cotangent.op.Op;
import io.cotangent.spi.Backend;
import java.util.Set;

/** Every operation passes the choke point: nothing but an op, when it is dispatched, computes. */
@AnalyzeClasses(packages = "io.cotangent", importOptions = ImportOption.DoNotIncludeTests.class)
class ChokePointTest {
  private static final Set<String> COMPUTING =
      Set.of(
          "unary",
          "binary",
          "ternary",
          "reduce",
          "argReduce",
          "scan",
          "argSort",
          "matmul",
          "gather",
          "scatter",
          "scatterAdd");

  @ArchTest
  static final ArchRule ONLY_OPS_COMPUTE =
      noClasses()
          .that()
          .resideInAnyPackage("io.cotangent", "io.cotangent.op", "io.cotangent.autograd")
          .and()
          .areNotAssignableTo(Op.class)
          .should()
          .callMethodWhere(
              DescribedPredicate.<JavaMethodCall>describe(
                  "a backend computes",
                  call ->
                      call.getTargetOwner().isAssignableTo(Backend.class)
                          && COMPUTING.contains(call.getName())));
}
