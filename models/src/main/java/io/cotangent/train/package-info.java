/** Training: the loop, its callbacks, checkpoints and runs; predictors for services. */
@NullMarked
package io.cotangent.train;

import org.jspecify.annotations.NullMarked;
