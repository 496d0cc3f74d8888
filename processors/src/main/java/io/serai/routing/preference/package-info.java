/** Which models are meant: names, patterns of names, and the sentence of a rule. */
@NullMarked
package io.serai.routing.preference;

import org.jspecify.annotations.NullMarked;
