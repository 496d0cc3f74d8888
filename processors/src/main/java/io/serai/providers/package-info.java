/** The wires that providers speak: each family's dialect, to and from the vocabulary, whole and streamed. */
@NullMarked
package io.serai.providers;

import org.jspecify.annotations.NullMarked;
