/** What integrators' own doors are bound by, and what their callers may not say there. */
@NullMarked
package io.serai.app.own;

import org.jspecify.annotations.NullMarked;
