/** The HTTP server's own part of the doors: connections, ids on every answer, errors as JSON whatever went wrong. */
@NullMarked
package io.serai.doors.http;

import org.jspecify.annotations.NullMarked;
