package io.serai.live.check;

/** Why a trial failed, with what the placeholders of all the tried files stand for. */
final class TrialFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Placeholders placeholders;

    TrialFailed(Throwable cause, Placeholders placeholders) {
        super(cause.getMessage(), cause, false, false);
        this.placeholders = placeholders;
    }

    Placeholders placeholders() {
        return placeholders;
    }

    /** Nothing came of it in time. */
    static final class TooLong extends Exception {

        private static final long serialVersionUID = 1L;

        TooLong(String reason) {
            super(reason, null, false, false);
        }
    }
}
