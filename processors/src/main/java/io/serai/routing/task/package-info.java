/** What kind of task a request is, how long it is, and when it comes. */
@NullMarked
package io.serai.routing.task;

import org.jspecify.annotations.NullMarked;
