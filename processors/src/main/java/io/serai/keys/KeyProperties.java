package io.serai.keys;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the keys.
 *
 * @param adminKey {@code serai.admin-key}: the admin key; without it the first start makes one
 * @param secret   {@code serai.secret}: what keys are hashed with; without it a random one is kept in the database
 * @param keys     {@code serai.keys.*}
 */
@ConfigurationProperties("serai")
public record KeyProperties(
        @Nullable String adminKey,
        @Nullable String secret,
        @DefaultValue Nested keys) {

    /** Shorter ones can be guessed, or were made to be remembered. */
    private static final int SHORTEST_ADMIN_KEY = 24;

    public KeyProperties {
        adminKey = adminKey == null || adminKey.isBlank() ? null : adminKey.strip();
        if (adminKey != null && adminKey.length() < SHORTEST_ADMIN_KEY) {
            throw new IllegalArgumentException("serai.admin-key must be at least " + SHORTEST_ADMIN_KEY
                    + " characters long, but has " + adminKey.length()
                    + ": make one with 'openssl rand -base64 32', or leave it out and the first start makes one");
        }
        secret = secret == null || secret.isBlank() ? null : secret;
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
