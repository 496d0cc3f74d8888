package io.serai.keys;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** All keys over one database; several nodes may open them at once, even for the first time. */
public final class Keys {

    private static final String SECRET = "secret";
    private static final String SECRET_CHECK = "secret-check";

    private final JdbcKeys store;
    private final Keyring keyring;
    private final AdminKeys adminKeys;
    private final KeyMint mint;
    private final FirstStart firstStart;
    private final AtomicLong version;

    /**
     * Opens the keys; {@link #firstStart} makes the first ones.
     *
     * @param secret   what keys are hashed with; null for a random one that the database keeps
     * @param adminKey the admin key; null for the one that the first start makes
     * @throws IllegalStateException when the secret is not the one that the database's keys were made with
     */
    public Keys(DataSource database, @Nullable String secret, @Nullable String adminKey, InstantSource clock) {
        this.store = new JdbcKeys(database);
        this.mint = mint(secret);
        this.version = new AtomicLong(store.version());
        this.adminKeys = new AdminKeys(store, mint, adminKey);
        this.keyring = new Keyring(store, mint, clock);
        this.firstStart = new FirstStart(adminKeys, keyring);
    }

    private KeyMint mint(@Nullable String secret) {
        KeyMint made = new KeyMint(secret == null ? store.settle(SECRET, KeyMint.random()) : secret);
        String check = made.fingerprint(SECRET_CHECK).hex();
        if (!check.equals(store.settle(SECRET_CHECK, check))) {
            throw new IllegalStateException(
                    "serai.secret is not the secret that the keys in this database were made with:"
                            + " set the one they were made with, or none where none was set at the first start");
        }
        return made;
    }

    /**
     * Signs and verifies what the gateways of this database send each other.
     *
     * @param purpose what for; a signature for another purpose does not verify
     */
    public Signer signer(String purpose) {
        return mint.signer(purpose);
    }

    public Keyring keyring() {
        return keyring;
    }

    public AdminKeys adminKeys() {
        return adminKeys;
    }

    public FirstStart firstStart() {
        return firstStart;
    }

    /** Takes over what other nodes changed; one small read where there is nothing new. To be called about every second. */
    public void refresh() {
        // Read before the keys: a change in between is then read twice, never missed.
        long now = store.version();
        if (now != version.get()) {
            adminKeys.reload();
            keyring.reload();
            version.set(now);
        }
    }
}
