package io.serai.doors.http;

import io.serai.call.GatewayError;
import io.serai.doors.ErrorWriter;
import io.serai.doors.http.connection.ConnectionProbe;
import io.serai.doors.http.connection.ProbedHttp11Protocol;
import io.serai.doors.http.connection.RestOfBody;
import io.serai.doors.http.connection.SlowConnections;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Hands on the connection's probe with the request, and ends requests whose body was not read. */
final class ProbeValve extends ValveBase {

    private final ErrorWriter errors;
    private final RestOfBody rest;

    ProbeValve(SlowConnections slow, ErrorWriter errors) {
        super(true);
        this.errors = errors;
        this.rest = new RestOfBody(slow);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Object probe = request.getCoyoteRequest().getNote(ProbedHttp11Protocol.PROBE_NOTE);
        if (probe != null) {
            request.setAttribute(ConnectionProbe.class.getName(), probe);
        }
        GatewayError fault = HeadFaults.of(request.getCoyoteRequest());
        if (fault == null) {
            getNext().invoke(request, response);
            rest.end(request, response);
        } else {
            response.setStatus(fault.status());
            JsonErrorValve.write(response, errors.error(fault));
            request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
        }
    }
}
