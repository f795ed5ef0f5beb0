/** What ran: the list of operations that summaries, profiles, pictures and exports read. */
@NullMarked
package io.cotangent.trace;

import org.jspecify.annotations.NullMarked;
