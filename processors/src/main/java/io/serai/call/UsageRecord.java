package io.serai.call;

import io.serai.usage.Money;
import io.serai.usage.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt consumed and cost: the line that travels to the ledger.
 *
 * <p>{@code callId} with {@code attempt} is its identity: the ledger takes each pair once, however often it arrives.
 *
 * @param asked        the model as the caller named it
 * @param model        the catalogue's name of the model that answered
 * @param upstream     the name the provider gave its answer
 * @param cost         exact, by the price in force at {@code at}
 * @param listed       whether the price was in the catalogue, rather than the configured default
 * @param estimated    whether the tokens were counted by us because the provider did not report them
 * @param door         {@code http} or {@code queue}
 * @param firstTokenMs milliseconds to the first content, or -1
 * @param totalMs      milliseconds from asking to the end
 */
public record UsageRecord(
        CallId callId,
        int attempt,
        Instant at,
        String keyId,
        String keyName,
        @Nullable String team,
        @Nullable String project,
        String task,
        String rule,
        String asked,
        String model,
        String provider,
        String upstream,
        Usage usage,
        Money cost,
        boolean listed,
        boolean estimated,
        Outcome outcome,
        String door,
        boolean streamed,
        long firstTokenMs,
        long totalMs) {}
