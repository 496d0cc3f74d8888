/** The built-in provider: real-looking answers, usage and faults without an account. */
@NullMarked
package io.serai.simulator;

import org.jspecify.annotations.NullMarked;
