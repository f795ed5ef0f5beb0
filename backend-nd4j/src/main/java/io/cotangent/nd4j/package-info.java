/**
 * The ND4J backend. {@link io.cotangent.nd4j.Nd4jBackend} runs each family on dense arrays; matrix
 * products go straight to ND4J's OpenBLAS; memory is off the heap.
 */
@NullMarked
package io.cotangent.nd4j;

import org.jspecify.annotations.NullMarked;
