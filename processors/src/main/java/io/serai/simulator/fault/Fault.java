package io.serai.simulator.fault;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A way to fail, as it looks to an HTTP client. */
public sealed interface Fault {

    /**
     * An error of the provider's own, such as 503.
     *
     * @param pause what it asks to wait; null for the usual: a second with 429, nothing with others
     */
    record Status(int code, @Nullable Wait pause) implements Fault {

        public Status(int code) {
            this(code, null);
        }
    }

    /** The first token comes so much later. */
    record Late(Duration by) implements Fault {}

    /**
     * Trouble at a place of the answer.
     *
     * @param tokens how many pieces of it are told before; -1 for half of it
     */
    record At(Trouble trouble, int tokens) implements Fault {}

    /** How long to wait, and how that is told; {@code length} zero for not at all. */
    record Wait(Duration length, Form form) {

        /** The header of a wait. */
        public enum Form {
            SECONDS,
            MILLIS,
            DATE
        }
    }

    /** The rest; each is asked for by its name in lower case, with dashes. */
    enum Trouble implements Fault {
        /** Nobody listens. */
        REFUSE,
        /** The connection breaks before the answer begins. */
        RESET,
        /** The connection ends in good order before the answer begins. */
        CLOSED,
        /** Nothing is ever answered. */
        SILENCE,
        /** The head of an answer comes, and nothing behind it. */
        HEADERS,
        /** The connection breaks in the middle of the answer. */
        CUT,
        /** The body ends quietly in the middle of the answer. */
        END,
        /** The connection breaks in the middle of an event. */
        TORN,
        /** Nothing more comes after the middle of the answer. */
        STALL,
        /** An error object in the middle of the answer, under status 200. */
        ERROR,
        /** An answer that is no JSON from its middle on. */
        BADJSON,
        /** One event of a stream is no JSON, and the stream goes on. */
        MALFORMED,
        /** A stream without its end mark. */
        NO_END,
        /** A stream without its end mark, whose connection stays open. */
        LEFT_OPEN,
        /** Ten times slower. */
        SLOW,
        /** A web page under status 200. */
        HTML,
        /** Nothing under status 200. */
        EMPTY,
        /** A good answer that says nothing. */
        NOTHING,
        /** Usage is not told. */
        NO_USAGE,
        /** The prompt is refused as too long. */
        CONTEXT_TOO_LONG,
        /** The prompt is refused for what it says. */
        CONTENT_FILTER,
        /** Our account is spent. */
        QUOTA,
        /** A prompt that ends with the beginning of an answer is refused. */
        NO_PREFILL;

        /** How it is asked for. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether it happens somewhere in an answer that has begun well. */
        public boolean hasPlace() {
            return switch (this) {
                case CUT, END, TORN, STALL, ERROR, BADJSON, MALFORMED -> true;
                case REFUSE,
                        RESET,
                        CLOSED,
                        SILENCE,
                        HEADERS,
                        NO_END,
                        LEFT_OPEN,
                        SLOW,
                        HTML,
                        EMPTY,
                        NOTHING,
                        NO_USAGE,
                        CONTEXT_TOO_LONG,
                        CONTENT_FILTER,
                        QUOTA,
                        NO_PREFILL -> false;
            };
        }
    }

    /** Reads a fault's word, such as {@code 503} or {@code cut}; null where it is none. */
    static @Nullable Fault named(String word) {
        for (Trouble trouble : Trouble.values()) {
            if (trouble.word().equals(word)) {
                return trouble.hasPlace() ? new At(trouble, -1) : trouble;
            }
        }
        boolean status = word.length() == 3 && (word.charAt(0) == '4' || word.charAt(0) == '5');
        return status && word.chars().allMatch(c -> c >= '0' && c <= '9') ? new Status(Integer.parseInt(word)) : null;
    }
}
