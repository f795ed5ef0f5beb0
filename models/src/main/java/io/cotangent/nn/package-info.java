/** Layers, parameters and their initial values. */
@NullMarked
package io.cotangent.nn;

import org.jspecify.annotations.NullMarked;
