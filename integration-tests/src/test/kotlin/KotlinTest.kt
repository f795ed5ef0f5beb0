package io.cotangent.example

import io.cotangent.Autograd
import io.cotangent.DType
import io.cotangent.Scope
import io.cotangent.ShapeException
import io.cotangent.Slice
import io.cotangent.Tensor
import io.cotangent.loss.Losses
import io.cotangent.nn.Tanh
import io.cotangent.nn.Layer
import io.cotangent.nn.Linear
import io.cotangent.nn.Parameter
import io.cotangent.nn.Sequential
import io.cotangent.op.Composite
import io.cotangent.optim.Adam
import io.cotangent.random.Rng
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** The Java API as Kotlin sees it, without the extensions of cotangent-kotlin. */
class KotlinTest {
  private val a = Tensor.of(1.0, 2.0, 3.0)
  private val m = Tensor.arange(12).to(DType.F64).reshape(3, 4)

  @Test
  fun operators() {
    assertThat((a + a * 2.0 - 1.0).toDoubles()).containsExactly(2.0, 5.0, 8.0)
    assertThat((-a / a % 2.0).toDoubles()).containsExactly(-1.0, -1.0, -1.0)
    var sum = a
    sum += a
    sum *= 2.0
    assertThat(sum.toDoubles()).containsExactly(4.0, 8.0, 12.0)
    assertThat(a.toDoubles()).describedAs("tensors are values").containsExactly(1.0, 2.0, 3.0)
  }

  @Test
  fun indexing() {
    assertThat(m[1, 2].item()).isEqualTo(6.0)
    assertThat(m[-1].toDoubles()).containsExactly(8.0, 9.0, 10.0, 11.0)
    assertThat(m[Slice.all(), Slice.of(null, null, -2)].shape().dims()).containsExactly(3, 2)
    assertThatThrownBy { m[7] }.isInstanceOf(ShapeException::class.java)
  }

  @Test
  fun trailingLambdasAndNullability() {
    val g = Autograd.grad({ (it * it).sum() }, a)
    assertThat(g.toDoubles()).containsExactly(2.0, 4.0, 6.0)
    val free = Autograd.noGrad<Tensor> { a.requiresGrad() * 2.0 }
    assertThat(free.isTracked).isFalse()
    val bias: Tensor? = null // linear takes a bias that may be null
    assertThat(m.linear(m, bias).shape().dims()).containsExactly(3, 3)
    val node = io.cotangent.autograd.Handle.node(a) // nullable in Kotlin, because the package is @NullMarked
    assertThat(node?.label()).isNull()
  }

  @Test
  fun aCustomOperationWithItsOwnGradient() {
    val cube =
      Composite.define("cube", { (x) -> x * x * x }) { (x), _, g -> arrayOf(g * x.square() * 3.0) }
    val g = Autograd.grad({ cube.of(it).sum() }, a)
    assertThat(g.toDoubles()).containsExactly(3.0, 12.0, 27.0)
    Autograd.checkGradients({ (x) -> cube.of(x) }, a).orThrow()
  }

  /** A layer of one's own: x + f(x). */
  private class Residual(inner: Layer) : Layer() {
    private val inner: Layer = child("inner", inner)
    private val gain = parameter("gain", Tensor.ones(1))

    override fun forward(x: Tensor): Tensor = x + inner.apply(x) * gain.value()
  }

  @Test
  fun aTrainingLoopWithALayerOfOnesOwn() {
    val rng = Rng(3)
    val x = rng.uniform(-1.0, 1.0, 64, 2)
    val y = (x[Slice.all(), Slice.at(0)] * x[Slice.all(), Slice.at(1)]).unsqueeze(1)
    val model =
      Sequential(
        Linear(2, 16, rng),
        Tanh(),
        Residual(Sequential(Linear(16, 16, rng), Tanh())),
        Linear(16, 1, rng),
      )
    assertThat(model.leaves().keys).contains("2.gain", "2.inner.0.weight")
    val adam = Adam.of(model).lr(0.01).build()
    val losses =
      List(300) {
        Scope.open("step").use {
          val loss = Losses.mse(model.apply(x), y)
          adam.step(loss.backward())
          loss.item()
        }
      }
    assertThat(losses.last()).isLessThan(losses.first() / 20)
  }
}
