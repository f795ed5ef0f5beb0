package io.cotangent.kotlin

import io.cotangent.ArgumentException
import io.cotangent.Gradients
import io.cotangent.Shape
import io.cotangent.Slice
import io.cotangent.Tensor
import io.cotangent.data.Collate
import io.cotangent.data.DataLoader
import io.cotangent.data.DrawnDigits
import io.cotangent.loss.Losses.crossEntropy
import io.cotangent.loss.Losses.mse
import io.cotangent.nn.Flatten
import io.cotangent.nn.Conv2d
import io.cotangent.nn.Layer
import io.cotangent.nn.Linear
import io.cotangent.nn.Lstm
import io.cotangent.nn.MultiheadAttention
import io.cotangent.nn.Parameter
import io.cotangent.nn.Reparameterization
import io.cotangent.random.Rng
import io.cotangent.train.Metrics
import java.util.function.UnaryOperator
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.data.Offset.offset
import org.junit.jupiter.api.Test

class Mlp(inputs: Int, width: Int, classes: Int, rng: Rng) : Layer() {
  private val hidden by child(Linear(inputs, width, rng)) // the property's name is the child's
  private val out by child(Linear(width, classes, rng))

  override fun forward(x: Tensor): Tensor = out(hidden(x).relu())
}

class Noisy(inner: Layer, rng: Rng) : Layer() {
  private val inner by child(inner)
  private val gain by parameter(Tensor.ones(1))
  private val calls by buffer(Tensor.zeros(1))
  private val noise by random(rng)

  override fun forward(x: Tensor): Tensor {
    if (isTraining) {
      calls.set(calls.value() + 1)
      return inner(x) * gain.value() + noise.normal(0.0, 0.1, 1)
    }
    return inner(x) * gain.value()
  }
}

/** LoRA (Hu et al. 2021): W + s B A. */
class Lora(weight: Parameter, rank: Int, private val scale: Double, rng: Rng) : Reparameterization() {
  private val a by parameter(rng.normal(0.0, 0.02, rank, weight.leaf().shape().dim(1)))
  private val b by parameter(Tensor.zeros(weight.leaf().shape().dim(0), rank))

  override fun forward(x: Tensor): Tensor = x + (b.value() mm a.value()) * scale
}

class ModulesTest {
  private val rng = Rng(3)
  private val x = rng.uniform(-1.0, 1.0, 64, 2)
  private val y = (x[Slice.all(), 0] * x[Slice.all(), 1]).unsqueeze(1)

  @Test
  fun `a delegated part has the property's name`() {
    val model = Noisy(Mlp(2, 4, 1, rng), rng)
    assertThat(model.parameters().names())
      .containsExactlyInAnyOrder(
        "gain",
        "inner.hidden.weight",
        "inner.hidden.bias",
        "inner.out.weight",
        "inner.out.bias",
      )
    assertThat(model.buffers()).containsOnlyKeys("calls")
    assertThat(model.streams()).containsOnlyKeys("noise")
    assertThat(model.get("inner.hidden")).isInstanceOf(Linear::class.java)
    model(x)
    assertThat(model.stateDict()["calls"]?.item()).isEqualTo(1.0)
  }

  @Test
  fun `a copy has parts of its own`() {
    val model = Noisy(Mlp(2, 4, 1, rng), rng)
    model.eval()
    val before = model(x).toDoubles()
    val serving: Noisy = model.copy()
    model.parameters().forEach { it.set(it.leaf() * 2) }
    assertThat(serving(x).toDoubles()).containsExactly(*before)
    assertThat(model(x).toDoubles()).isNotEqualTo(before)
  }

  /** Layers in Kotlin's own data classes. */
  private class Pairs(rng: Rng) : Layer() {
    private val pair =
      child("first", Linear(2, 2, rng)) to child("second", Linear(2, 2, rng))

    override fun forward(x: Tensor): Tensor = pair.second(pair.first(x))
  }

  @Test
  fun `a copy has pairs of its own`() {
    val model = Pairs(rng)
    val serving: Pairs = model.copy()
    val before = model(x).toDoubles()
    model.parameters().forEach { it.set(it.leaf() * 2) }
    assertThat(serving(x).toDoubles()).containsExactly(*before)
  }

  private class Twice(rng: Rng) : Layer() {
    init {
      child("part", Linear(2, 2, rng))
    }

    private val part by child(Linear(2, 2, rng))

    override fun forward(x: Tensor): Tensor = part(x)
  }

  @Test
  fun `a name is taken once`() {
    assertThatThrownBy { Twice(rng) }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("the name 'part' is taken")
  }

