package io.serai.keys;

import io.serai.call.Caller;
import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The virtual keys, all in memory: who calls is known without asking the database.
 *
 * <p>A change is in force here when its method returns, and on other nodes with their next {@link Keys#refresh}. While the
 * database is away, what was known last goes on to hold.
 */
public final class Keyring {

    private static final String FIRST = "first-key";

    private final JdbcKeys store;
    private final KeyMint mint;
    private final InstantSource clock;
    private volatile Known known = new Known(Map.of(), Map.of());

    private record Entry(VirtualKey key, Caller caller) {}

    /** Never changed, only replaced as a whole. */
    private record Known(Map<Fingerprint, Entry> byFingerprint, Map<String, Entry> byId) {}

    Keyring(JdbcKeys store, KeyMint mint, InstantSource clock) {
        this.store = store;
        this.mint = mint;
        this.clock = clock;
        reload();
    }

    /**
     * Says who calls.
     *
     * @param raw the key as presented, or null where none was
     * @throws Refusal with {@code Unauthenticated} for no key, nobody's key, or one that is disabled or expired
     */
    public Caller identify(@Nullable String raw) {
        if (raw == null) {
            throw refused("You didn't provide an API key. You need to provide your API key in an Authorization header"
                    + " using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).");
        }
        Entry entry = known.byFingerprint.get(mint.fingerprint(raw));
        if (entry == null) {
            String prefix = raw.startsWith(KeyMint.VIRTUAL) ? KeyMint.VIRTUAL : "";
            throw refused("Incorrect API key provided: " + prefix + KeyMint.hint(raw)
                    + ". Ask whoever runs this gateway for a key.");
        }
        return usable(entry);
    }

    /**
     * Says who calls, for a door that has already checked the key.
     *
     * @throws Refusal with {@code Unauthenticated} for a key that is deleted, disabled or expired by now
     */
    public Caller identifyById(String id) {
        Entry entry = known.byId.get(id);
        if (entry == null) {
            throw refused("This API key no longer exists. Ask whoever runs this gateway for a new one.");
        }
        return usable(entry);
    }

    private Caller usable(Entry entry) {
        VirtualKey key = entry.key;
        if (key.disabledAt() != null) {
            throw refused("This API key (" + key.hint() + ") is disabled. Ask whoever runs this gateway to enable it.");
        }
        if (key.expiresAt() != null && !clock.instant().isBefore(key.expiresAt())) {
            throw refused("This API key (" + key.hint() + ") expired at " + key.expiresAt()
                    + ". Ask whoever runs this gateway for a new one.");
        }
        return entry.caller;
    }

    /**
     * Makes a key.
     *
     * @throws Refusal with {@code Invalid}, naming the field at fault
     */
    public IssuedKey issue(NewKey wanted) {
        wanted.check(clock.instant());
        String raw = KeyMint.make(KeyMint.VIRTUAL);
        JdbcKeys.Stored stored = stored(wanted, raw);
        store.insert(stored);
        reload();
        return new IssuedKey(stored.key(), raw);
    }

    /** All keys but the deleted ones, oldest first, as the database has them. */
    public List<VirtualKey> list() {
        return store.keys().stream().map(JdbcKeys.Stored::key).toList();
    }

    /** The key so disabled, or empty where there is none of that id. */
    public Optional<VirtualKey> disable(String id) {
        return changed(id, store.disable(id, now()));
    }

    /** The key so enabled, or empty where there is none of that id. */
    public Optional<VirtualKey> enable(String id) {
        return changed(id, store.enable(id));
    }

    /** Deletes a key for ever, though its id and name stay in the ledger; false where there is none of that id. */
    public boolean delete(String id) {
        boolean deleted = store.delete(id, now());
        reload();
        return deleted;
    }

    private Optional<VirtualKey> changed(String id, boolean found) {
        reload();
        return found ? store.key(id) : Optional.empty();
    }

    /** Makes a key where there has never been one, and gives it; else null. */
    @Nullable
    String makeFirst() {
        String first = KeyMint.make(KeyMint.VIRTUAL);
        if (!store.insertOnce(FIRST, stored(NewKey.named("first key"), first))) {
            return null;
        }
        reload();
        return first;
    }

    /** One at a time, so that what was read earlier never replaces what was read later. */
    synchronized void reload() {
        Map<Fingerprint, Entry> byFingerprint = new HashMap<>();
        Map<String, Entry> byId = new HashMap<>();
        for (JdbcKeys.Stored stored : store.keys()) {
            VirtualKey key = stored.key();
            Caller caller = new Caller(key.id(), key.name(), key.team(), key.project(), key.models());
            Entry entry = new Entry(key, caller);
            byFingerprint.put(stored.fingerprint(), entry);
            byId.put(key.id(), entry);
        }
        known = new Known(byFingerprint, byId);
    }

    private JdbcKeys.Stored stored(NewKey wanted, String raw) {
        Instant expiresAt = wanted.expiresAt();
        VirtualKey key = new VirtualKey(
                KeyMint.id(),
                wanted.name().strip(),
                KeyMint.hint(raw),
                wanted.team(),
                wanted.project(),
                wanted.models(),
                now(),
                expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS),
                null);
        return new JdbcKeys.Stored(key, mint.fingerprint(raw));
    }

    /** As exact as every database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Refusal refused(String message) {
        return new Refusal(new GatewayError.Unauthenticated(message));
    }
}
