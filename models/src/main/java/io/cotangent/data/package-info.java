/**
 * Data sets of any elements, samplers, loaders of batches of any type, and readers: CSV, pictures
 * in folders, IDX, JSON lines; data sets that everybody uses, by name.
 */
@NullMarked
package io.cotangent.data;

import org.jspecify.annotations.NullMarked;
