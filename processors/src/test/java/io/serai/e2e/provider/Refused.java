package io.serai.e2e.provider;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An error as a vendor sends it. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;
    private final transient byte[] body;

    Refused(int status, String message, Map<String, String> headers, String body) {
        super(message);
        this.status = status;
        this.headers = headers;
        this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
