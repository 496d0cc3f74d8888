package io.serai.simulator.question;

import org.jspecify.annotations.Nullable;

/** The request is refused in OpenAI's words; stackless, because it is an answer. */
public final class Rejected extends RuntimeException {

    private static final int LONGEST_SHOWN = 200;

    private final int status;
    private final @Nullable String param;
    private final @Nullable String code;

    Rejected(int status, String message, @Nullable String param, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    public static Rejected invalid(String message, @Nullable String param, @Nullable String code) {
        return new Rejected(400, message, param, code);
    }

    /** Refused for another reason than its shape. */
    public static Rejected because(int status, String message, String code) {
        return new Rejected(status, message, null, code);
    }

    /** A text of the caller's, short enough to be told back. */
    public static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : Topic.beginning(text, LONGEST_SHOWN) + "…";
    }

    public int status() {
        return status;
    }

    public byte[] body() {
        return ErrorBody.of(String.valueOf(getMessage()), "invalid_request_error", param, code);
    }
}
