@NullMarked
package io.cotangent.nd4j;

import org.jspecify.annotations.NullMarked;
