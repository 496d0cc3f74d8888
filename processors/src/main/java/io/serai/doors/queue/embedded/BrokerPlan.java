package io.serai.doors.queue.embedded;

import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerLogins;
import io.serai.doors.queue.BrokerProperties;
import io.serai.doors.queue.embedded.port.RefusedLogins;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all runs of a broker have in common.
 *
 * @param number      of the broker in this process
 * @param requests    the queues that clients may send to
 * @param longestBody of a message, in bytes
 */
record BrokerPlan(
        BrokerProperties properties,
        BrokerLimits limits,
        Set<String> requests,
        Path folder,
        int number,
        long longestBody,
        BrokerLogins logins,
        RefusedLogins refused,
        BrokerSecurity security,
        InstantSource clock) {

    private static final int FRAMING = 64 * 1024;

    /** Text is two bytes a character in the broker's own protocol. */
    long longestFrame() {
        return 2 * longestBody + FRAMING;
    }

    IllegalStateException unusable(Exception why) {
        return new IllegalStateException(
                "The embedded broker cannot start with its files in " + folder
                        + ": may they be read and written? SERAI_DATA names another data folder.",
                why);
    }

    IllegalStateException unreadable(@Nullable Exception why) {
        return new IllegalStateException(
                "The embedded broker cannot read its journal in " + folder
                        + ": restore the data folder from a backup, or move " + folder
                        + " away and the gateway begins with empty queues, without the messages that waited there.",
                why);
    }
}
