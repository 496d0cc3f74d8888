package io.serai.steps.rules;

import org.jspecify.annotations.Nullable;

/** The rules did not come to their end for a call. */
final class RulesFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable String rule;

    /** @param rule the clause at which they failed, or null where it is not known */
    RulesFailed(Throwable cause, @Nullable String rule) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        this.rule = rule;
    }

    /** Their own failure, of which no stack tells anything. */
    RulesFailed(String reason, @Nullable String rule) {
        super(reason, null, false, false);
        this.rule = rule;
    }

    @Nullable
    String rule() {
        return rule;
    }
}
