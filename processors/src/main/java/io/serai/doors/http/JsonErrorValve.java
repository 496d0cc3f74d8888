package io.serai.doors.http;

import io.serai.call.CallId;
import io.serai.doors.ErrorReply;
import io.serai.doors.ErrorWriter;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Says as JSON, never as HTML, what Tomcat itself refuses: a bad request line, headers too large. */
final class JsonErrorValve extends ErrorReportValve {

    private final ErrorWriter errors;

    JsonErrorValve(ErrorWriter errors) {
        this.errors = errors;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        write(response, errors.error(Addresses.error(status, request.getMethod(), request.getRequestURI())));
    }

    /** Ends a request with an error, whose status is set already. */
    static void write(Response response, ErrorReply error) {
        byte[] body = error.body();
        try {
            if (!response.containsHeader("x-request-id")) {
                CallIdFilter.say(CallId.next(), response); // it never reached the filter
            }
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getResponse().getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // nobody left to tell
        }
    }
}
