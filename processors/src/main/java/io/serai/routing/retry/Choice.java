package io.serai.routing.retry;

import io.serai.call.Candidate;
import io.serai.call.FailedAttempt;
import io.serai.call.ProviderFailure.Kind;
import io.serai.call.Trail;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is asked after a failure, of those that are left and those that were asked. */
record Choice(Trail trail, RetryPolicy policy, NextMove.Conditions conditions, FailedAttempt last) {

    @Nullable
    NextMove move() {
        Candidate next = last.failure().kind() == Kind.TOO_LONG ? larger() : trail.next();
        if (next == null) {
            return last.failure().kind() == Kind.TOO_LONG ? null : wait(policy.longestWait());
        }
        Candidate sameModel = last.failure().kind() == Kind.LIMITED ? sameModel() : null;
        if (sameModel != null) {
            return new NextMove.MoveOn(sameModel);
        }
        Duration pause = Pauses.whileOthersAreLeft(last, policy, conditions.luck());
        boolean again = pause != null
                && !conditions.troubled()
                && trail.asks(asked()) < policy.asks()
                && fits(pause, policy.worthWaiting());
        return again ? new NextMove.Again(asked(), pause) : new NextMove.MoveOn(next);
    }

    private Candidate asked() {
        return last.attempt().candidate();
    }

    /** The next whose context holds more than the one that was too small. */
    private @Nullable Candidate larger() {
        return trail.left().stream()
                .filter(each -> each.window() > asked().window())
                .findFirst()
                .orElse(null);
    }

    private @Nullable Candidate sameModel() {
        return trail.left().stream()
                .filter(each -> each.sameModel(asked()))
                .findFirst()
                .orElse(null);
    }

    /** Nobody else is left: the one that comes back first is asked again, if that is soon enough. */
    private @Nullable NextMove wait(Duration longest) {
        return Stream.concat(justFailed(), cooling())
                .filter(again -> trail.asks(again.candidate()) < policy.asks() && fits(again.pause(), longest))
                .min(Comparator.comparing(NextMove.Again::pause))
                .orElse(null);
    }

    private Stream<NextMove.Again> justFailed() {
        Duration pause = Pauses.alone(last, policy, conditions.luck());
        return pause == null ? Stream.empty() : Stream.of(new NextMove.Again(asked(), pause));
    }

    /** Those that said, earlier in this call, when they can be asked again. */
    private Stream<NextMove.Again> cooling() {
        return trail.failed().stream()
                .filter(failed -> failed != last && Pauses.comesBack(failed.failure()))
                .map(failed -> new NextMove.Again(
                        failed.attempt().candidate(), Pauses.until(failed, policy, conditions.now())));
    }

    private boolean fits(Duration pause, Duration longest) {
        return pause.compareTo(longest) <= 0 && pause.compareTo(conditions.patience()) < 0;
    }
}
