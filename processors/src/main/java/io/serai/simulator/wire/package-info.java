/** The simulator's answer as a provider would send it, at a provider's pace. */
@NullMarked
package io.serai.simulator.wire;

import org.jspecify.annotations.NullMarked;
