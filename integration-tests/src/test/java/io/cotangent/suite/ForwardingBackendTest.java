package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.kit.ForwardingBackend;
import io.cotangent.spi.Backend;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

/** A method of the SPI that is not passed on would be checked on its default, not the backend. */
class ForwardingBackendTest {
  @Test
  void passesOnEveryMethodOfTheInterface() throws NoSuchMethodException {
    for (Method m : Backend.class.getMethods()) {
      if (!Modifier.isStatic(m.getModifiers())) {
        assertThat(
                ForwardingBackend.class
                    .getMethod(m.getName(), m.getParameterTypes())
                    .getDeclaringClass())
            .as(m.toString())
            .isEqualTo(ForwardingBackend.class);
      }
    }
  }
}
