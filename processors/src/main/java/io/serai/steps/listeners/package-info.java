/** What hears of every call and attempt: health, meters, traces, the log; each fails open. */
@NullMarked
package io.serai.steps.listeners;

import org.jspecify.annotations.NullMarked;
