package io.serai.doors.http.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 with a {@link ConnectionProbe} on every connection and a limit to the time headers take.
 *
 * <p>Tomcat instantiates it by name. Its own timeout begins anew with every byte.
 */
public final class ProbedHttp11Protocol extends Http11NioProtocol {

    /** Free place among the notes that Tomcat keeps with a connection's request object. */
    public static final int PROBE_NOTE = 29;

    private static final String TOO_SLOW =
            "{\"error\":{\"message\":\"The request's line and headers came too slowly.\","
                    + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"request_timeout\"}}";

    private volatile long headersWithinNanos = Duration.ofSeconds(20).toNanos();

    /** How long a request's line and headers may take from their first byte, however often some of them come. */
    public void headersWithin(Duration limit) {
        headersWithinNanos = limit.toNanos();
    }

    @Override
    protected Processor createProcessor() {
        return new ProbedProcessor(this, getAdapter());
    }

    private final class ProbedProcessor extends Http11Processor implements ConnectionProbe {

        /** The connection that has sent half a head, and since when. */
        private @Nullable SocketWrapperBase<?> halfOf;

        private long halfSince;

        ProbedProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
            request.setNote(PROBE_NOTE, this);
        }

        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            SocketState state = super.service(socket);
            if (state != SocketState.LONG) {
                halfOf = null;
                return state;
            }
            if (halfOf != socket) {
                halfOf = socket;
                halfSince = System.nanoTime();
            } else if (System.nanoTime() - halfSince > headersWithinNanos) {
                halfOf = null;
                sayTooSlow(socket);
                return SocketState.CLOSED;
            }
            return state;
        }

        private void sayTooSlow(SocketWrapperBase<?> socket) {
            byte[] answer = ("HTTP/1.1 408 \r\nContent-Type: application/json\r\nContent-Length: " + TOO_SLOW.length()
                            + "\r\nConnection: close\r\n\r\n" + TOO_SLOW)
                    .getBytes(StandardCharsets.US_ASCII);
            try {
                socket.write(true, answer, 0, answer.length);
                socket.flush(true);
            } catch (IOException e) {
                // then it does without
            }
        }

        @Override
        public boolean gone() {
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

        @Override
        public @Nullable SocketChannel channel() {
            SocketWrapperBase<?> socket = getSocketWrapper();
            return socket != null && socket.getSocket() instanceof NioChannel nio ? nio.getIOChannel() : null;
        }
    }
}
