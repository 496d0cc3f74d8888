/** What bounds the stop of the gateway. */
@NullMarked
package io.serai.app.stop;

import org.jspecify.annotations.NullMarked;
