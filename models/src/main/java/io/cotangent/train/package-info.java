/** The training loop, metrics and progress. */
@NullMarked
package io.cotangent.train;

import org.jspecify.annotations.NullMarked;
