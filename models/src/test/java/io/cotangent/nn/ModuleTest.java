package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Gradients;
import io.cotangent.Hook;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The tree of modules, as a user of PyTorch tries it. */
class ModuleTest {
  private final Rng rng = new Rng(3);
  private final Tensor x = rng.normal(0, 1, 8, 4);
  private final Tensor y = rng.normal(0, 1, 8, 2);

  /** A layer of one's own: under ten lines. */
  private static final class Mlp extends Layer {
    private static final long serialVersionUID = 1;
    private final Linear hidden;
    private final Linear out;
    private final Dropout dropout;

    Mlp(Rng rng) {
      hidden = child("hidden", new Linear(4, 6, rng));
      out = child("out", new Linear(6, 2, rng));
      dropout = child("dropout", new Dropout(0.5, rng));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return out.apply(dropout.apply(hidden.apply(x).relu()));
    }
  }

  private final Mlp model = new Mlp(rng);

  private Tensor loss(Tensor in, Tensor target) {
    return model.apply(in).minus(target).square().mean();
  }

  private static float[] values(Parameter p) {
    return p.leaf().toFloats();
  }

  @Test
  void twentyLinesOfAUserOfPyTorch() {
    Optimizer optimizer =
        AdamW.of(model.parameters("**.weight"), p -> p.weightDecay(0.1))
            .and(model.parameters().except("**.weight"), p -> p.weightDecay(0).lr(0.01))
            .build();
    assertThat(model.leaves().keySet())
        .containsExactly("hidden.weight", "hidden.bias", "out.weight", "out.bias");
    List<Shape> seen = new ArrayList<>();
    Hook hook = model.get("hidden").onForward((m, in, out) -> seen.add(out.shape()));
    model.get("hidden").freeze();
    float[] frozen = values(model.parameters().get("hidden.weight"));
    float[] trained = values(model.parameters().get("out.weight"));
    Gradients g = loss(x, y).backward().plus(loss(x, y).backward()).times(0.5);
    optimizer.step(g.clipNorm(1.0));
    assertThat(values(model.parameters().get("hidden.weight"))).isEqualTo(frozen);
    assertThat(values(model.parameters().get("out.weight"))).isNotEqualTo(trained);
    model.thaw("hidden.**");
    optimizer.step(loss(x, y).backward());
    assertThat(values(model.parameters().get("hidden.weight"))).isNotEqualTo(frozen);
    hook.close();
    hook.close();
    assertThat(seen).hasSize(3).containsOnly(Shape.of(8, 6));
    Map<String, Tensor> saved = model.stateDict();
    optimizer.step(loss(x, y).backward());
    model.load(saved);
    assertThat(values(model.parameters().get("out.bias")))
        .isEqualTo(Objects.requireNonNull(saved.get("out.bias")).toFloats());
  }

  @Test
  void loraTrainsItsTwoMatricesAloneAndMergesIntoThePlainWeight() {
    model.eval();
    Tensor before = model.apply(x).detach();
    model.freeze();
    model.reparameterize("**.weight", p -> new Lora(p, 2, 4, rng));
    assertThat(model.leaves().keySet())
        .containsExactly(
            "hidden.weight.original",
            "hidden.weight.lora_A",
            "hidden.weight.lora_B",
            "hidden.bias",
            "out.weight.original",
            "out.weight.lora_A",
            "out.weight.lora_B",
            "out.bias");
    assertThat(model.toString()).contains("hidden: Linear", "weight by Lora of rank 2");
    assertThat(model.apply(x).toFloats()).isEqualTo(before.toFloats());
    float[] original = values(model.parameters().get("out.weight.original"));
    Optimizer optimizer = AdamW.of(model).lr(0.1).build();
    for (int i = 0; i < 3; i++) {
      Gradients g = loss(x, y).backward();
      assertThat(g.named(model).keySet()).allMatch(name -> name.contains("lora_"));
      optimizer.step(g);
    }
    assertThat(values(model.parameters().get("out.weight.original"))).isEqualTo(original);
    float[] adapted = model.apply(x).toFloats();
    model.merge();
    assertThat(model.leaves().keySet())
        .containsExactly("hidden.weight", "hidden.bias", "out.weight", "out.bias");
    float[] merged = model.apply(x).toFloats();
    for (int i = 0; i < merged.length; i++) {
      assertThat(merged[i]).isCloseTo(adapted[i], within(1e-5f));
    }
  }

