package io.serai.doors.http;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Tomcat's HTTP/1.1 with a {@link ConnectionProbe} on every connection; Tomcat instantiates it by name. */
public final class ProbedHttp11Protocol extends Http11NioProtocol {

    /** Free place among the notes that Tomcat keeps with a connection's request object. */
    static final int PROBE_NOTE = 29;

    @Override
    protected Processor createProcessor() {
        return new ProbedProcessor(this, getAdapter());
    }

    private static final class ProbedProcessor extends Http11Processor {

        ProbedProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
            request.setNote(PROBE_NOTE, (ConnectionProbe) this::gone);
        }

        private boolean gone() {
            SocketWrapperBase<?> socket = getSocketWrapper();
            if (socket == null || socket.isClosed()) {
                return true;
            }
            try {
                socket.isReadyForRead();
                return false;
            } catch (IOException e) {
                return true;
            }
        }
    }
}
