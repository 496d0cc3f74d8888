package io.serai.keys;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key as admins may see it, which is without the key itself.
 *
 * @param id         public, {@code key_…}
 * @param hint       the key's last four characters behind an ellipsis
 * @param models     names, aliases or {@code provider/*} patterns it may use; empty for all
 * @param expiresAt  from when on it is refused, or null for never
 * @param disabledAt since when it is refused, or null where it is not
 */
public record VirtualKey(
        String id,
        String name,
        String hint,
        @Nullable String team,
        @Nullable String project,
        List<String> models,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant disabledAt) {

    public VirtualKey {
        models = List.copyOf(models);
    }
}
