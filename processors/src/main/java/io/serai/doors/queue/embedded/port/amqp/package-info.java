/** What AMQP clients say, looked at before the broker's AMQP engine reads it. */
@NullMarked
package io.serai.doors.queue.embedded.port.amqp;

import org.jspecify.annotations.NullMarked;
