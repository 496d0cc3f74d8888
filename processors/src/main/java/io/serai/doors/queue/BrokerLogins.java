package io.serai.doors.queue;

import org.jspecify.annotations.Nullable;

/** Says whose key a client presents to the broker. */
public interface BrokerLogins {

    /** Stands in the place of a key's id for who logs in with the admin key; never the id of a key. */
    String OPERATOR = "operator";

    /**
     * What a presented key is worth; one of the two is null.
     *
     * @param keyId   of a key that may be used now, or {@link #OPERATOR}
     * @param refusal what its owner is told of one that may not, without the key itself
     */
    record Login(@Nullable String keyId, @Nullable String refusal) {}

    /** @param key as presented, or null where none was */
    Login login(@Nullable String key);

    /** Whether the key of that id may still be used. */
    boolean isValid(String keyId);
}
