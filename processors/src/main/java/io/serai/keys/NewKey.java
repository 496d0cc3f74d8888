package io.serai.keys;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key that is to be issued shall be.
 *
 * @param models names, aliases or {@code provider/*} patterns it may use; empty for all
 */
public record NewKey(
        String name,
        @Nullable String team,
        @Nullable String project,
        List<String> models,
        @Nullable Instant expiresAt) {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_MODELS = 200;

    public NewKey {
        models = List.copyOf(models);
    }

    public static NewKey named(String name) {
        return new NewKey(name, null, null, List.of(), null);
    }

    /** @throws Refusal naming the field at fault */
    void check(Instant now) {
        checkText("name", name);
        if (team != null) {
            checkText("team", team);
        }
        if (project != null) {
            checkText("project", project);
        }
        if (models.size() > MAX_MODELS) {
            throw invalid("models", "must be at most " + MAX_MODELS + " names");
        }
        for (int i = 0; i < models.size(); i++) {
            checkText("models[" + i + "]", models.get(i));
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw invalid("expires_at", "must be in the future, but is " + expiresAt);
        }
    }

    private static void checkText(String field, String text) {
        if (text.isBlank()) {
            throw invalid(field, "must not be empty");
        }
        if (text.length() > MAX_LENGTH) {
            throw invalid(field, "must have at most " + MAX_LENGTH + " characters, but has " + text.length());
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(field, "must not have control characters");
        }
    }

    private static Refusal invalid(String field, String what) {
        return new Refusal(
                new GatewayError.Invalid("Invalid '" + field + "': it " + what + ".", field, "invalid_value"));
    }
}
