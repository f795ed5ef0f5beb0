/** Whole models, each readable from top to bottom, and how they are trained and used. */
@NullMarked
package io.cotangent.zoo;

import org.jspecify.annotations.NullMarked;
