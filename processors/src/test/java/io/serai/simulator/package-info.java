@NullMarked
package io.serai.simulator;

import org.jspecify.annotations.NullMarked;
