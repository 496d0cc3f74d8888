/** The wire of Anthropic's Messages API, to and from the vocabulary. */
@NullMarked
package io.serai.providers.anthropic;

import org.jspecify.annotations.NullMarked;
