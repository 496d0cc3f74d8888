package io.serai.e2e.provider;

/**
 * How an answer ends; {@code frames} counts the events of a stream that are sent before.
 *
 * <p>A whole answer has no events: any ending but {@link Whole} comes after half of its bytes.
 */
public sealed interface Ending {
    /** To the end. */
    record Whole() implements Ending {}

    /** A well-formed end of the HTTP body, but without the vendor's last events. */
    record Cut(int frames) implements Ending {}

    /** The connection is closed within the HTTP body. */
    record Drop(int frames) implements Ending {}

    /** The connection is closed within an event. */
    record Torn(int frames) implements Ending {}

    /** All is sent, and the connection is left open. */
    record Open() implements Ending {}

    /** The connection is reset. */
    record Reset(int frames) implements Ending {}

    /** Nothing more is sent until the client hangs up. */
    record Stall(int frames) implements Ending {}

    /** The vendor's error event, then a well-formed end of the HTTP body. */
    record Fail(int frames, String message) implements Ending {}
}
