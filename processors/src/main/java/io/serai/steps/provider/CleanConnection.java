package io.serai.steps.provider;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is stale as soon as anything on it was not read.
 *
 * <p>What a provider sent beyond its answer would be taken for the answer to the next request, which may be another key's,
 * and every later one would be off by one. The pool must ask at each lease, so asking costs one look at what has arrived;
 * only a connection that was idle for long is read from, which is how the pool notices that it was closed.
 */
final class CleanConnection extends DefaultManagedHttpClientConnection {

    private static final long IDLE_FOR_LONG = TimeUnit.SECONDS.toNanos(2);

    /** Such as "100 Continue" and "103 Early Hints": some send a few, nothing ends them but a limit. */
    private static final int MOST_INTERIMS = 20;

    private final Heads heads;
    private long idleSince = System.nanoTime();

    private CleanConnection(String id, Http1Config limits, Heads heads) {
        super(id, null, null, limits, null, null, null, heads);
        this.heads = heads;
    }

    /** Makes connections whose answers have no more and no longer headers than {@code limits} allow. */
    static HttpConnectionFactory<ManagedHttpClientConnection> factory(Http1Config limits) {
        AtomicLong count = new AtomicLong();
        return socket -> {
            CleanConnection connection =
                    new CleanConnection("http-outgoing-" + count.getAndIncrement(), limits, new Heads(limits));
            if (socket != null) {
                connection.bind(socket);
            }
            return connection;
        };
    }

    @Override
    public void passivate() {
        super.passivate();
        idleSince = System.nanoTime();
    }

    @Override
    public boolean isStale() throws IOException {
        return hasUnread() || (System.nanoTime() - idleSince > IDLE_FOR_LONG && (super.isStale() || hasUnread()));
    }

    private boolean hasUnread() throws IOException {
        SocketHolder sockets = getSocketHolder();
        if (sockets == null || heads.unread() > 0) {
            return true;
        }
        SSLSocket tls = sockets.getSSLSocket();
        if (tls != null && arrived(tls) > 0) {
            return true;
        }
        // Below TLS it may be a session ticket as well; a connection more is cheaper than a read that waits.
        return arrived(sockets.getBaseSocket()) > 0;
    }

    private static int arrived(@Nullable Socket socket) throws IOException {
        InputStream in = socket == null ? InputStream.nullInputStream() : socket.getInputStream();
        return in.available();
    }

    /** Reads the heads of answers, and knows by that the buffer that the connection keeps to itself. */
    private static final class Heads
            implements HttpMessageParserFactory<ClassicHttpResponse>, HttpMessageParser<ClassicHttpResponse> {

        private final HttpMessageParser<ClassicHttpResponse> parser;
        private @Nullable SessionInputBuffer buffer;
        private int interims;

        Heads(Http1Config limits) {
            this.parser = new DefaultHttpResponseParserFactory(limits).create();
        }

        @Override
        public HttpMessageParser<ClassicHttpResponse> create(@Nullable Http1Config limits) {
            return this;
        }

        @Override
        public HttpMessageParser<ClassicHttpResponse> create() {
            return this;
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
            this.buffer = buffer;
            ClassicHttpResponse head;
            try {
                head = parser.parse(buffer, in);
            } catch (IllegalArgumentException invalid) {
                throw new ProtocolException("The answer's head is invalid: " + invalid.getMessage(), invalid);
            }
            int status = head == null ? HttpStatus.SC_OK : head.getCode();
            if (status < HttpStatus.SC_CONTINUE) {
                throw new ProtocolException("The status " + status + " is none of HTTP's");
            }
            interims = status < HttpStatus.SC_OK ? interims + 1 : 0;
            if (interims > MOST_INTERIMS) {
                throw new ProtocolException("There were more than " + MOST_INTERIMS + " answers before the answer");
            }
            return head;
        }

        int unread() {
            return buffer == null ? 0 : buffer.length();
        }
    }
}
