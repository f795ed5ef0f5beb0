package io.cotangent.cli;

import java.util.concurrent.Callable;

/**
 * A subcommand, annotated for picocli. Modules add theirs as services of this type. {@code call}
 * returns the exit status; a {@link io.cotangent.CotangentException} becomes a line on standard
 * error and status 1.
 */
public interface Command extends Callable<Integer> {}
