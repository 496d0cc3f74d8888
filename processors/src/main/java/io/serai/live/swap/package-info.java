/** Versions of routes and connectors that take over from each other under load. */
@NullMarked
package io.serai.live.swap;

import org.jspecify.annotations.NullMarked;
