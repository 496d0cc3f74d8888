package io.serai.live.swap;

/** A deployment cannot be called: its connector is not there, or does not start with the deployment's parameters. */
public final class NoConnector extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    NoConnector(String reason) {
        super(reason);
    }
}
