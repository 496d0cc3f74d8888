package io.serai.app;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.doors.ErrorReply;
import io.serai.doors.ErrorWriter;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.body.Body;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.common.DefaultHttpBinding;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Camel's own binding, for HTTP doors that integrators open: headers, query and body come in, and what the route leaves in its
 * message goes out.
 *
 * <p>Only a body that is larger than any may be is refused here as everywhere, before it fills the memory.
 */
final class OwnDoorBinding extends DefaultHttpBinding {

    private static final String CAME_IN = "ownDoorCameIn";

    private final ErrorWriter errors;
    private final Bodies bodies;

    OwnDoorBinding(ErrorWriter errors, Bodies bodies) {
        this.errors = errors;
        this.bodies = bodies;
        setMuteException(true);
    }

    @Override
    public void readRequest(HttpServletRequest request, Message message) {
        try {
            super.readRequest(request, message);
            message.getExchange().setProperty(CAME_IN, new HashMap<>(message.getHeaders()));
        } catch (RuntimeException e) {
            // Thrown from here it would be a bare 500; so the route is skipped and the answer says what was wrong.
            message.setHeader(Exchange.HTTP_PATH, request.getPathInfo()); // the servlet insists on it
            message.getExchange().setException(why(e));
            message.getExchange().setRouteStop(true);
        }
    }

    /** Sends the headers that the route set; what only came in, a query's parameters among it, is not said back. */
    @Override
    public void doWriteResponse(Message message, HttpServletResponse response, Exchange exchange) throws IOException {
        if (exchange.getProperty(CAME_IN) instanceof Map<?, ?> cameIn) {
            cameIn.forEach((name, value) -> {
                if (!Exchange.CONTENT_TYPE.equalsIgnoreCase((String) name)
                        && value != null
                        && value.equals(message.getHeader((String) name))) {
                    message.removeHeader((String) name);
                }
            });
        }
        super.doWriteResponse(message, response, exchange);
    }

    @Override
    public Object parseBody(HttpServletRequest request, Message message) {
        Body body = bodies.open(request);
        message.getExchange().getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange exchange) {
                body.close();
            }
        });
        return body.read();
    }

    private static Refusal why(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
        }
        return new Refusal(new GatewayError.Invalid("The request cannot be read.", null, null));
    }

    @Override
    public void doWriteExceptionResponse(Throwable thrown, HttpServletResponse response) throws IOException {
        if (!(thrown instanceof Refusal refusal) || response.isCommitted()) {
            super.doWriteExceptionResponse(thrown, response);
            return;
        }
        ErrorReply reply = errors.error(refusal.error());
        reply.headers().forEach(response::setHeader);
        response.setStatus(reply.status());
        response.setContentType("application/json");
        response.setContentLength(reply.body().length);
        response.getOutputStream().write(reply.body());
    }
}
