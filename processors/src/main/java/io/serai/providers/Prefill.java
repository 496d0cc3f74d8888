package io.serai.providers;

/** How a model goes on with an answer whose beginning is the last message of its request. */
public enum Prefill {
    /** It does not, or it is not known to: it would be refused, or answered as if it were a question. */
    NONE,
    /** From the exact place. */
    EXACT,
    /** From the exact place, but white space at the end of the beginning is not sent. */
    STRIPPED,
    /** It says the beginning again and goes on. */
    REPEATED
}
