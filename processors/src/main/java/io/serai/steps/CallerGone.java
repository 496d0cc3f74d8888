package io.serai.steps;

/** The caller hung up: nobody is to be answered, what was used is to be billed. */
final class CallerGone extends RuntimeException {

    CallerGone() {
        super("the caller hung up", null, false, false);
    }
}
