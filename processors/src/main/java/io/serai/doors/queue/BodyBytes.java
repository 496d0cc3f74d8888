package io.serai.doors.queue;

import java.io.ByteArrayOutputStream;

/** Gathers a body and gives it without a copy where its length was known. */
final class BodyBytes extends ByteArrayOutputStream {

    BodyBytes(int length) {
        super(length);
    }

    byte[] bytes() {
        return count == buf.length ? buf : toByteArray();
    }
}
