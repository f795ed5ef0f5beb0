/** The page of operations, made from the sources and the backends. */
@NullMarked
package io.cotangent.page;

import org.jspecify.annotations.NullMarked;
