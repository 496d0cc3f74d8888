package io.serai.keys;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The keys that this start made because there were none, each to be had once. */
public final class FirstStart {

    private final AtomicReference<@Nullable String> adminKey;
    private final AtomicReference<@Nullable String> virtualKey;

    FirstStart(@Nullable String adminKey, @Nullable String virtualKey) {
        this.adminKey = new AtomicReference<>(adminKey);
        this.virtualKey = new AtomicReference<>(virtualKey);
    }

    /** The admin key this start made; null where it made none, and when asked again. */
    public @Nullable String takeAdminKey() {
        return adminKey.getAndSet(null);
    }

    /** The virtual key this start made; null where it made none, and when asked again. */
    public @Nullable String takeVirtualKey() {
        return virtualKey.getAndSet(null);
    }
}
