/** Reference cases: operators, optimizers and schedules against values from another framework. */
@NullMarked
package io.cotangent.conform;

import org.jspecify.annotations.NullMarked;
