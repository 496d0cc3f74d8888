package io.serai.live.swap;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Sends a call to the version of a route that is in force when the call gets here. */
final class SwitchingDirectProducer extends DefaultAsyncProducer {

    private final SwitchingDirectEndpoint endpoint;
    private final SwitchingDirect.Line line;
    private final @Nullable RouteRunner runner;

    /** @param runner runs the route instead of this, or null */
    SwitchingDirectProducer(SwitchingDirectEndpoint endpoint, SwitchingDirect.Line line, @Nullable RouteRunner runner) {
        super(endpoint);
        this.endpoint = endpoint;
        this.line = line;
        this.runner = runner;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (runner != null) {
            run(runner, exchange);
            callback.done(true);
            return true;
        }
        try {
            SwitchingDirect.Version version = enter(exchange);
            if (version != null) {
                return version.consumer().getAsyncProcessor().process(exchange, callback);
            }
            if (endpoint.isFailIfNoConsumers()) {
                exchange.setException(new DirectConsumerNotAvailableException(
                        "No route reads " + endpoint.getEndpointUri(), exchange));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void run(RouteRunner runner, Exchange exchange) {
        try {
            runner.run(exchange, this::processHere);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        } catch (Exception e) {
            exchange.setException(e);
        }
    }

    private void processHere(Exchange exchange) throws Exception {
        SwitchingDirect.Version version = enter(exchange);
        if (version != null) {
            version.consumer().getAsyncProcessor().process(exchange);
        } else if (endpoint.isFailIfNoConsumers()) {
            throw new DirectConsumerNotAvailableException("No route reads " + endpoint.getEndpointUri(), exchange);
        }
    }

    private SwitchingDirect.@Nullable Version enter(Exchange exchange) throws InterruptedException {
        while (true) {
            SwitchingDirect.Version version = line.current();
            if (version == null && endpoint.isBlock()) {
                version = line.await(endpoint.getTimeout());
            }
            // A version turns calls away only after another has taken its place, so this ends.
            if (version == null || version.drain().enter(exchange)) {
                return version;
            }
        }
    }
}
