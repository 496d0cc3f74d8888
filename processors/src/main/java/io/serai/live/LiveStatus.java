package io.serai.live;

import io.serai.catalog.ConfigState;
import io.serai.catalog.ConfigState.State;
import io.serai.live.files.EditRefused;
import io.serai.live.files.Text;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the state of every live file and logs each change of it once. */
final class LiveStatus {

    private static final Logger log = LoggerFactory.getLogger(LiveStatus.class);

    private final InstantSource clock;
    private final Map<String, ConfigState> files = new TreeMap<>();
    private final Set<String> lacking = new TreeSet<>();
    private volatile int edits;

    LiveStatus(InstantSource clock) {
        this.clock = clock;
    }

    /** A version came into force. */
    synchronized void inForce(Text text) {
        edits++;
        int version = version(text.path()) + 1;
        put(text.path(), state(text), null, version);
        if (version > 1) {
            log.info(
                    "{} is in force, version {}{}", text.path(), version, text.packaged() ? " (packaged default)" : "");
        }
    }

    /** The file is again what is in force already. */
    synchronized void corrected(Text text) {
        ConfigState known = files.get(text.path());
        if (known == null || known.state() != state(text)) {
            put(text.path(), state(text), null, version(text.path()));
            log.info("{} is again what is in force", text.path());
        }
    }

    /** How many versions of files came into force so far. */
    int edits() {
        return edits;
    }

    /** Something that was there before is in force in the place of a file of which no version has been. */
    synchronized void byDefault(Text text) {
        if (version(text.path()) == 0) {
            put(text.path(), State.DEFAULT, null, 1);
        }
    }

    private static State state(Text text) {
        return text.packaged() ? State.DEFAULT : State.IN_FORCE;
    }

    synchronized void refused(String path, EditRefused refusal) {
        int version = version(path);
        ConfigState before = files.get(path);
        if (put(path, State.REFUSED, refusal, version)) {
            log.warn(
                    "{}{} is refused, {}: {}",
                    path,
                    refusal.line() == null
                            ? ""
                            : " line " + refusal.line()
                                    + (refusal.column() == null ? "" : ", column " + refusal.column()),
                    staysInForce(before),
                    refusal.reason());
        }
    }

    private static String staysInForce(@Nullable ConfigState before) {
        if (before == null || before.version() == 0) {
            return "nothing runs in its place";
        }
        return before.state() == State.DEFAULT
                ? "the packaged default is in force"
                : "version " + before.version() + " stays in force";
    }

    /** What is in force cannot work as it stands, or does so again where there is no reason any more. */
    synchronized void doubted(Text text, @Nullable EditRefused why) {
        ConfigState known = files.get(text.path());
        if (known == null || (known.state() != State.IN_FORCE && known.state() != State.DEFAULT)) {
            return;
        }
        if (why == null ? known.reason() == null : why.reason().equals(known.reason())) {
            return;
        }
        put(text.path(), known.state(), why, known.version());
        if (why != null) {
            log.warn(
                    "{}{} is in force, but {}",
                    text.path(),
                    why.line() == null ? "" : " line " + why.line(),
                    why.reason());
        }
    }

    synchronized void restartNeeded(String path, String reason) {
        if (put(path, State.RESTART_NEEDED, new EditRefused(reason), version(path))) {
            log.warn("{} is good but takes effect with the next restart: {}", path, reason);
        }
    }

    synchronized void gone(String path) {
        if (files.remove(path) != null) {
            log.info("{} is gone and so is what it held", path);
        }
    }

    private int version(String path) {
        ConfigState known = files.get(path);
        return known == null ? 0 : known.version();
    }

    private boolean put(String path, State state, @Nullable EditRefused why, int version) {
        ConfigState known = files.get(path);
        ConfigState next = new ConfigState(
                path,
                state,
                version,
                why == null ? null : why.line(),
                why == null ? null : why.column(),
                why == null ? null : why.reason(),
                clock.instant());
        if (known != null
                && known.state() == state
                && known.version() == version
                && Objects.equals(known.reason(), next.reason())
                && Objects.equals(known.line(), next.line())) {
            return false;
        }
        files.put(path, next);
        return true;
    }

    /** Nothing runs in the place of a file that was shipped or asked for: without it the gateway is not complete. */
    synchronized void lacks(String path) {
        lacking.add(path);
    }

    synchronized LiveConfig report() {
        boolean complete = lacking.stream().noneMatch(path -> files.containsKey(path) && version(path) == 0);
        return new LiveConfig(List.copyOf(files.values()), complete);
    }
}
