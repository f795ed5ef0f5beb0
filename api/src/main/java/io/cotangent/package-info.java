/** What a user imports: tensors, shapes, gradients, backends, scopes. */
@NullMarked
package io.cotangent;

import org.jspecify.annotations.NullMarked;
