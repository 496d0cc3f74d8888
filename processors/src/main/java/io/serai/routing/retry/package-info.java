/** What comes after a failure: pure, so that a table in a test can hold it. */
@NullMarked
package io.serai.routing.retry;

import org.jspecify.annotations.NullMarked;
