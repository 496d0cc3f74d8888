/** The broker in this process: who may log in, what a client may do there, and how much of it. */
@NullMarked
package io.serai.doors.queue.embedded;

import org.jspecify.annotations.NullMarked;
