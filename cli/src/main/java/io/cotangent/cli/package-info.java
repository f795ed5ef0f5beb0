/** The command line. */
@NullMarked
package io.cotangent.cli;

import org.jspecify.annotations.NullMarked;
