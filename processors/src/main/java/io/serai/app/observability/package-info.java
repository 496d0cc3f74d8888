/** What the gateway tells of itself: meters, traces and the line of each call. */
@NullMarked
package io.serai.app.observability;

import org.jspecify.annotations.NullMarked;
