package io.serai.steps.patience;

import io.serai.call.ProviderFailure;
import io.serai.call.Refusal;
import io.serai.live.swap.NoFault;
import io.serai.steps.call.CallerGone;
import io.serai.steps.call.Failures;
import io.serai.steps.call.RunningAttempt;

/** Says what the breaker around an attempt is to make of its end. */
public final class Verdict {

    private final AnswerLimits limits;

    public Verdict(AnswerLimits limits) {
        this.limits = limits;
    }

    /**
     * What is thrown inside of the breaker: the meaning itself where it is the deployment's failure, else {@link NoFault}.
     *
     * <p>A caller who leaves says nothing of the deployment, unless it had waited for longer than the deployment needs. Nor does
     * a request that was refused for what is in it, a limit of our account, or an answer that this gateway has no memory for.
     */
    public RuntimeException on(RuntimeException meaning, RunningAttempt attempt) {
        return isFailure(meaning, attempt) ? meaning : new NoFault(meaning);
    }

    private boolean isFailure(RuntimeException meaning, RunningAttempt attempt) {
        return switch (meaning) {
            case CallerGone gone -> {
                ProviderFailure slow = limits.leftTooLate(attempt);
                yield slow != null && Failures.opensBreaker(attempt.candidate(), slow);
            }
            case Refusal noRoom -> false;
            case ProviderFailure failure -> Failures.opensBreaker(attempt.candidate(), failure);
            default -> true;
        };
    }
}
