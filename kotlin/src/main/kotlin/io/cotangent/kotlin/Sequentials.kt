package io.cotangent.kotlin

import io.cotangent.ArgumentException
import io.cotangent.Tensor
import io.cotangent.nn.Sequential
import java.util.function.UnaryOperator

/**
 * Layers one after another:
 * ```
 * val model = sequential {
 *   +Linear(784, 128, rng)
 *   +Tensor::relu
 *   layer { it * 2 }
 *   layer("head", Linear(128, 10, rng))
 * }
 * ```
 *
 * @throws ArgumentException if two layers have one name
 */
public fun sequential(layers: SequentialBuilder.() -> Unit): Sequential =
  SequentialBuilder().apply(layers).build()

/** Collects the layers of a [sequential]; a layer without a name is called by its number. */
public class SequentialBuilder internal constructor() {
  private val layers = LinkedHashMap<String, UnaryOperator<Tensor>>()

  /** Adds a layer. */
  public operator fun UnaryOperator<Tensor>.unaryPlus() {
    layer(layers.size.toString(), this)
  }

  /** Adds a function as a layer. */
  public operator fun ((Tensor) -> Tensor).unaryPlus() {
    layer(this)
  }

  /** Adds a function as a layer. */
  public fun layer(f: (Tensor) -> Tensor) {
    layer(layers.size.toString(), UnaryOperator { f(it) })
  }

  /** Adds a layer under a name. */
  public fun layer(name: String, layer: UnaryOperator<Tensor>) {
    if (layers.put(name, layer) != null) {
      throw ArgumentException("sequential: two layers are named '$name'")
    }
  }

  internal fun build(): Sequential = Sequential(layers)
}
