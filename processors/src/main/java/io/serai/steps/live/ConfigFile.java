package io.serai.steps.live;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one live file.
 *
 * @param path where it is looked for, e.g. {@code routes/chat.camel.yaml}
 * @param line where the fault is, counted from one, when the file is refused and the place is known
 * @param column where in that line, counted from one
 * @param reason why the file is not in force as it stands, and what to do
 * @param since when it came into this state
 * @param version how many versions of it have been in force since the start; 0 when none is
 */
public record ConfigFile(
        String path,
        State state,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable String reason,
        Instant since,
        int version) {

    /** How the file on disk relates to what runs. */
    public enum State {
        /** What stands on disk is what runs. */
        IN_FORCE,
        /** There is no such file on disk; the packaged default runs. */
        DEFAULT,
        /** What stands on disk is bad; the last good version runs, or nothing when the version is 0. */
        REFUSED,
        /** What stands on disk is good but comes into force with the next start. */
        RESTART_NEEDED
    }

    public ConfigFile {
        Objects.requireNonNull(path);
        Objects.requireNonNull(state);
        Objects.requireNonNull(since);
        if (version < 0) {
            throw new IllegalArgumentException("version must not be negative: " + version);
        }
    }
}
