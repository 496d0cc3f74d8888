/** The bodies of requests: read within a limit of bytes and of time, unpacked, and what is wrong with them. */
@NullMarked
package io.serai.doors.http.body;

import org.jspecify.annotations.NullMarked;
