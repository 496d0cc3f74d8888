package io.serai.steps.rules;

import io.serai.call.CallId;
import io.serai.call.Preference;
import io.serai.call.Profile;
import io.serai.steps.alerts.Alarms;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What decides where the rules fail, and who is told: one alert and one log entry a failure and version of the live files.
 *
 * <p>A failing rule is hit by every call that meets it, so the calls after the first say nothing but in their own headers and
 * usage records.
 */
public final class FailingRules {

    /** What a call's rule is called when the rules failed before one of them had spoken. */
    static final String RULES_FAILED = "rules-failed";

    /** Decides where no rule has spoken. */
    static final Preference STAND_IN = Preference.of(RULES_FAILED, Profile.BALANCED);

    private static final Logger log = LoggerFactory.getLogger(FailingRules.class);

    /** Beyond these, failures of one version are not told apart any more. */
    private static final int MOST = 50;

    /** What has been told since some live file last changed. */
    private record Told(int edits, Set<String> failures) {}

    private final Alarms alarms;
    private final IntSupplier edits;
    private Told told = new Told(-1, Set.of());

    /** @param edits counts the versions of live files that came into force */
    public FailingRules(Alarms alarms, IntSupplier edits) {
        this.alarms = alarms;
        this.edits = edits;
    }

    /** The rules broke off for a call. */
    Preference failed(CallId call, Throwable thrown) {
        RulesFailed failure = find(thrown);
        String rule = failure == null ? null : failure.rule();
        Throwable cause = failure == null ? thrown : failure.getCause();
        String reason = failure == null ? String.valueOf(thrown.getMessage()) : String.valueOf(failure.getMessage());
        if (isNew(rule + " " + (cause == null ? reason : cause.getClass().getName()))) {
            log.error(
                    "The routing rules failed{}, so 'balanced' decides: {}; fix routes/routing-rules.camel.yaml. Calls that"
                            + " fail likewise are not logged until it is edited",
                    rule == null ? "" : " at '" + rule + "'",
                    reason,
                    cause);
            alarms.ruleFailed(call, rule == null ? RULES_FAILED : rule, reason);
        }
        return STAND_IN;
    }

    /** A rule spoke, and what it says cannot be met for a call. */
    Preference unmet(CallId call, String rule, String reason) {
        if (isNew(rule)) {
            log.error(
                    "The rule '{}' cannot be met, so 'balanced' decides: {}; fix routes/routing-rules.camel.yaml. Calls that"
                            + " fail likewise are not logged until it is edited",
                    rule,
                    reason);
            alarms.ruleFailed(call, rule, reason);
        }
        return Preference.of(rule + "-failed", Profile.BALANCED);
    }

    private synchronized boolean isNew(String failure) {
        int now = edits.getAsInt();
        if (told.edits() != now) {
            told = new Told(now, new HashSet<>());
        }
        return told.failures().size() < MOST && told.failures().add(failure);
    }

    private static @Nullable RulesFailed find(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RulesFailed failure) {
                return failure;
            }
        }
        return null;
    }
}
