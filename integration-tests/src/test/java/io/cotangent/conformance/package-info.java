/** Our own backends under the conformance kit, and beside each other. */
@NullMarked
package io.cotangent.conformance;

import org.jspecify.annotations.NullMarked;