  @Test
  void weightNormBeginsWithTheWeightAndSpectralNormMakesItsLargestSingularValueOne() {
    Tensor before = model.get("hidden").parameters().get("weight").leaf().copy();
    model.reparameterize("hidden.weight", WeightNorm::new);
    float[] normed = model.parameters().get("hidden.weight.original").value().toFloats();
    for (int i = 0; i < normed.length; i++) {
      assertThat(normed[i]).isCloseTo(before.toFloats()[i], within(1e-6f));
    }
    Linear diagonal = new Linear(Tensor.of(new float[] {3, 0, 0, 0.5f}, 2, 2), null);
    diagonal.reparameterize("weight", p -> new SpectralNorm(p, rng));
    assertThat(diagonal.weight().value().toFloats()[0]).isCloseTo(1, within(1e-4f));
    assertThat(diagonal.apply(Tensor.ones(1, 2)).sum().backward().named(diagonal))
        .containsOnlyKeys("weight.original");
  }

  @Test
  void aModelIsAFunctionOfItsWeightsInOneThread() throws Exception {
    model.eval();
    float[] plain = model.apply(x).toFloats();
    Map<String, Tensor> zero = new LinkedHashMap<>();
    zero.put("out.weight", Tensor.zeros(2, 6).requiresGrad());
    zero.put("out.bias", Tensor.zeros(2));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      model.with(
          zero,
          () -> {
            Tensor out = model.apply(x);
            assertThat(out.toFloats()).containsOnly(0f);
            assertThat(
                    out.sum().backward().contains(Objects.requireNonNull(zero.get("out.weight"))))
                .isTrue();
            try {
              assertThat(other.submit(() -> model.apply(x).toFloats()).get()).isEqualTo(plain);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return out;
          });
    } finally {
      other.shutdown();
    }
    assertThat(model.apply(x).toFloats()).isEqualTo(plain);
    assertThatThrownBy(() -> model.with(Map.of("out.wieght", Tensor.zeros(1)), () -> 1))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("no parameter is named 'out.wieght'")
        .hasMessageContaining("out.weight");
  }

  @Test
  void aCopyHasMemoryOfItsOwnEvaluatesAndIsFrozen() {
    Mlp copy = model.copy();
    assertThat(copy.isTraining()).isFalse();
    assertThat(model.isTraining()).isTrue();
    assertThat(copy.apply(x).isTracked()).isFalse();
    float[] before = copy.apply(x).toFloats();
    AdamW.of(model).lr(0.5).build().step(loss(x, y).backward());
    assertThat(copy.apply(x).toFloats()).isEqualTo(before);
    assertThat(copy.leaves().keySet()).isEqualTo(model.leaves().keySet());
    assertThat(model.parameters().get("out.weight").isTrainable()).isTrue();
  }

  private record Pair(Linear first, Linear second) implements Serializable {}

  private record Loose(Linear first, int width) {}

  private static final class Many {
    private final List<Module> all = new ArrayList<>();
  }

  private record Widths(int in, int out) {}

  /** A layer with a part in a holder of the user's own. */
  private static final class Held extends Layer {
    private static final long serialVersionUID = 1;
    private final Linear part;
    final Object holder;
    private final UnaryOperator<Linear> same;

    Held(Rng rng, Function<Linear, Object> holder) {
      part = child("part", new Linear(2, 2, rng));
      this.holder = holder.apply(part);
      same = x -> x;
    }

    @Override
    protected Tensor forward(Tensor x) {
      Linear l = holder instanceof Pair p ? p.second : part;
      return same.apply(l).apply(x);
    }
  }

  @Test
  void aCopyHasHoldersOfItsOwn() {
    Held m = new Held(rng, l -> new Pair(l, l));
    Held copy = m.copy();
    Tensor in = Tensor.ones(1, 2);
    float[] before = m.apply(in).toFloats();
    m.parameters().get("part.weight").set(Tensor.zeros(2, 2));
    assertThat(copy.apply(in).toFloats()).isEqualTo(before);
    assertThat(m.apply(in).toFloats()).isNotEqualTo(before);
    Held settings = new Held(rng, l -> new Widths(2, 2));
    Held same = settings.copy();
    assertThat(same.holder).isSameAs(settings.holder);
  }

