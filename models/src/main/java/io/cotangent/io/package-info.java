/** Files of tensors. */
@NullMarked
package io.cotangent.io;

import org.jspecify.annotations.NullMarked;
