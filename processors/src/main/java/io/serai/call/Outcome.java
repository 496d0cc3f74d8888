package io.serai.call;

/** How an attempt ended, for the ledger. */
public enum Outcome {
    /** The answer was complete. */
    OK,
    /** The provider broke it off or failed it. */
    FAILED,
    /** The caller hung up. */
    HUNG_UP
}
