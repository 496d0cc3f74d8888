@NullMarked
package io.serai.simulator.compose;

import org.jspecify.annotations.NullMarked;
