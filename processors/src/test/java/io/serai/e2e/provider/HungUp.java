package io.serai.e2e.provider;

import java.io.IOException;

/** The client was gone before its answer was complete. */
final class HungUp extends IOException {
    private static final long serialVersionUID = 1;

    HungUp(String message) {
        super(message);
    }
}
