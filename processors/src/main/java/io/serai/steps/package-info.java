/** The verbs that routes call, one class each: the only room that knows Camel. */
@NullMarked
package io.serai.steps;

import org.jspecify.annotations.NullMarked;
