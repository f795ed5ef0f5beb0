/** Optimizers. */
@NullMarked
package io.cotangent.optim;

import org.jspecify.annotations.NullMarked;
