/** What the simulator says: prose, values for a schema, calls of tools. */
@NullMarked
package io.serai.simulator.compose;

import org.jspecify.annotations.NullMarked;
