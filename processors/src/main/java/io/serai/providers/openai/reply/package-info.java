/** Reads replies, streams and errors in OpenAI's format. */
@NullMarked
package io.serai.providers.openai.reply;

import org.jspecify.annotations.NullMarked;
