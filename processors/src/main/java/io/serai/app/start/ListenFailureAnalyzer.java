package io.serai.app.start;

import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Names the setting that fixes an address which cannot be listened on, which Spring Boot does not. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ListenFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> {

    private final Environment environment;

    public ListenFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, WebServerException cause) {
        if (cause instanceof PortInUseException taken) {
            return new FailureAnalysis(
                    "The gateway cannot listen on port " + taken.getPort()
                            + ": is another gateway running? Set SERVER_PORT to a free port.",
                    null,
                    root);
        }
        BindException refused = findCause(cause, BindException.class);
        return refused == null
                ? null
                : new FailureAnalysis(
                        "The gateway cannot listen on " + environment.getProperty("server.address") + ": "
                                + refused.getMessage()
                                + ". Set SERVER_ADDRESS to an address of this machine, or to 0.0.0.0 for all of them.",
                        null,
                        root);
    }
}
