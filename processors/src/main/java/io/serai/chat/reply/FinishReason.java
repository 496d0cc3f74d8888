package io.serai.chat.reply;

/** Why an answer ended. */
public enum FinishReason {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER
}
