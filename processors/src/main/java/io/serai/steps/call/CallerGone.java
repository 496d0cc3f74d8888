package io.serai.steps.call;

/** The caller hung up: nobody is to be answered, what was used is to be billed. */
public final class CallerGone extends RuntimeException {

    public CallerGone() {
        super("the caller hung up", null, false, false);
    }
}
