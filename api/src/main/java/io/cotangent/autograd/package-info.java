/** The engine: one choke point that runs and records, and the backward pass that reads the tape. */
@NullMarked
package io.cotangent.autograd;

import org.jspecify.annotations.NullMarked;
