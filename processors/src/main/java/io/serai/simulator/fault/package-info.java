/** What the simulator gets wrong, and when: faults, scripts of them, and the scripts in force. */
@NullMarked
package io.serai.simulator.fault;

import org.jspecify.annotations.NullMarked;
