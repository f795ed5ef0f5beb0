package io.cotangent.kotlin

import io.cotangent.ArgumentException
import io.cotangent.DType
import io.cotangent.Index
import io.cotangent.Scope
import io.cotangent.Shape
import io.cotangent.ShapeException
import io.cotangent.Slice
import io.cotangent.Tensor
import io.cotangent.data.Collate
import io.cotangent.data.DataLoader
import io.cotangent.data.DrawnDigits
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

class TensorsTest {
  private val a = tensorOf(1.0, 2.0, 3.0)
  private val m = Tensor.arange(12).to(DType.F64).reshape(3, 4)

  private fun rows(t: Tensor): List<Int> = t.toLongs().map { it.toInt() }

  @Test
  fun `tensorOf has the type of its values`() {
    assertThat(tensorOf(1f, 2f).dtype()).isEqualTo(DType.F32)
    assertThat(tensorOf(1.0, 2.0).dtype()).isEqualTo(DType.F64)
    assertThat(tensorOf(1, 2).dtype()).isEqualTo(DType.I32)
    assertThat(tensorOf(1L, 2L).dtype()).isEqualTo(DType.I64)
    assertThat(tensorOf(true, false).dtype()).isEqualTo(DType.BOOL)
    assertThat(tensorOf(1, 2, 3, 4, shape = Shape.of(2, 2)).dims).containsExactly(2, 2)
    assertThatThrownBy { tensorOf(1.0, 2.0, shape = Shape.of(3)) }
      .isInstanceOf(ShapeException::class.java)
  }

