package io.cotangent.kotlin

import io.cotangent.Tensor
import io.cotangent.nn.Module
import io.cotangent.nn.Parameter
import io.cotangent.nn.State
import io.cotangent.random.Rng
import java.util.function.UnaryOperator
import kotlin.reflect.KProperty

/** Runs a layer, or any function of tensors: `model(x)`. */
public operator fun UnaryOperator<Tensor>.invoke(x: Tensor): Tensor = apply(x)

/**
 * A part of a module that waits for its name: that of the property it is delegated to. It is
 * registered when the property is made, and the property holds the part itself.
 */
public class Named<T> internal constructor(private val register: (Module, String) -> T) {
  /** Registers the part under the property's name. */
  public operator fun provideDelegate(module: Module, property: KProperty<*>): T =
    register(module, property.name)
}

/** A module inside this one: `private val hidden by child(Linear(inputs, width, rng))`. */
public fun <M : Module> Module.child(module: M): Named<M> =
  Named { parent, name -> Module.register(parent, name, module) }

/** A parameter with a copy of these values: `private val gain by parameter(Tensor.ones(1))`. */
public fun Module.parameter(initial: Tensor): Named<Parameter> = parameter(Parameter(initial))

/** A parameter that other modules may hold too. */
public fun Module.parameter(shared: Parameter): Named<Parameter> =
  Named { parent, name -> Module.register(parent, name, shared) }

/** A buffer with a copy of these values, state that is not trained. */
public fun Module.buffer(initial: Tensor): Named<State> =
  Named { parent, name -> Module.registerBuffer(parent, name, initial) }

/** A random stream of this module's own, split off from another. */
public fun Module.random(rng: Rng): Named<Rng> =
  Named { parent, name -> Module.register(parent, name, rng.split()) }

/** The child itself: what a property delegated to [child] reads. */
@Suppress("NOTHING_TO_INLINE")
public inline operator fun <M : Module> M.getValue(module: Module, property: KProperty<*>): M = this

/** The parameter itself: what a property delegated to [parameter] reads. */
@Suppress("NOTHING_TO_INLINE")
public inline operator fun Parameter.getValue(module: Module, property: KProperty<*>): Parameter =
  this

/** The buffer itself: what a property delegated to [buffer] reads. */
@Suppress("NOTHING_TO_INLINE")
public inline operator fun State.getValue(module: Module, property: KProperty<*>): State = this

/** The stream itself: what a property delegated to [random] reads. */
@Suppress("NOTHING_TO_INLINE")
public inline operator fun Rng.getValue(module: Module, property: KProperty<*>): Rng = this
