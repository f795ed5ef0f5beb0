/** The operations: each states its forward meaning and its vector-Jacobian product once. */
@NullMarked
package io.cotangent.op;

import org.jspecify.annotations.NullMarked;
