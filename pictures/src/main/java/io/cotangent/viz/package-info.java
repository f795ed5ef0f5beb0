/** Pictures: charts and image grids. */
@NullMarked
package io.cotangent.viz;

import org.jspecify.annotations.NullMarked;
