package io.serai.simulator.compose;

import io.serai.simulator.question.Rejected;

/**
 * What one answer may take at most, all its choices and tool calls together; used by one thread.
 *
 * <p>A few hundred bytes of schema can ask for gigabytes. Values and characters bound what is made, steps what is looked at
 * on the way. Whoever asks for more is refused as OpenAI refuses a schema, before the memory is taken.
 */
final class Budget {

    static final int VALUES = 10_000;
    static final int CHARACTERS = 100_000;

    /** A step is a copied keyword, a compared letter of a pattern or the like: some tens of nanoseconds. */
    static final int STEPS = 2_000_000;

    private String field = "response_format";
    private long values = VALUES;
    private long characters = CHARACTERS;
    private long steps = STEPS;

    /** From now on it is spent on this field of the request. */
    Budget on(String requestField) {
        field = requestField;
        return this;
    }

    void value() {
        if (--values < 0) {
            throw tooMuch();
        }
        steps(1);
    }

    /** So much is wanted, none of it made yet. */
    void roomFor(long wantedValues, long wantedCharacters) {
        if (wantedValues > values || wantedCharacters > characters) {
            throw tooMuch();
        }
    }

    void characters(long count) {
        characters -= count;
        if (characters < 0) {
            throw tooMuch();
        }
    }

    void steps(long count) {
        steps -= count;
        if (steps < 0) {
            throw tooMuch();
        }
    }

    /** The schema is invalid in a way of its own. */
    Rejected invalid(String why) {
        return Rejected.invalid("Invalid schema: " + why, field, "invalid_json_schema");
    }

    private Rejected tooMuch() {
        return Rejected.invalid(
                ("The schema in '%s' asks for too much: the simulator makes at most %,d values and %,d characters an answer,"
                                + " all choices and tool calls together. Ask for fewer or shorter values, or use a simpler"
                                + " schema.")
                        .formatted(field, VALUES, CHARACTERS),
                field,
                "answer_too_large");
    }
}