  @Test
  fun `nested lists are axes`() {
    val t = tensorOf(listOf(1.0, 2.0, 3.0), listOf(4.0, 5.0, 6.0))
    assertThat(t.dims).containsExactly(2, 3)
    assertThat(t.toDoubles()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    assertThat(tensorOf(listOf(listOf(1), listOf(2))).dims).containsExactly(1, 2, 1)
    assertThat(tensorOf(listOf(1f)).dtype()).isEqualTo(DType.F32)
    assertThatThrownBy { tensorOf(listOf(1, 2), listOf(3)) }
      .isInstanceOf(ShapeException::class.java)
      .hasMessageContaining("lists of 2 and of 1 along axis 1")
    assertThatThrownBy { tensorOf(listOf(1, listOf(2))) }
      .isInstanceOf(ShapeException::class.java)
      .hasMessageContaining("lists and numbers beside each other along axis 1")
    assertThatThrownBy { tensorOf(listOf(1, 2.0)) }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("1 and 2.0 are not of one type")
    assertThatThrownBy { tensorOf(listOf("one")) }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("not String")
  }

  @Test
  fun `numbers stand on either side and stay weak`() {
    assertThat((2.0 * a + 1).toDoubles()).containsExactly(3.0, 5.0, 7.0)
    assertThat((1 - a).toDoubles()).containsExactly(0.0, -1.0, -2.0)
    assertThat((6.0 / a).toDoubles()).containsExactly(6.0, 3.0, 2.0)
    assertThat((1 + a).toDoubles()).containsExactly(2.0, 3.0, 4.0)
    assertThat((a * 2 / 4 - 1).toDoubles()).containsExactly(-0.5, 0.0, 0.5)
    assertThat((-a % 2).toDoubles()).containsExactly(-1.0, -0.0, -1.0)
    val f = tensorOf(3f)
    assertThat((2.0 * f).dtype()).isEqualTo(DType.F32)
    assertThat((2.0 / f).dtype()).isEqualTo(DType.F32)
    assertThat((1.0 / f).toFloats()).containsExactly(1f / 3f)
    assertThat((2 / tensorOf(4)).toFloats()).containsExactly(0.5f)
    assertThat((2 * tensorOf(4)).dtype()).isEqualTo(DType.I32)
    assertThat((a mm a).item()).isEqualTo(14.0)
  }

  @Test
  fun `ranges include their end`() {
    assertThat(m[0..1, 1..2].toDoubles()).containsExactly(1.0, 2.0, 5.0, 6.0)
    assertThat(rows(m[0..3, 2])).containsExactly(2, 6, 10)
    assertThat(rows(m[-1, 1..2])).containsExactly(9, 10)
    assertThat(rows(m[0, -3..-1])).containsExactly(1, 2, 3)
    assertThat(rows(m[0, -4..-2])).containsExactly(0, 1, 2)
    assertThat(rows(m[0, 1..<3])).containsExactly(1, 2)
    assertThat(rows(m[Slice.all(), 0 until 1])).containsExactly(0, 4, 8)
    assertThat(m[1 until 1].dims).containsExactly(0, 4)
    assertThat(m[0 until 0].dims).containsExactly(0, 4)
    assertThat(rows(m[0, 2..99])).containsExactly(2, 3)
  }

  @Test
  fun `progressions step and run backwards`() {
    assertThat(rows(m[0 until 3 step 2][1])).containsExactly(8, 9, 10, 11)
    assertThat(rows(m[0, 3 downTo 0])).containsExactly(3, 2, 1, 0)
    assertThat(rows(m[0, 3 downTo 0 step 2])).containsExactly(3, 1)
    assertThat(rows(m[0, -1 downTo -4])).containsExactly(3, 2, 1, 0)
    assertThat(rows(m[0, -1 downTo -2])).containsExactly(3, 2)
    assertThat(rows(m[2 downTo 1, 0])).containsExactly(8, 4)
  }

  /** Every progression within an axis against Kotlin's own list of its elements. */
  @Test
  fun `a progression takes what it lists`() {
    val n = 5
    val x = Tensor.arange(n)
    for (from in 0 until n) for (to in 0 until n) for (step in 1..3) {
      for (p in listOf(from..to step step, from downTo to step step)) {
        assertThat(rows(x[p])).describedAs("%s", p).containsExactlyElementsOf(p.toList())
        val negative = IntProgression.fromClosedRange(p.first - n, p.last - n, p.step)
        assertThat(rows(x[negative])).describedAs("%s", negative).containsExactlyElementsOf(p.toList())
      }
    }
  }

  @Test
  fun `a range across zero is refused`() {
    assertThatThrownBy { m[0, -2..1] }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("goes from negative positions to others")
    assertThatThrownBy { m[0, 1 downTo -2] }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("positions to negative ones")
    assertThatThrownBy { m["rows"] }
      .isInstanceOf(ArgumentException::class.java)
      .hasMessageContaining("not String rows")
    assertThatThrownBy { m[7] }.isInstanceOf(ShapeException::class.java)
  }

  @Test
  fun `tensors and new axes are parts of an index`() {
    assertThat(rows(m[tensorOf(2, 0), 1..2])).containsExactly(9, 10, 1, 2)
    assertThat(rows(m[m.gt(9.0)])).containsExactly(10, 11)
    assertThat(m[0..1, Index.newAxis(), 2].dims).containsExactly(2, 1)
    assertThat(m[Index.ellipsis(), 0].dims).containsExactly(3)
  }

  @Test
  fun `a scope keeps what it returns and nothing else`() {
    lateinit var inner: Tensor
    lateinit var kept: Tensor
    val sum = scope("sum") {
      inner = a * 2
      kept = keep(a * 3)
      inner.sum()
    }
    assertThat(sum.item()).isEqualTo(12.0)
    assertThat(kept.toDoubles()).containsExactly(3.0, 6.0, 9.0)
    assertThatThrownBy { inner.toDoubles() }.hasMessageContaining("scope 'sum'")
    assertThat(scope { (a * 2).sum().item() }).isEqualTo(12.0)
  }

  private fun firstAbove(limit: Double): Double? {
    for (i in 0 until 3) scope {
      val x = a[i].item()
      if (x <= limit) continue
      return x
    }
    return null
  }

  @Test
  fun `return and continue leave a scope`() {
    assertThat(firstAbove(1.5)).isEqualTo(2.0)
    assertThat(firstAbove(9.0)).isNull()
    Scope.open("the innermost is closed").close()
  }

  @Test
  fun `noGrad and the gradients of functions`() {
    assertThat(noGrad { a.requiresGrad() * 2 }.isTracked).isFalse()
    assertThat(grad(a) { (it * it).sum() }.toDoubles()).containsExactly(2.0, 4.0, 6.0)
    val (value, gradient) = valueAndGrad(a) { it.square().sum() }
    assertThat(value.item()).isEqualTo(14.0)
    assertThat(gradient.toDoubles()).containsExactly(2.0, 4.0, 6.0)
  }

  @Test
  fun `a batch is taken apart`() {
    var count = 0
    for ((x, y, indices) in DataLoader.of(DrawnDigits.draw(0, 5, 1)).batch(2, Collate.images()).build()) {
      assertThat(x.dims).containsExactly(indices.size, 1, 28, 28)
      assertThat(y.dims).containsExactly(indices.size)
      count += indices.size
    }
    assertThat(count).isEqualTo(5)
  }
}
