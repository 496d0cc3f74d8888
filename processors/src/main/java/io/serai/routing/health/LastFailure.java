package io.serai.routing.health;

import io.serai.call.ProviderFailure;
import java.time.Instant;

/**
 * The last attempt that failed, whatever came after it.
 *
 * @param words in the provider's own, for operators
 */
public record LastFailure(ProviderFailure.Kind kind, int status, String words, Instant at) {}
