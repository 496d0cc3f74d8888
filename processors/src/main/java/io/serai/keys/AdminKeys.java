package io.serai.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The key of whoever runs Serai.
 *
 * <p>One that is configured holds on this node and is kept for starts without; else the kept one holds, which the very first
 * start made. Until then nobody is the admin. The database has only its hash.
 */
public final class AdminKeys {

    private static final String SETTING = "admin-key";

    private final JdbcKeys store;
    private final KeyMint mint;
    private final boolean configured;
    private volatile @Nullable String hash;

    AdminKeys(JdbcKeys store, KeyMint mint, @Nullable String key) {
        this.store = store;
        this.mint = mint;
        this.configured = key != null;
        if (key != null) {
            String configuredHash = mint.fingerprint(key).hex();
            hash = configuredHash;
            if (!configuredHash.equals(store.settle(SETTING, configuredHash))) {
                store.put(SETTING, configuredHash);
            }
        } else {
            hash = store.setting(SETTING).orElse(null);
        }
    }

    /** Whether this is the admin key; takes as long for one wrong key as for another. */
    public boolean check(@Nullable String raw) {
        String known = hash;
        return raw != null
                && known != null
                && MessageDigest.isEqual(ascii(mint.fingerprint(raw).hex()), ascii(known));
    }

    /** Makes the admin key where there has never been one, and gives it; else null. */
    @Nullable
    String makeFirst() {
        if (configured) {
            return null;
        }
        String fresh = KeyMint.make(KeyMint.ADMIN);
        String freshHash = mint.fingerprint(fresh).hex();
        String settled = store.settle(SETTING, freshHash);
        hash = settled;
        return settled.equals(freshHash) ? fresh : null;
    }

    void reload() {
        if (!configured) {
            hash = store.setting(SETTING).orElse(null);
        }
    }

    private static byte[] ascii(String hex) {
        return hex.getBytes(StandardCharsets.US_ASCII);
    }
}
