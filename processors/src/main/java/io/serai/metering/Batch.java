package io.serai.metering;

import java.time.Instant;

/**
 * Usage records that travel together, as the body of one message.
 *
 * <p>The body is JSON lines ({@code application/x-ndjson}, UTF-8): what {@link UsageJson} writes, each with a line feed.
 */
public final class Batch {

    /** The most records of a batch. */
    public static final int RECORDS = 500;

    private final byte[] body;
    private final int size;
    private final Instant oldest;

    public Batch(byte[] body, int size, Instant oldest) {
        this.body = body;
        this.size = size;
        this.oldest = oldest;
    }

    /** The lines; not copied, not to be changed. */
    public byte[] body() {
        return body;
    }

    /** How many records it has, at least one. */
    public int size() {
        return size;
    }

    /** When the first of its records was put into the outbox. */
    public Instant oldest() {
        return oldest;
    }
}
