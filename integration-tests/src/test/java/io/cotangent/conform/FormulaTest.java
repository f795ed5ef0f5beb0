package io.cotangent.conform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Formulas of cases mean what they say. */
class FormulaTest {
  private final Tensor x = Tensor.of(1.0, 2, 4);
  private final Map<String, Tensor> names = Map.of("x", x);

  private double[] of(String formula) {
    return new Formula(names).evaluate(formula).toDoubles();
  }

  @Test
  void precedence() {
    assertThat(of("-x^2+2*x/4-1")).containsExactly(-1.5, -4, -15);
    assertThat(of("2^x")).containsExactly(2, 4, 16);
    assertThat(of("sum(x[1:]*x[:2])")).containsExactly(10);
    assertThat(of("x[-1]")).containsExactly(4);
    assertThat(of("x@x")).containsExactly(21);
  }

  @Test
  void statements() {
    assertThat(of("y=x+1; 3 times: y=y*2; out=y-x")).containsExactly(15, 22, 36);
    assertThat(of("y=copy(x); y[1]=x[0]*7; out=y")).containsExactly(1, 7, 4);
    assertThat(of("sum_i (x[i+1]-x[i])^2")).containsExactly(5);
    assertThat(of("[a*cos(b), c], x=[a,b,c]")).containsExactly(Math.cos(2), 4);
    assertThat(of("reshape(x,[1,3]) -> softmax(-1) -> flatten -> @reshape(x,[3,1])")).hasSize(1);
  }

  @Test
  void severalResults() {
    for (String formula : new String[] {"out0=x*2; out1=sum(x)", "out0=x*2, out1=sum(x, dim=0)"}) {
      Map<String, Tensor> r = new Formula(names).run(formula);
      assertThat(r).containsOnlyKeys("out0", "out1");
      assertThat(r.get("out1")).satisfies(t -> assertThat(t.toDoubles()).containsExactly(7));
    }
  }

  @Test
  void factorsOfTheEpoch() {
    assertThat(Training.epochs("0.5**epoch").applyAsDouble(3)).isEqualTo(0.125);
    assertThat(Training.epochs("lambda e: = 1/(1+e)").applyAsDouble(3)).isEqualTo(0.25);
    assertThat(Training.epochs("1.0 if epoch < 5 else 0.1").applyAsDouble(4)).isEqualTo(1);
    assertThat(Training.epochs("1.0 if epoch < 5 else 0.1").applyAsDouble(5)).isEqualTo(0.1);
    assertThat(Training.epochs("max(0.3, 1-epoch//10)").applyAsDouble(25))
        .isCloseTo(0.3, within(1e-15));
    assertThat(Training.epochs("min(1, (epoch+1)/10)").applyAsDouble(4)).isEqualTo(0.5);
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> of("x+*2"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("nothing to read at '*2' in 'x+*2'");
    assertThatThrownBy(() -> of("y+1")).hasMessageContaining("unknown name y");
    assertThatThrownBy(() -> of("frobnicate(x)")).hasMessageContaining("no function frobnicate");
  }
}
