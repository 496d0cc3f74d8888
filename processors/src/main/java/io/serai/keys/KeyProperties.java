package io.serai.keys;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the keys.
 *
 * @param adminKey   {@code serai.admin-key}: the admin key; without it the first start makes one
 * @param metricsKey {@code serai.metrics-key}: a key that reads the meters and nothing else; without it the admin key alone does
 * @param secret     {@code serai.secret}: what keys are hashed with; without it a random one is kept in the database
 * @param keys       {@code serai.keys.*}
 */
@ConfigurationProperties("serai")
public record KeyProperties(
        @Nullable String adminKey,
        @Nullable String metricsKey,
        @Nullable String secret,
        @DefaultValue Nested keys) {

    /** Shorter ones can be guessed, or were made to be remembered. */
    private static final int SHORTEST = 24;

    public KeyProperties {
        adminKey = checked(adminKey, "serai.admin-key", "the first start makes one");
        metricsKey = checked(metricsKey, "serai.metrics-key", "the meters are read with the admin key");
        secret = secret == null || secret.isBlank() ? null : secret;
        if (secret != null && secret.length() < SHORTEST) {
            throw tooShort("serai.secret", secret.length(), "the first start makes one");
        }
    }

    private static @Nullable String checked(@Nullable String key, String setting, String otherwise) {
        if (key == null || key.isBlank()) {
            return null;
        }
        String stripped = key.strip();
        if (stripped.length() < SHORTEST) {
            throw tooShort(setting, stripped.length(), otherwise);
        }
        return stripped;
    }

    private static IllegalArgumentException tooShort(String setting, int length, String otherwise) {
        return new IllegalArgumentException(setting + " must be at least " + SHORTEST + " characters long, but has "
                + length + ": make one with 'openssl rand -base64 32', or leave it out and " + otherwise);
    }

    /**
     * @param refreshEvery how often changes made by other nodes are looked for
     */
    public record Nested(@DefaultValue("1s") Duration refreshEvery) {

        public Nested {
            if (!refreshEvery.isPositive()) {
                throw new IllegalArgumentException("serai.keys.refresh-every must be positive, but is " + refreshEvery);
            }
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "KeyProperties[***, " + keys + "]";
    }
}
