package io.serai.doors.http;

import io.serai.chat.GatewayError;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Hands the connection's probe to whoever serves the request, and ends requests whose body was not read. */
final class ProbeValve extends ValveBase {

    private static final GatewayError FOLDED = new GatewayError.BadAddress(
            400,
            "A header of the request is folded into several lines, ends without a carriage return, or has several blanks"
                    + " around its value.",
            "bad_request");

    private final RestOfBody rest;

    ProbeValve(SlowConnections slow) {
        super(true);
        this.rest = new RestOfBody(slow);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Object probe = request.getCoyoteRequest().getNote(ProbedHttp11Protocol.PROBE_NOTE);
        if (probe != null) {
            request.setAttribute(ConnectionProbe.class.getName(), probe);
        }
        if (HeaderLines.areWhole(request.getCoyoteRequest())) {
            getNext().invoke(request, response);
            rest.end(request, response);
        } else {
            response.setStatus(FOLDED.status());
            JsonErrorValve.write(response, FOLDED);
            request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
        }
    }
}
