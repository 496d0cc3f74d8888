package io.serai.keys;

import org.jspecify.annotations.Nullable;

/**
 * The keys of a gateway that has none yet, each made at the moment it is taken to be shown.
 *
 * <p>Not earlier: a start that ends before it can show them would leave keys behind that nobody knows.
 */
public final class FirstStart {

    private final AdminKeys adminKeys;
    private final Keyring keyring;

    FirstStart(AdminKeys adminKeys, Keyring keyring) {
        this.adminKeys = adminKeys;
        this.keyring = keyring;
    }

    /** Makes the admin key; null where there has been one before. */
    public @Nullable String takeAdminKey() {
        return adminKeys.makeFirst();
    }

    /** Makes a virtual key; null where there has been one before. */
    public @Nullable String takeVirtualKey() {
        return keyring.makeFirst();
    }
}
