package io.serai.e2e.provider;

import java.io.IOException;

/** Bytes that are no HTTP/1.1 request; the message says what was wrong with them. */
final class BadHttp extends IOException {
    private static final long serialVersionUID = 1;

    BadHttp(String message) {
        super(message);
    }
}
