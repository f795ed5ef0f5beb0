package io.cotangent.nn;

/**
 * The value of a parameter as a function of its leaf and of parameters of this module: {@code
 * forward} takes the leaf and gives the value, of its shape. It goes over any parameter of any
 * layer with {@link Parameter#reparameterize}, or by name pattern with {@link
 * Module#reparameterize}.
 */
public abstract class Reparameterization extends Layer {}
