package io.serai.call;

import io.serai.chat.PlainText;

/** Ends a call with an error for its caller; stackless, because it is an answer and not a defect. */
public final class Refusal extends RuntimeException {

    private final transient GatewayError error;

    public Refusal(GatewayError error) {
        super(PlainText.of(error.message()), null, false, false);
        this.error = error;
    }

    public GatewayError error() {
        return error;
    }
}
