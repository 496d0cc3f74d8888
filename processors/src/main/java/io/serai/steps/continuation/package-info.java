/** Streams that broke off and are continued by another attempt. */
@NullMarked
package io.serai.steps.continuation;

import org.jspecify.annotations.NullMarked;
