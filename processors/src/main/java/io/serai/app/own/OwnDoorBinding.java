package io.serai.app.own;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.doors.ErrorReply;
import io.serai.doors.ErrorWriter;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.body.Body;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
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
public final class OwnDoorBinding extends DefaultHttpBinding {

    private static final String CAME_IN = "ownDoorCameIn";

    private final ErrorWriter errors;
    private final Bodies bodies;
    private final SteeringHeaders steering;

    public OwnDoorBinding(ErrorWriter errors, Bodies bodies, SteeringHeaders steering) {
        this.errors = errors;
        this.bodies = bodies;
        this.steering = steering;
        setMuteException(true);
    }

    @Override
    public void readRequest(HttpServletRequest request, Message message) {
        try {
            refuseUnknownCharset(request);
            super.readRequest(request, message);
            steering.takeFrom(message.getHeaders(), message.getExchange());
            message.getExchange().setProperty(CAME_IN, new HashMap<>(message.getHeaders()));
        } catch (RuntimeException e) {
            // Thrown from here it would be a bare 500; so the route is skipped and the answer says what was wrong.
            message.setHeader(Exchange.HTTP_PATH, request.getPathInfo()); // the servlet insists on it
            message.getExchange().setException(why(e));
            message.getExchange().setRouteStop(true);
        }
    }

    private static void refuseUnknownCharset(HttpServletRequest request) {
        String charset = request.getCharacterEncoding();
        try {
            if (charset == null || Charset.isSupported(charset)) {
                return;
            }
        } catch (IllegalCharsetNameException e) {
            // then there is none of that name either
        }
        throw new Refusal(new GatewayError.BadAddress(
                415, "The charset of the content-type is not known: send UTF-8.", "unsupported_charset"));
    }

    /**
     * The fields of a form become headers, as Camel users expect.
     *
     * <p>What is called a form and is none, as curl calls whatever {@code -d} sends, is a body like any other.
     */
    @Override
    protected void readFormUrlEncodedBody(HttpServletRequest request, Message message) {
        try {
            super.readFormUrlEncodedBody(request, message);
        } catch (UnsupportedEncodingException | IllegalArgumentException e) {
            // no form: the body stays as it came
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
