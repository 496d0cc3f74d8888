package io.serai.routing;

import io.serai.call.Candidate;
import io.serai.call.Decision.Rejected;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A deployment that is able to take a call, with the figures by which it is compared. */
final class ScoredDeployment {

    final Deployment deployment;
    /** Pico-dollars that the call is expected to cost. */
    final long picos;
    /** For the task, 0 to 1. */
    final double quality;
    /** Milliseconds to the end of the answer. */
    final double millis;
    /** Puts equals in an order that differs by call. */
    final long lot;
    /** Why it rests just now, or null. */
    final @Nullable String resting;
    /** Whether it rests because a person took it out. */
    final boolean takenOut;
    /** Milliseconds by powers of 1.1: times that differ less are alike. */
    final int pace;
    /** By the balanced profile; higher is better. */
    double balance;
    /** Where a rule that asks in order names it, from 0. */
    int place;

    ScoredDeployment(
            Deployment deployment,
            long picos,
            double quality,
            double millis,
            int pace,
            long lot,
            @Nullable String resting,
            boolean takenOut) {
        this.deployment = deployment;
        this.picos = picos;
        this.quality = quality;
        this.millis = millis;
        this.pace = pace;
        this.lot = lot;
        this.resting = resting;
        this.takenOut = takenOut;
    }

    Candidate candidate(String why) {
        return deployment.candidate(picos, resting == null ? why : "last resort, " + resting);
    }

    /** What the decision says of one that rests while others do not. */
    Rejected rest() {
        return deployment.rejected(Objects.requireNonNull(resting), true);
    }
}
