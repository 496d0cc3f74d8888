/** The broker behind the queue door: embedded by default, external by one setting. */
@NullMarked
package io.serai.doors.queue;

import org.jspecify.annotations.NullMarked;
