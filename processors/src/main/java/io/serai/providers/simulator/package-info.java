/** A provider without account and network, which speaks OpenAI's wire and fails when asked to. */
@NullMarked
package io.serai.providers.simulator;

import org.jspecify.annotations.NullMarked;
