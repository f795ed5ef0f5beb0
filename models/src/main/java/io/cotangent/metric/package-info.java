/** Measures of what a model gets right, accumulated over batches. */
@NullMarked
package io.cotangent.metric;

import org.jspecify.annotations.NullMarked;
