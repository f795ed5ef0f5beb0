package io.cotangent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayoutTest {
  /** Places of all elements in row-major order. */
  private static List<Integer> places(Layout l) {
    List<Integer> p = new ArrayList<>();
    int[] index = new int[l.shape().rank()];
    for (int e = 0; e < l.shape().size(); e++) {
      int at = l.offset();
      for (int i = 0; i < index.length; i++) {
        at += index[i] * l.stride(i);
      }
      p.add(at);
      for (int i = index.length - 1; i >= 0 && ++index[i] == l.shape().dim(i); i--) {
        index[i] = 0;
      }
    }
    return p;
  }

  @Test
  void reshapeKeepsTheOrderOfElementsOrDeclines() {
    Random random = new Random(1);
    int views = 0;
    for (int round = 0; round < 2000; round++) {
      Layout l = Shape.of(2, 3, 4, 1, 2).dense();
      for (int i = 0; i < 2; i++) {
        switch (random.nextInt(4)) {
          case 0 ->
              l =
                  l.permute(
                      random.nextBoolean() ? new int[] {1, 0, 2, 3, 4} : new int[] {0, 1, 4, 3, 2});
          case 1 -> l = l.slice(random.nextInt(5), 0, 1, 1);
          case 2 -> l = l.slice(2, l.shape().dim(2) - 1, -1, l.shape().dim(2));
          default -> l = l.slice(1, 0, 2, (l.shape().dim(1) + 1) / 2);
        }
      }
      int n = l.shape().size();
      int a = n % 2 == 0 ? 2 : 1;
      for (Shape to :
          List.of(
              Shape.of(n), Shape.of(a, n / a), Shape.of(n / a, 1, a), l.shape().inserted(2, 1))) {
        Layout r = l.reshape(to);
        if (r != null) {
          views++;
          assertThat(places(r)).as("%s to %s", l, to).isEqualTo(places(l));
        }
      }
    }
    assertThat(views).isGreaterThan(2000);
  }

  @Test
  void transposedMatrixCannotBeFlattenedWithoutACopy() {
    assertThat(Shape.of(2, 3).dense().permute(1, 0).reshape(Shape.of(6))).isNull();
    assertThat(Shape.of(2, 3).dense().permute(1, 0).reshape(Shape.of(3, 1, 2))).isNotNull();
  }

  @Test
  void densityIgnoresAxesOfLengthOne() {
    assertThat(Shape.of(2, 1, 3).dense().permute(1, 0, 2).isDense()).isTrue();
    assertThat(Shape.of(2, 3).dense().permute(1, 0).isDense()).isFalse();
    assertThat(Shape.of(1, 3).dense().expand(Shape.of(2, 3)).isDense()).isFalse();
    assertThat(Shape.SCALAR.dense().expand(Shape.of(2, 3)).isConstant()).isTrue();
  }
}
