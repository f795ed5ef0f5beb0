package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Backends;
import io.cotangent.Tensor;
import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.nn.MultiheadAttention;
import io.cotangent.nn.TransformerEncoderLayer;
import io.cotangent.op.Attention;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

/** One convention for masks, true where attention is barred, and masks where their input is. */
class AttentionMaskTest extends EveryBackend {
  private final Tensor x = new Rng(2).normal(0, 1, 1, 3, 4);

  /** x with another last place. */
  private static Tensor otherEnd(Tensor x) {
    Tensor change = Tensor.of(0f, 0f, 5f).reshape(1, 3, 1).to(x.backend());
    return x.plus(change);
  }

  private static double[] first(Tensor y) {
    return y.get(0, 0).toDoubles();
  }

  private static Tensor masked(MultiheadAttention m, Tensor x, Tensor mask) {
    return m.apply(x, x, x, a -> a.mask(mask));
  }

  @Test
  void theCausalMaskGoesWithEveryKindOfAttention() {
    Tensor here = x.to(backend);
    Tensor mask = Attention.causalMask(3);
    assertThat(mask.toLongs()).containsExactly(0, 1, 1, 0, 0, 1, 0, 0, 0);
    MultiheadAttention m = new MultiheadAttention(4, 2, new Rng(1), a -> a.batchFirst(true));
    assertThat(first(masked(m, otherEnd(here), mask)))
        .containsExactly(first(masked(m, here, mask)));
    Tensor y = Attention.scaledDotProduct(here, here, here, mask, false);
    assertThat(first(y)).containsExactly(first(here));
    Tensor changed = otherEnd(here);
    Tensor z = Attention.scaledDotProduct(changed, changed, changed, mask, false);
    assertThat(first(z)).containsExactly(first(y));
    assertThat(z.get(0, 1).toDoubles()).containsExactly(y.get(0, 1).toDoubles());
    assertThat(z.get(0, 2).toDoubles()).isNotEqualTo(y.get(0, 2).toDoubles());
  }

  @Test
  void aCausalStackMasksOnTheBackendOfItsInput() {
    Tensor here = x.to(backend);
    TransformerEncoderLayer t =
        new TransformerEncoderLayer(
            4, 2, new Rng(3), s -> s.feedForward(8).dropout(0).batchFirst(true));
    Backends.use(new JvmBackend(new Settings("scalar", 1)));
    Tensor y = t.apply(here, a -> a.causal(true));
    assertThat(y.backend()).isSameAs(backend);
    assertThat(first(t.apply(otherEnd(here), a -> a.causal(true)))).containsExactly(first(y));
    Tensor mask = Attention.causalMask(here.backend(), 3);
    assertThat(mask.backend()).isSameAs(backend);
  }
}
