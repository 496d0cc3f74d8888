package io.serai.routing;

import io.serai.call.Caller;
import io.serai.call.Preference;
import io.serai.call.Task;
import io.serai.catalog.Catalog;
import io.serai.chat.ChatRequest;
import io.serai.routing.preference.ModelChoice;
import java.time.Instant;

/**
 * All that a decision depends on.
 *
 * @param choice     what the caller's model name means in this catalogue
 * @param preference the choice's own, or where it has none what the rules say
 * @param at         by whose prices and health is decided
 * @param seed       spreads the load over candidates that are equally good; the same seed decides the same
 */
public record DecisionInput(
        ChatRequest request,
        ModelChoice choice,
        Task task,
        Preference preference,
        Caller caller,
        Catalog catalog,
        Health health,
        Instant at,
        long seed) {}
