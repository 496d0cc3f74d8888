package io.serai.doors.http.connection;

import jakarta.servlet.ServletRequest;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a caller has hung up, without writing to it or losing what it sent ahead.
 *
 * <p>A servlet learns of a hang-up only when a write fails, and an answer that is still being thought of writes nothing: the
 * provider would go on being paid. The probe reads the socket without blocking; bytes of a pipelined request stay in Tomcat's
 * buffer. A caller that closes its sending side early counts as gone, as it does for other proxies.
 */
public interface ConnectionProbe {

    /** Must not run at the same time as the request's own reads, nor after its end. */
    boolean gone();

    /** The connection itself, or null where it is none of the system's own. */
    @Nullable
    SocketChannel channel();

    /** The probe of the connection that {@code request} came by, or null on another server than ours. */
    static @Nullable ConnectionProbe of(ServletRequest request) {
        return (ConnectionProbe) request.getAttribute(ConnectionProbe.class.getName());
    }
}
