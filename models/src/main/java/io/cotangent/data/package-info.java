/** Data sets and their readers. */
@NullMarked
package io.cotangent.data;

import org.jspecify.annotations.NullMarked;
