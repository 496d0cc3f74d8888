/** What hears of every attempt: the health of deployments; each fails open. */
@NullMarked
package io.serai.steps.listeners;

import org.jspecify.annotations.NullMarked;
