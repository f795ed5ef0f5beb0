package io.cotangent.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Layer;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes, numbers of parameters, names, and that each model can learn a batch by heart. */
class ZooTest {
  private final Rng rng = new Rng(5);

  @Test
  void parametersAreAsManyAsThePapersHave() {
    assertThat(new Mlp(784, 10, rng).parameters().elements()).isEqualTo(669_706);
    assertThat(new LeNet5(1, 28, 10, rng).parameters().elements()).isEqualTo(61_706);
    assertThat(new ResNet20(3, 10, rng).parameters().elements()).isEqualTo(269_722);
    assertThat(new ResNet20(3, 10, ResNet20.Shortcut.PROJECTED, rng).parameters().elements())
        .isEqualTo(272_474);
    // nanoGPT: 804,096 with these settings and 65 characters, of which wpe has 8,192.
    assertThat(new Gpt(65, rng).parameters().elements()).isEqualTo(804_096);
    // GPT-2's formula with biases: V·E + T·E + L·(12·E² + 13·E) + 2·E.
    Gpt biased = new Gpt(50, rng, g -> g.layers(3).heads(2).width(16).block(8).bias(true));
    assertThat(biased.parameters().elements())
        .isEqualTo(50 * 16 + 8 * 16 + 3 * (12 * 16 * 16 + 13 * 16) + 2 * 16);
    assertThat(new CharLstm(65, rng).parameters().elements())
        .isEqualTo(65 * 64 + 4 * 256 * (64 + 256 + 2) + 257 * 65);
  }

