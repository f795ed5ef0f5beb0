/** The workloads by which Cotangent is compared with other frameworks, and their runner. */
@NullMarked
package io.cotangent.bench;

import org.jspecify.annotations.NullMarked;
