package io.serai.app;

import io.serai.call.GatewayError;
import io.serai.doors.ErrorWriter;
import io.serai.doors.http.FailureLog;
import io.serai.steps.call.Call;
import io.serai.steps.call.Slot;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.common.DefaultHttpBinding;
import org.apache.camel.support.MessageHelper;
import org.apache.camel.util.IOHelper;
import org.slf4j.LoggerFactory;

/**
 * Leaves request and response to the steps of the doors: nothing is copied into headers, nothing is written afterwards.
 *
 * <p>Camel's own binding copies every header, parses forms, and writes what is left in the message body.
 */
final class LeanBinding extends DefaultHttpBinding {

    private final FailureLog failures = new FailureLog(LoggerFactory.getLogger(LeanBinding.class));

    private final ErrorWriter errors;

    LeanBinding(ErrorWriter errors) {
        this.errors = errors;
    }

    @Override
    public void readRequest(HttpServletRequest request, Message message) {
        // The servlet insists on it.
        message.setHeader(Exchange.HTTP_PATH, request.getPathInfo());
    }

    @Override
    public Object parseBody(HttpServletRequest request, Message message) {
        return "";
    }

    @Override
    public void doWriteResponse(Message message, HttpServletResponse response, Exchange exchange) throws IOException {
        // The door's steps have written it, unless an edit took the step away that does, or nobody is there to be told.
        Call call = Slot.CALL.find(exchange);
        if (!response.isCommitted() && Slot.REQUEST.find(exchange) == null && answers(message)) {
            // An own door, which checked the key and answers by itself.
            encode(message);
            super.doWriteResponse(message, response, exchange);
            return;
        }
        if (!response.isCommitted()
                && call != null
                && !call.side().gone()
                && !call.deadline().hungUp()) {
            doWriteExceptionResponse(new IllegalStateException("the route ended without an answer"), response);
        }
    }

    /** In the charset that the route names, else in UTF-8; Camel would take the one of the request. */
    private static void encode(Message message) throws UnsupportedEncodingException {
        if (message.getBody() instanceof String text) {
            String type = MessageHelper.getContentType(message);
            message.setBody(text.getBytes(IOHelper.getCharsetNameFromContentType(type == null ? "" : type)));
            if (type == null) {
                message.setHeader(Exchange.CONTENT_TYPE, "text/plain;charset=UTF-8");
            }
        }
    }

    private static boolean answers(Message message) {
        Object said = message.getBody();
        return (said != null && !said.equals("")) || message.getHeader(Exchange.HTTP_RESPONSE_CODE) != null;
    }

    @Override
    public void doWriteExceptionResponse(Throwable thrown, HttpServletResponse response) throws IOException {
        failures.error("A call failed where no step could answer it", thrown);
        if (!response.isCommitted()) {
            byte[] body = errors.error(
                            new GatewayError.Internal(500, "Something failed inside the gateway; its log says what."))
                    .body();
            response.setStatus(500);
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
