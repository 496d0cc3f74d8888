/** Puts what integrators edit (routes, connectors, live settings) in force without losing a call. */
@NullMarked
package io.serai.live;

import org.jspecify.annotations.NullMarked;
