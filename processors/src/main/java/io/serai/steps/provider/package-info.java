/** The verbs of the connectors, and the connections below them. */
@NullMarked
package io.serai.steps.provider;

import org.jspecify.annotations.NullMarked;
