package io.cotangent.kotlin

import io.cotangent.Tensor
import io.cotangent.data.Batch

/** The features: `for ((x, y) in loader) …`. */
public operator fun Batch.component1(): Tensor = x()

/** The targets. */
public operator fun Batch.component2(): Tensor = y()

/** Where the examples stand in the data set. */
public operator fun Batch.component3(): IntArray = indices()
