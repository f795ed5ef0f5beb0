/**
 * What a backend implements. The engine has checked shapes, axes, dtypes and backends before it
 * calls.
 */
@NullMarked
package io.cotangent.spi;

import org.jspecify.annotations.NullMarked;
