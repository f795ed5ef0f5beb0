/**
 * Mutation testing on demand: changes the sources one place at a time, and counts how many changes
 * the tests notice. {@code .ci/mutants} runs it.
 */
@NullMarked
package io.cotangent.mutation;

import org.jspecify.annotations.NullMarked;
