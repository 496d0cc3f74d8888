/** The connections of HTTP callers: who is slow, who has left, what of a body is still to come. */
@NullMarked
package io.serai.doors.http.connection;

import org.jspecify.annotations.NullMarked;
