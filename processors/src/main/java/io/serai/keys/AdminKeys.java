package io.serai.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The key of whoever runs Serai.
 *
 * <p>One that is configured holds on this node and is kept for starts without; else the kept one holds, which the very first
 * start made. The database has only its hash.
 */
public final class AdminKeys {

    private static final String SETTING = "admin-key";

    private final JdbcKeys store;
    private final KeyMint mint;
    private final boolean configured;
    private final @Nullable String made;
    private volatile String hash;

    AdminKeys(JdbcKeys store, KeyMint mint, @Nullable String key) {
        this.store = store;
        this.mint = mint;
        this.configured = key != null;
        if (key != null) {
            hash = mint.fingerprint(key).hex();
            made = null;
            if (!hash.equals(store.settle(SETTING, hash))) {
                store.put(SETTING, hash);
            }
        } else {
            String fresh = KeyMint.make(KeyMint.ADMIN);
            String freshHash = mint.fingerprint(fresh).hex();
            hash = store.settle(SETTING, freshHash);
            made = hash.equals(freshHash) ? fresh : null;
        }
    }

    /** Whether this is the admin key; takes as long for one wrong key as for another. */
    public boolean check(@Nullable String raw) {
        return raw != null && MessageDigest.isEqual(ascii(mint.fingerprint(raw).hex()), ascii(hash));
    }

    /** The key this start made, or null. */
    @Nullable
    String made() {
        return made;
    }

    void reload() {
        if (!configured) {
            hash = store.setting(SETTING).orElse(hash);
        }
    }

    private static byte[] ascii(String hex) {
        return hex.getBytes(StandardCharsets.US_ASCII);
    }
}
