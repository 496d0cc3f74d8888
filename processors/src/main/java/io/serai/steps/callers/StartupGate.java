package io.serai.steps.callers;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;

/**
 * Keeps a message waiting that came while the gateway is still starting.
 *
 * <p>Its queue is listened to before the last route is up. A deployment's route that a call makes before all of them
 * are up is registered and never started: every later call of that deployment would wait for it in vain.
 */
final class StartupGate {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private StartupGate() {}

    /** Returns at once on a gateway that is up. */
    static void await(CamelContext camel) {
        if (!camel.isStarted()) {
            awaitStart(camel);
        }
    }

    private static void awaitStart(CamelContext camel) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        // Not while it stops: then the last calls have their routes.
        while (camel.getStatus() == ServiceStatus.Starting) {
            if (Thread.currentThread().isInterrupted() || System.nanoTime() - deadline >= 0) {
                throw new Refusal(new GatewayError.NoCandidate(
                        "The gateway is still starting: try again in a moment.", null, true));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