  @Test
  void batchesBecomeScoresOfClasses() {
    assertThat(new Mlp(12, 4, rng, m -> m.hidden(5)).apply(rng.normal(0, 1, 3, 12)).shape())
        .isEqualTo(Shape.of(3, 4));
    assertThat(
            new Mlp(12, 4, rng, m -> m.hidden(new int[0]))
                .apply(rng.normal(0, 1, 2, 1, 3, 4))
                .shape())
        .isEqualTo(Shape.of(2, 4));
    assertThat(new LeNet5(1, 28, 10, rng).apply(rng.normal(0, 1, 2, 1, 28, 28)).shape())
        .isEqualTo(Shape.of(2, 10));
    assertThat(new LeNet5(3, 32, 7, rng).apply(rng.normal(0, 1, 2, 3, 32, 32)).shape())
        .isEqualTo(Shape.of(2, 7));
    for (ResNet20.Shortcut s : ResNet20.Shortcut.values()) {
      assertThat(new ResNet20(3, 6, s, rng).apply(rng.normal(0, 1, 2, 3, 28, 28)).shape())
          .isEqualTo(Shape.of(2, 6));
    }
    Tensor tokens = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}).reshape(2, 3);
    for (LanguageModel m : List.of(new Gpt(9, rng), new CharLstm(9, rng))) {
      assertThat(m.apply(tokens).shape()).isEqualTo(Shape.of(2, 3, 9));
      assertThat(m.vocabulary()).isEqualTo(9);
    }
  }

  @Test
  void namesAreTheField() {
    assertThat(new Mlp(4, 2, rng, m -> m.hidden(3).dropout(0.5)).parameters().names())
        .containsExactly(
            "layers.fc1.weight", "layers.fc1.bias", "layers.fc2.weight", "layers.fc2.bias");
    assertThat(new LeNet5(1, 28, 10, rng).parameters().names()).startsWith("conv1.weight");
    assertThat(new ResNet20(1, 10, ResNet20.Shortcut.PROJECTED, rng).stateDict().keySet())
        .contains(
            "conv1.weight",
            "bn1.running_mean",
            "layer1.2.conv2.weight",
            "layer2.0.downsample.0.weight",
            "layer3.0.downsample.1.weight",
            "fc.bias");
    assertThat(new Gpt(9, rng, g -> g.layers(1)).parameters().names())
        .containsExactly(
            "wte.weight",
            "wpe.weight",
            "h.0.ln_1.weight",
            "h.0.attn.in_proj_weight",
            "h.0.attn.out_proj.weight",
            "h.0.ln_2.weight",
            "h.0.mlp.c_fc.weight",
            "h.0.mlp.c_proj.weight",
            "ln_f.weight");
  }

  private void learnsByHeart(Layer model, Tensor x, Tensor y, double lr, int steps) {
    Optimizer adam = Adam.of(model).lr(lr).build();
    double loss = Double.NaN;
    for (int i = 0; i < steps; i++) {
      try (Scope step = Scope.open("step")) {
        Tensor p = model.apply(x);
        Tensor l = Losses.crossEntropy(p.rank() == 3 ? p.flatten(0, 1) : p, y.flatten());
        loss = l.item();
        adam.step(l.backward());
      }
    }
    assertThat(loss).as(model.getClass().getSimpleName()).isLessThan(0.05);
  }

  @Test
  void eachModelLearnsABatchByHeart() {
    Tensor images = rng.normal(0, 1, 8, 1, 12, 12);
    Tensor classes = Tensor.of(new long[] {0, 1, 2, 3, 3, 2, 1, 0});
    learnsByHeart(new Mlp(144, 4, rng, m -> m.hidden(32)), images, classes, 0.01, 40);
    learnsByHeart(new LeNet5(1, 12, 4, rng), images, classes, 0.01, 60);
    learnsByHeart(new ResNet20(1, 4, rng), images, classes, 0.003, 25);
    Tensor tokens = Tensor.of(new long[] {1, 2, 3, 4, 4, 3, 2, 1}).reshape(2, 4);
    Tensor next = Tensor.of(new long[] {2, 3, 4, 0, 3, 2, 1, 0}).reshape(2, 4);
    Gpt gpt = new Gpt(5, rng, g -> g.layers(2).heads(2).width(16).block(4));
    learnsByHeart(gpt, tokens, next, 0.01, 100);
    learnsByHeart(new CharLstm(5, rng, c -> c.hidden(16).layers(2)), tokens, next, 0.03, 100);
  }

  @Test
  void initialValuesAreNanoGpts() {
    Gpt g = new Gpt(400, rng, s -> s.layers(2).width(128).bias(true));
    assertThat(deviation(g, "wte.weight")).isBetween(0.0195, 0.0205);
    assertThat(deviation(g, "wpe.weight")).isBetween(0.019, 0.021);
    assertThat(deviation(g, "h.0.attn.in_proj_weight")).isBetween(0.0195, 0.0205);
    assertThat(deviation(g, "h.1.mlp.c_fc.weight")).isBetween(0.0195, 0.0205);
    assertThat(deviation(g, "h.0.attn.out_proj.weight")).isBetween(0.0097, 0.0103);
    assertThat(deviation(g, "h.1.mlp.c_proj.weight")).isBetween(0.0097, 0.0103);
    assertThat(deviation(g, "h.1.mlp.c_fc.bias")).isZero();
    assertThat(deviation(g, "h.1.attn.in_proj_bias")).isZero();
  }

  private static double deviation(Gpt g, String name) {
    return g.parameters().get(name).leaf().detach().square().mean().sqrt().item();
  }

  @Test
  void settingsAreCheckedWithNamesAndBounds() {
    assertThatThrownBy(() -> new Mlp(4, 2, rng, m -> m.hidden(3, 0)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("hidden widths [3, 0] must be positive");
    assertThatThrownBy(() -> new LeNet5(1, 30, 10, rng))
        .hasMessageContaining("side 30 must be a multiple of 4 from 12 on");
    assertThatThrownBy(() -> new ResNet20(1, 10, rng).apply(Tensor.zeros(2, 1, 3, 9)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("sides of 4 or more, got [2, 1, 3, 9]");
    assertThatThrownBy(() -> new Gpt(9, rng, g -> g.heads(3)))
        .hasMessageContaining("width 128 a multiple of the heads");
    assertThatThrownBy(() -> new Gpt(9, rng, g -> g.block(2)).apply(tokens(3)))
        .hasMessageContaining("[N, T] with at most 2 of them, got [1, 3]");
    assertThatThrownBy(() -> new CharLstm(9, rng, c -> c.dropout(1)))
        .hasMessageContaining("dropout 1.0 in [0, 1)");
  }

  private static Tensor tokens(int n) {
    return Tensor.of(new long[n]).unsqueeze(0);
  }
}
