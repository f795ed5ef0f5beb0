package io.cotangent.zoo;

/**
 * A sentence and its class.
 *
 * @param text the sentence
 * @param label the name of its class
 */
public record Sentence(String text, String label) {}