  @Test
  fun `sequential takes layers, functions and names`() {
    val model = sequential {
      +Linear(2, 16, rng)
      +Tensor::tanh
      +UnaryOperator<Tensor> { it * 1 }
      layer { it * 2 }
      layer("head", Linear(16, 1, rng))
    }
    assertThat(model.children().keys).containsExactly("0", "1", "2", "3", "head")
    assertThat(model.parameters().names())
      .containsExactlyInAnyOrder("0.weight", "0.bias", "head.weight", "head.bias")
    assertThat(model(x).dims).containsExactly(64, 1)
    assertThat(model.summary(Shape.of(64, 2)).toString()).contains("head")
    assertThatThrownBy {
        sequential {
          layer("a", Linear(2, 2, rng))
          layer("a", Linear(2, 2, rng))
        }
      }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("two layers are named 'a'")
  }

  @Test
  fun `settings by name`() {
    val c = conv2d(3, 8, 3, rng, stride = 2, padding = 1, bias = false)
    assertThat(c(Tensor.zeros(1, 3, 8, 8)).dims).containsExactly(1, 8, 4, 4)
    assertThat(c.parameters().names()).containsExactly("weight")
    val wide = Conv2d(3, 8, intArrayOf(1, 3), rng) { it.padding(0, 1) }
    assertThat(wide(Tensor.zeros(1, 3, 4, 5)).dims).containsExactly(1, 8, 4, 5)
    val lstm = Lstm(4, 6, rng) { it.layers(2).batchFirst(true) }
    assertThat(lstm(Tensor.zeros(2, 3, 4)).dims).containsExactly(2, 3, 6)
    val attention = MultiheadAttention(8, 2, rng) { it.dropout(0.0) }
    val t = Tensor.zeros(3, 1, 8)
    assertThat(attention.apply(t, t, t) { it.causal(true) }.dims).containsExactly(3, 1, 8)
    val model = Mlp(2, 4, 1, rng)
    assertThat(adam(model, lr = 0.5, beta2 = 0.99).lr()).isEqualTo(0.5)
    assertThatThrownBy { sgd(model, lr = 0.1, nesterov = true) }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("nesterov")
    assertThatThrownBy { adamW(model, weightDecay = -1.0) }
      .isInstanceOf(ArgumentException::class.java)
  }

  @Test
  fun `a training loop`() {
    val digits = DrawnDigits.draw(0, 2_000, 1)
    val loader = DataLoader.of(digits).shuffle(rng).batch(50, Collate.images()).build()
    val model = sequential {
      +Flatten()
      +Mlp(784, 64, 10, rng)
    }
    val optimizer = adamW(model, lr = 3e-3)
    model.train()
    repeat(2) {
      for ((x, y) in loader) scope("step") {
        val loss = crossEntropy(model(x), y)
        optimizer.step(loss.backward().clipNorm(1.0))
      }
    }
    val test = DataLoader.of(digits).batch(500, Collate.images()).build()
    val accuracy = model.evaluating { Metrics.evaluate(model, test).accuracy() }
    assertThat(accuracy).isGreaterThan(0.9)
  }

  /** Define, train, freeze, hook, thaw, accumulate, clip, LoRA, merge, functional call. */
  @Test
  fun `twenty lines`() {
    val model = Mlp(2, 16, 1, rng)
    val optimizer = adam(model, lr = 0.01)
    fun loss() = mse(model(x), y)
    val first = loss().item()
    repeat(100) { scope { optimizer.step(loss().backward()) } }
    assertThat(loss().item()).isLessThan(first / 2)

    model.freeze("hidden.**")
    assertThat(loss().backward().named(model).keys).containsExactly("out.weight", "out.bias")
    model.thaw("hidden.**")

    val seen = mutableListOf<List<Int>>()
    model.get("hidden").onForward { _, _, output -> seen += output.dims }.use { model(x) }
    model(x)
    assertThat(seen).containsExactly(listOf(64, 16))

    val parts: List<Gradients> =
      listOf(0 until 32, 32 until 64).map { mse(model(x[it]), y[it]).backward() }
    val mean = parts[0].plus(parts[1]).times(0.5)
    val whole = loss().backward()
    assertThat(mean.norm()).isCloseTo(whole.norm(), offset(1e-5))
    assertThat(whole.times(1e3).clipNorm(0.5).norm())
      .isCloseTo(0.5, offset(1e-5))

    val before = model(x).toDoubles()
    model.reparameterize("**.weight") { Lora(it, rank = 2, scale = 4.0, rng) }
    assertThat(model(x).toDoubles()).containsExactly(*before)
    model.freeze("hidden.bias", "out.bias")
    repeat(10) { scope { optimizer(model).step(loss().backward()) } }
    val trained = model(x).toDoubles()
    assertThat(trained).isNotEqualTo(before)
    model.merge()
    assertThat(model(x).toDoubles()).containsExactly(trained, offset(1e-5))
    assertThat(model.stateDict().keys)
      .containsExactly("hidden.weight", "hidden.bias", "out.weight", "out.bias")

    val zero = mapOf("out.weight" to Tensor.zeros(1, 16), "out.bias" to Tensor.zeros(1))
    assertThat(model.with(zero) { -> model(x) }.toDoubles()).containsOnly(0.0)
    assertThat(model(x).toDoubles()).doesNotContain(0.0)
  }

  private fun optimizer(model: Layer) = sgd(model, lr = 0.1)
}
