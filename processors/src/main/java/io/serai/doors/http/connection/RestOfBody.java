package io.serai.doors.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Ends a request whose body was not read: the answer leaves at once, a little is read away, then the connection is closed.
 *
 * <p>A client that is still sending would not see its answer if the connection were closed at once. Tomcat reads such bodies
 * away too, but lets their senders take all the time they like.
 */
public final class RestOfBody {

    /** As much as an ordinary client has sent before it looks for an answer. */
    private static final long MOST = 2 << 20;

    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final SlowConnections slow;

    public RestOfBody(SlowConnections slow) {
        this.slow = slow;
    }

    public void end(Request request, Response response) throws IOException {
        var coyote = request.getCoyoteRequest();
        if (isRead(coyote) || coyote.getErrorException() != null) {
            return;
        }
        response.finishResponse();
        if (coyote.hasExpectation() && coyote.getBytesRead() == 0) {
            return; // it has sent nothing yet, and Tomcat closes
        }
        try (SlowConnections.Watch watch = slow.watch(ConnectionProbe.of(request))) {
            watch.reads(WITHIN);
            Away away = new Away();
            long left = MOST;
            for (int count = coyote.doRead(away); count > 0; count = coyote.doRead(away)) {
                left -= count;
                if (left <= 0) {
                    break;
                }
            }
        } catch (IOException e) {
            // it is not sending any more
        }
        if (!isRead(coyote)) {
            coyote.action(ActionCode.CLOSE_NOW, null);
        }
    }

    private static boolean isRead(org.apache.coyote.Request coyote) {
        long length = coyote.getContentLengthLong();
        if (length >= 0) {
            return coyote.getBytesRead() >= length;
        }
        if (coyote.getHeader("transfer-encoding") == null) {
            return true;
        }
        AtomicBoolean read = new AtomicBoolean();
        coyote.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    /** Where bytes go that nobody wants. */
    private static final class Away implements ApplicationBufferHandler {

        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer filled) {
            buffer = filled;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // the server's own buffer is handed over
        }
    }
}
