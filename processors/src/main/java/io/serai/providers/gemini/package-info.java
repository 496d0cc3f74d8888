/** The wire of Google's Gemini API, {@code generateContent}, to and from the vocabulary. */
@NullMarked
package io.serai.providers.gemini;

import org.jspecify.annotations.NullMarked;
