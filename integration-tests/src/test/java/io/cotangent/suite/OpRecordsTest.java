package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.cotangent.Backends;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Composite;
import io.cotangent.op.Convolution;
import io.cotangent.op.Movement;
import io.cotangent.op.Pooling;
import io.cotangent.spi.Backend;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations and their settings are values: two of the same attributes are equal, for good. */
class OpRecordsTest {
  private static final Tensor TENSOR = Tensor.scalar(1);
  private static final Function<Tensor[], Tensor> FUNCTION = in -> in[0];
  private static final Composite.OwnVjp VJP = (in, out, g) -> new Tensor[] {g};

  static Stream<Class<?>> records() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.cotangent.op")
            .stream()
            .filter(c -> c.isRecord() && c.getModifiers().toString().contains("PUBLIC"))
            .map(JavaClass::reflect);
  }

  /** A value of a type, made anew at every call where that is possible. */
  private static Object value(Class<?> type) {
    if (type == int.class) {
      return 1;
    } else if (type == long.class) {
      return 3L;
    } else if (type == double.class) {
      return 0.5;
    } else if (type == boolean.class) {
      return true;
    } else if (type == String.class) {
      return "name";
    } else if (type == Number.class) {
      return Double.valueOf(1000.5);
    } else if (type == int[].class) {
      return new int[] {1};
    } else if (type == Ints.class) {
      return Ints.of(1);
    } else if (type == Shape.class) {
      return Shape.of(2);
    } else if (type == Tensor.class) {
      return TENSOR;
    } else if (type == Backend.class) {
      return Backends.current();
    } else if (type == Function.class) {
      return FUNCTION;
    } else if (type == Composite.OwnVjp.class) {
      return VJP;
    } else if (type == Movement.View.class) {
      return make(Movement.StridedSlice.class);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type.isRecord()) {
      return make(type);
    }
    throw new AssertionError("no value of " + type + "; add one here");
  }

  private static Object make(Class<?> type) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types)
          .newInstance(Arrays.stream(types).map(OpRecordsTest::value).toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type.getName(), e);
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void equalAttributesMakeEqualRecords(Class<?> type) {
    assertThat(make(type)).isEqualTo(make(type)).hasSameHashCodeAs(make(type));
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatAnAccessorReturnsCannotChangeTheRecord(Class<?> type) throws Exception {
    Object record = make(type);
    for (RecordComponent c : type.getRecordComponents()) {
      Object part = c.getAccessor().invoke(record);
      Object array =
          part instanceof Ints i ? i.toArray() : part instanceof Shape s ? s.dims() : part;
      if (array.getClass().isArray()) {
        Array.setInt(array, 0, 77);
      }
    }
    assertThat(record).isEqualTo(make(type));
  }

  @Test
  void allOperationsWereFound() {
    List<Class<?>> found = records().toList();
    assertThat(found)
        .contains(Convolution.class, Pooling.class, Movement.Permute.class)
        .hasSizeGreaterThan(40);
  }

  @Test
  void aListOfIntegersCopiesItsArray() {
    int[] steps = {2, 3};
    Convolution c = Convolution.DEFAULT.stride(steps);
    steps[0] = 7;
    assertThat(c).isEqualTo(Convolution.DEFAULT.stride(2, 3)).isNotEqualTo(Convolution.DEFAULT);
    assertThat(c.stride()).hasToString("[2, 3]").isEqualTo(Ints.of(2, 3));
  }
}
