/** Writes requests in OpenAI's format, or edits the caller's own bytes. */
@NullMarked
package io.serai.providers.openai.request;

import org.jspecify.annotations.NullMarked;
