package io.serai.call;

import java.time.Duration;

/** An attempt that did not answer, why, and after how long. */
public record FailedAttempt(Attempt attempt, ProviderFailure failure, Duration took) {

    /** One line for the caller and the operator, such as {@code openai/gpt-4o: rate limited (429)}. */
    public String line() {
        String status = failure.status() == 0 ? "" : " (" + failure.status() + ")";
        String words = failure.words();
        String detail = words.equals(failure.kind().words()) ? "" : ": " + words;
        return attempt.candidate().deployment() + " " + failure.kind().words() + status + detail;
    }

    /** Whether it says anything of how the deployment does. */
    public boolean countsAgainstDeployment() {
        return failure.countsAgainst(attempt.candidate());
    }
}
