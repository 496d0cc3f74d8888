/** One call under way: what it carries, what was tried, how it is billed, and how it ends in time. */
@NullMarked
package io.serai.steps.call;

import org.jspecify.annotations.NullMarked;
