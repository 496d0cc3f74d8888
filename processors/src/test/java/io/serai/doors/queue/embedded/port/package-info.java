@NullMarked
package io.serai.doors.queue.embedded.port;

import org.jspecify.annotations.NullMarked;
