/** The caller's side of a call: over HTTP, and as a message with its reply and its dead letters. */
@NullMarked
package io.serai.steps.callers;

import org.jspecify.annotations.NullMarked;
