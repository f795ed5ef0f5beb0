/**
 * Charts as data, and who draws them: an artifact of its own, so that users of models inherit no
 * drawing library.
 */
@NullMarked
package io.cotangent.chart;

import org.jspecify.annotations.NullMarked;
