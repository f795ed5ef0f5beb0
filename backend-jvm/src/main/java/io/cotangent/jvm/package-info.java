/**
 * The pure-Java backend. {@link io.cotangent.jvm.JvmBackend} dispatches by element type to {@code
 * F32Backend} and its siblings; those lay work out over strides and threads and call kernels: plain
 * loops over arrays, each twice, scalar and with the Vector API. The F64 classes are the F32
 * sources with the words exchanged, made by the build.
 */
@NullMarked
package io.cotangent.jvm;

import org.jspecify.annotations.NullMarked;
