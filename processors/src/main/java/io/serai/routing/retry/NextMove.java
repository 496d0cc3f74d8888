package io.serai.routing.retry;

import io.serai.call.Candidate;
import io.serai.call.GatewayError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a call does after an attempt that failed. */
public sealed interface NextMove {

    /** The same deployment is asked once more, after a pause. */
    record Again(Candidate candidate, Duration pause) implements NextMove {}

    /** Another candidate is asked, at once. */
    record MoveOn(Candidate to) implements NextMove {}

    /** The caller is told. */
    record GiveUp(GatewayError error) implements NextMove {}

    /** Who is asked after this move, or null. */
    default @Nullable Candidate asks() {
        return switch (this) {
            case Again again -> again.candidate();
            case MoveOn on -> on.to();
            case GiveUp end -> null;
        };
    }
}
