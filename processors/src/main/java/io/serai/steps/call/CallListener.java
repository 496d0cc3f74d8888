package io.serai.steps.call;

import io.serai.call.GatewayError;
import io.serai.call.UsageRecord;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every call when it comes in and when it has ended, whatever became of it.
 *
 * <p>On the call's own thread. What a listener throws is logged and costs no caller an answer; what it does is on the way of every
 * call, so it must not wait.
 */
public interface CallListener {

    /** How a call ended, as its caller saw it. */
    enum Result {
        /** The answer was complete. */
        OK("ok"),
        /** Every attempt failed, or the answer broke off, or the gateway itself failed. */
        FAILED("failed"),
        /** It was turned away for what it is, or for want of somebody who may take it. */
        REFUSED("refused"),
        /** The caller hung up. */
        HUNG_UP("hung_up");

        private final String label;

        Result(String label) {
            this.label = label;
        }

        /** The word in logs, meters and traces. */
        public String label() {
            return label;
        }
    }

    /**
     * The end of a call.
     *
     * @param status   what the caller was sent, or 499 where it did not wait for it
     * @param attempts how many candidates were asked
     * @param reason   why the last attempt failed, or the word for the error; null where nothing went wrong
     * @param answer   the bill of the last attempt, or null where no provider answered
     */
    record End(
            Result result,
            int status,
            int attempts,
            @Nullable String reason,
            @Nullable UsageRecord answer) {

        /** What a caller is told that hung up, in the words of other servers; it does not hear it. */
        public static final int HUNG_UP = 499;
    }

    /** A call has come in; nothing of it is read yet. */
    default void opened(Call call) {}

    /** A call has ended and is settled. */
    default void ended(Call call, End end) {}

    /** What an error says of the call that it ended. */
    static Result resultOf(GatewayError error) {
        return switch (error) {
            case GatewayError.AllFailed failed -> Result.FAILED;
            case GatewayError.Interrupted interrupted -> Result.FAILED;
            case GatewayError.Internal internal -> Result.FAILED;
            case GatewayError.RefusedByRule rule -> Result.REFUSED;
            case GatewayError.Invalid invalid -> Result.REFUSED;
            case GatewayError.Unauthenticated unknown -> Result.REFUSED;
            case GatewayError.Forbidden forbidden -> Result.REFUSED;
            case GatewayError.ModelNotFound unknown -> Result.REFUSED;
            case GatewayError.PromptTooLong tooLong -> Result.REFUSED;
            case GatewayError.BadAddress bad -> Result.REFUSED;
            case GatewayError.NoCandidate none -> Result.REFUSED;
            case GatewayError.RefusedByProvider provider -> Result.REFUSED;
            case GatewayError.Overloaded overloaded -> Result.REFUSED;
            case GatewayError.TooMany many -> Result.REFUSED;
        };
    }

    /** The word for an error in logs and traces: its own code, or its kind. */
    static String reasonOf(GatewayError error) {
        String code = error.code();
        return code != null
                ? code
                : switch (error) {
                    case GatewayError.AllFailed failed -> "all_failed";
                    case GatewayError.Interrupted interrupted -> "interrupted";
                    case GatewayError.Internal internal -> "internal";
                    case GatewayError.RefusedByRule rule -> "refused_by_rule";
                    case GatewayError.Invalid invalid -> "invalid";
                    case GatewayError.Unauthenticated unknown -> "unauthenticated";
                    case GatewayError.Forbidden forbidden -> "forbidden";
                    case GatewayError.ModelNotFound unknown -> "model_not_found";
                    case GatewayError.PromptTooLong tooLong -> "prompt_too_long";
                    case GatewayError.BadAddress bad -> "bad_address";
                    case GatewayError.NoCandidate none -> "no_candidate";
                    case GatewayError.RefusedByProvider provider -> "refused_by_provider";
                    case GatewayError.Overloaded overloaded -> "overloaded";
                    case GatewayError.TooMany many -> "too_many";
                };
    }
}
