/** What a third party would write: a backend of plain loops, and what becomes of broken ones. */
@NullMarked
package io.cotangent.thirdparty;

import org.jspecify.annotations.NullMarked;
