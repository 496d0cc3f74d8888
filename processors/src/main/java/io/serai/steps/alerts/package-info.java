/** Tells operators of trouble. */
@NullMarked
package io.serai.steps.alerts;

import org.jspecify.annotations.NullMarked;
