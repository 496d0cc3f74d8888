/** What a file has to pass before it is put in force. */
@NullMarked
package io.serai.live.check;

import org.jspecify.annotations.NullMarked;
