package io.serai.simulator.question;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A way to fail, as it looks to an HTTP client. */
public sealed interface Fault {

    /** An error of the provider's own, such as 503. */
    record Status(int code) implements Fault {}

    /** The rest; each is asked for by its name in lower case. */
    enum Trouble implements Fault {
        /** Nobody listens. */
        REFUSE,
        /** The connection breaks before the answer begins. */
        RESET,
        /** Nothing is ever answered. */
        SILENCE,
        /** The connection breaks in the middle of the answer. */
        CUT,
        /** The body ends quietly in the middle of the answer. */
        END,
        /** Nothing more comes after the middle of the answer. */
        STALL,
        /** Ten times slower. */
        SLOW,
        /** An error object in the middle of the answer, under status 200. */
        ERROR,
        /** A web page under status 200. */
        HTML,
        /** Nothing under status 200. */
        EMPTY,
        /** An answer that is no JSON from its middle on. */
        BADJSON
    }

    /** Reads a fault's word, such as {@code 503} or {@code cut}; null where it is none. */
    static @Nullable Fault named(String word) {
        for (Trouble trouble : Trouble.values()) {
            if (trouble.name().toLowerCase(Locale.ROOT).equals(word)) {
                return trouble;
            }
        }
        boolean status = word.length() == 3 && (word.charAt(0) == '4' || word.charAt(0) == '5');
        return status && word.chars().allMatch(c -> c >= '0' && c <= '9') ? new Status(Integer.parseInt(word)) : null;
    }
}
