package io.serai.catalog;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one live file stands: a route, a connector or the catalogue.
 *
 * @param path    as people know it, such as {@code routes/chat.camel.yaml}
 * @param version how many versions of it have been in force since the start; 0 when none is
 * @param line    of the fault, from 1; null where there is none or its place is unknown
 * @param column  of the fault in that line, from 1; null like the line
 * @param reason  why it is not in force as it stands, or does not work though it is, and what to do; else null
 * @param since   when it came into this state
 */
public record ConfigState(
        String path,
        State state,
        int version,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable String reason,
        Instant since) {

    /** How the file on disk relates to what runs. */
    public enum State {
        /** What stands on disk is what runs. */
        IN_FORCE,
        /** There is no such file on disk; the packaged default runs. */
        DEFAULT,
        /** What stands on disk is bad, or missing; the last good version runs, or nothing when the version is 0. */
        REFUSED,
        /** What stands on disk is good but comes into force with the next start. */
        RESTART_NEEDED;

        /** The word used in the admin API, such as {@code in_force}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
