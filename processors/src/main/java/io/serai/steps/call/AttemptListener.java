package io.serai.steps.call;

import io.serai.call.Candidate;
import io.serai.call.ProviderFailure;
import io.serai.call.UsageRecord;
import org.jspecify.annotations.Nullable;

/**
 * Hears what becomes of the attempts of every call, on the call's own thread.
 *
 * <p>Each attempt begins once and ends once: answered, failed, broken or left. What a listener throws is logged and costs
 * no caller an answer; what it does is on the way of every call, so it must not wait.
 */
public interface AttemptListener {

    /** A candidate is about to be asked. */
    default void begun(Call call, RunningAttempt attempt) {}

    /** The first content of a stream is there, or a whole answer. */
    default void firstContent(Call call, RunningAttempt attempt) {}

    /** The answer is complete; its caller is about to see its end. */
    default void answered(Call call, RunningAttempt attempt) {}

    /**
     * It failed before any content.
     *
     * @param next who is asked instead, or null when the call is given up
     */
    default void failed(Call call, RunningAttempt attempt, ProviderFailure failure, @Nullable Candidate next) {}

    /** Its stream broke after its first content had been sent. */
    default void broken(Call call, RunningAttempt attempt, ProviderFailure failure) {}

    /**
     * Its stream broke after its first content had been sent, and another attempt is made to continue it.
     *
     * @param next who is asked for the rest
     */
    default void continued(Call call, RunningAttempt attempt, ProviderFailure failure, Candidate next) {
        broken(call, attempt, failure);
    }

    /** Its caller has left; that says nothing of the provider, unless it left a silence that was longer than the usual. */
    default void left(Call call, RunningAttempt attempt) {}

    /** What an attempt consumed is on its way to the ledger; comes before its end is told, and where it consumed nothing not at all. */
    default void billed(Call call, UsageRecord record) {}
}
