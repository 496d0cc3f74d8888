/** What becomes of a message between its sender and the journal, and whose a queue is. */
@NullMarked
package io.serai.doors.queue.embedded.ingress;

import org.jspecify.annotations.NullMarked;
