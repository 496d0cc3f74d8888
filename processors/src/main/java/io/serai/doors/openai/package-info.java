/** The door for callers who speak OpenAI's chat completions: reads requests, writes answers, streams and errors. */
@NullMarked
package io.serai.doors.openai;

import org.jspecify.annotations.NullMarked;
