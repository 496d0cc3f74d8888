package io.serai.chat.reply;

/** Why an answer ended. */
public enum FinishReason {
    STOP("stop"),
    LENGTH("length"),
    TOOL_CALLS("tool_calls"),
    CONTENT_FILTER("content_filter");

    private final String wire;

    FinishReason(String wire) {
        this.wire = wire;
    }

    /** OpenAI's word for it. */
    public String wire() {
        return wire;
    }
}
