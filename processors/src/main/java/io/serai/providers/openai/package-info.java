/** OpenAI's chat completions wire, for OpenAI itself and for the many vendors who speak its format. */
@NullMarked
package io.serai.providers.openai;

import org.jspecify.annotations.NullMarked;
