/**
 * The conformance kit: holds a backend to the meaning of every operation. A backend's author
 * subclasses {@link io.cotangent.kit.BackendConformance}.
 */
@NullMarked
package io.cotangent.kit;

import org.jspecify.annotations.NullMarked;
