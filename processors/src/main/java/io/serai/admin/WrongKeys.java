package io.serai.admin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts wrong admin keys by address, and says which addresses must wait; bounded. */
final class WrongKeys {

    static final int MOST = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;

    private final InstantSource clock;
    private final Map<String, Tries> tries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private record Tries(Instant since, int count) {}

    WrongKeys(InstantSource clock) {
        this.clock = clock;
    }

    /** How long an address must wait before a further wrong key gets a reason; null where it need not. */
    synchronized @Nullable Duration wait(String address) {
        String source = source(address);
        Tries seen = tries.get(source);
        if (seen == null) {
            return null;
        }
        Duration left = Duration.between(clock.instant(), seen.since.plus(WINDOW));
        if (!left.isPositive()) {
            tries.remove(source);
            return null;
        }
        return seen.count < MOST ? null : left;
    }

    /** Counts one; says whether the address must wait from now on. */
    synchronized boolean add(String address) {
        Instant now = clock.instant();
        Tries after = tries.merge(
                source(address),
                new Tries(now, 1),
                (old, one) -> old.since.plus(WINDOW).isAfter(now) ? new Tries(old.since, old.count + 1) : one);
        return after.count >= MOST;
    }

    /** The network of an IPv6 address, of which one machine has as many as it likes. */
    private static String source(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address six
                    ? HexFormat.of().formatHex(six.getAddress(), 0, 8)
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
