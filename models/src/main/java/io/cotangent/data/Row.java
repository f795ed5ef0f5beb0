package io.cotangent.data;

/**
 * A row of a table as a model takes it.
 *
 * @param features numbers
 * @param target the class, or the number to predict
 */
public record Row(float[] features, double target) {}
