@NullMarked
package io.serai.simulator.fault;

import org.jspecify.annotations.NullMarked;