  @Test
  void aCopyRefusesWhatWouldShareAModule() {
    Held loose = new Held(rng, l -> new Loose(l, 2));
    assertThatThrownBy(loose::copy)
        .isInstanceOf(ArgumentException.class)
        .hasMessage(
            "copy: io.cotangent.nn.ModuleTest$Loose.first holds a Linear, which the copy would share with the model; let Loose implement Serializable, or keep it in the module itself");
    Held many =
        new Held(
            rng,
            l -> {
              Many h = new Many();
              h.all.add(l);
              return h;
            });
    assertThatThrownBy(many::copy).hasMessageContaining("ModuleTest$Many.all holds a List");
    Held function = new Held(rng, l -> (UnaryOperator<Tensor>) l::apply);
    assertThatThrownBy(function::copy)
        .hasMessage(
            "copy: a function of io.cotangent.nn.ModuleTest captures a Linear, which the copy would share with the model; make it a module that has it as a child");
  }

  @Test
  void loadListsAllThatIsWrongAndChangesNothing() {
    float[] before = values(model.parameters().get("hidden.weight"));
    Map<String, Tensor> state = new LinkedHashMap<>(model.stateDict());
    state.replaceAll((name, t) -> t.plus(1));
    state.remove("out.bias");
    state.put("head.weight", Tensor.ones(1));
    state.put("out.weight", Tensor.ones(3, 6));
    assertThatThrownBy(() -> model.load(state))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("1 missing: out.bias")
        .hasMessageContaining("1 unexpected: head.weight")
        .hasMessageContaining("out.weight is [3, 6], must be [2, 6]");
    assertThat(values(model.parameters().get("hidden.weight"))).isEqualTo(before);
    LoadReport report = model.load(state, Load.lenient().skipMisshapen());
    assertThat(report.loaded()).containsExactly("hidden.weight", "hidden.bias");
    assertThat(values(model.parameters().get("hidden.weight"))).isNotEqualTo(before);
  }

  @Test
  void evaluatingRestoresEachModeAlsoAfterAnException() {
    model.get("dropout").eval();
    assertThatThrownBy(
            () ->
                model.evaluating(
                    () -> {
                      assertThat(model.isTraining()).isFalse();
                      throw new IllegalStateException("mine");
                    }))
        .hasMessage("mine");
    assertThat(model.isTraining()).isTrue();
    assertThat(model.get("dropout").isTraining()).isFalse();
  }

  @Test
  void tiedParametersAndSharedChildrenAppearOnce() {
    Linear shared = new Linear(4, 4, rng);
    Sequential twice = new Sequential(shared, new Relu(), shared);
    assertThat(twice.leaves().keySet()).containsExactly("0.weight", "0.bias");
    assertThat(twice.summary(Shape.of(2, 4)).parameters()).isEqualTo(20);
    Map<String, Tensor> both = new LinkedHashMap<>(twice.stateDict());
    both.put("2.weight", Objects.requireNonNull(both.get("0.weight")));
    assertThat(twice.load(both).unexpected()).isEmpty();
  }

  @Test
  void namesAreCheckedAndMissedNamesGetTheNearest() {
    assertThatThrownBy(() -> io.cotangent.nn.Module.register(model, "out", new Relu()))
        .hasMessageContaining("the name 'out' is taken");
    assertThatThrownBy(() -> io.cotangent.nn.Module.register(model, "a.b", new Relu()))
        .hasMessageContaining("must not be empty, nor have dots or stars");
    assertThatThrownBy(() -> model.parameters("**.wieght"))
        .hasMessageContaining("no parameter is named '**.wieght'")
        .hasMessageContaining("hidden.weight");
    assertThatThrownBy(() -> model.get("hiden")).hasMessageContaining("hidden");
    assertThat(model.parameters("*.bias").names()).containsExactly("hidden.bias", "out.bias");
    assertThat(model.parameters("out.**").names()).containsExactly("out.weight", "out.bias");
  }

  @Test
  void dataOfAnotherTypeIsRefusedRatherThanComputedIn() {
    assertThatThrownBy(() -> model.apply(x.to(DType.F64)))
        .isInstanceOf(DTypeException.class)
        .hasMessageContaining("x is F64, the parameters are F32")
        .hasMessageContaining("[in module hidden]");
    model.to(DType.F64);
    assertThat(model.apply(x.to(DType.F64)).dtype()).isEqualTo(DType.F64);
  }
}
