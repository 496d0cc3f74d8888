package io.serai.doors;

import io.serai.call.GatewayError;

/** Writes errors in a caller's dialect, for what answers before any door is reached. */
public interface ErrorWriter {

    /** The error as an HTTP answer; its body is also the answer on a queue. */
    ErrorReply error(GatewayError error);
}
