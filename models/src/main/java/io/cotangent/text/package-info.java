/**
 * Tokenizers: characters, words, byte-pair encoding, WordPiece and Unigram, trained here or read
 * from {@code tokenizer.json}.
 */
@NullMarked
package io.cotangent.text;

import org.jspecify.annotations.NullMarked;
