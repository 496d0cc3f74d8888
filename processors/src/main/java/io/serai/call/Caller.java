package io.serai.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the virtual key of a call and what it says of its owner.
 *
 * @param keyId   the key's public id, {@code key_…}; never the key itself
 * @param models  names, aliases or {@code provider/*} patterns the key may use; empty for all
 */
public record Caller(
        String keyId,
        String keyName,
        @Nullable String team,
        @Nullable String project,
        List<String> models) {

    public Caller {
        models = List.copyOf(models);
    }
}
