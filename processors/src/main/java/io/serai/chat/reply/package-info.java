/** What a model answers: whole, or chunk by chunk. */
@NullMarked
package io.serai.chat.reply;

import org.jspecify.annotations.NullMarked;
