package io.serai.doors.queue;

import org.jspecify.annotations.Nullable;

/** Says whose key a client presents to the broker. */
public interface BrokerLogins {

    /**
     * What a presented key is worth; one of the two is null.
     *
     * @param keyId   of a key that may be used now
     * @param refusal what its owner is told of one that may not, without the key itself
     */
    record Login(@Nullable String keyId, @Nullable String refusal) {}

    /** @param key as presented, or null where none was */
    Login login(@Nullable String key);

    /** Whether the key of that id may still be used. */
    boolean isValid(String keyId);
}
