/** Losses. */
@NullMarked
package io.cotangent.loss;

import org.jspecify.annotations.NullMarked;
