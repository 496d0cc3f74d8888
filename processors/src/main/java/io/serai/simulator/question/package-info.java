/** What the simulator is asked, and what it refuses. */
@NullMarked
package io.serai.simulator.question;

import org.jspecify.annotations.NullMarked;
