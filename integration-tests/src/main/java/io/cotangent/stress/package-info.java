/** Many threads at once, for hours: what holds for one thread holds for them. */
@NullMarked
package io.cotangent.stress;

import org.jspecify.annotations.NullMarked;
