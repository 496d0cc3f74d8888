/** The verbs that the route of a call names, one class each. */
@NullMarked
package io.serai.steps.verbs;

import org.jspecify.annotations.NullMarked;
