package io.serai.doors.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Hands the connection's probe to whoever serves the request. */
final class ProbeValve extends ValveBase {

    ProbeValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Object probe = request.getCoyoteRequest().getNote(ProbedHttp11Protocol.PROBE_NOTE);
        if (probe != null) {
            request.setAttribute(ConnectionProbe.class.getName(), probe);
        }
        getNext().invoke(request, response);
    }
}
