/** JMH benchmarks of the operations beneath the workloads. */
@NullMarked
package io.cotangent.bench.jmh;

import org.jspecify.annotations.NullMarked;
