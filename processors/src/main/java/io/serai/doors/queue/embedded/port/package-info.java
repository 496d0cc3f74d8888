/** What stands between the network and the embedded broker, connection by connection. */
@NullMarked
package io.serai.doors.queue.embedded.port;

import org.jspecify.annotations.NullMarked;
