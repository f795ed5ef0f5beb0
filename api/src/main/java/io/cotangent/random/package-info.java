/** Counter-based random numbers: the same on every backend, for any number of threads. */
@NullMarked
package io.cotangent.random;

import org.jspecify.annotations.NullMarked;
