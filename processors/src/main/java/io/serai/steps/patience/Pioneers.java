package io.serai.steps.patience;

import io.serai.steps.call.RunningAttempt;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts that go on waiting at a deployment that answers nobody, two a deployment at most. */
final class Pioneers {

    private static final int MOST = 2;

    private final Map<String, Set<RunningAttempt>> waiting = new ConcurrentHashMap<>();

    /** Whether the attempt is one of them now; asked by one thread. */
    boolean admit(String deployment, RunningAttempt attempt) {
        Set<RunningAttempt> those = waiting.computeIfAbsent(deployment, name -> ConcurrentHashMap.newKeySet());
        return those.contains(attempt) || those.size() < MOST && those.add(attempt);
    }

    /** Every attempt comes here, and hardly any has ever waited. */
    void ended(RunningAttempt attempt) {
        if (!waiting.isEmpty()) {
            waiting.computeIfPresent(attempt.candidate().deployment(), (name, those) -> {
                those.remove(attempt);
                return those.isEmpty() ? null : those;
            });
        }
    }
}
