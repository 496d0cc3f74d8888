package io.serai.doors.queue.embedded;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/** One client's connection: whose it is, and how much it has sent of what is not complete yet. */
final class ClientConnection {

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "client");
    private static final int WRONG_LOGINS = 3;

    private static final AtomicLong NEXT = new AtomicLong();

    private final long number = NEXT.getAndIncrement();
    private final Channel channel;
    private final BrokerPort port;
    private volatile @Nullable String keyId;
    private volatile @Nullable RemotingConnection connection;
    private volatile @Nullable String reason;
    private int wrong;
    /** Of the frame that the broker is reading; touched by the channel's thread alone. */
    private long unfinished;
    /** Bytes of large messages under way, by session; likewise. */
    private final Map<Long, Long> large = new HashMap<>();

    ClientConnection(Channel channel, BrokerPort port) {
        this.channel = channel;
        this.port = port;
        channel.attr(KEY).set(this);
    }

    /** Null for a connection that did not come by the port. */
    static @Nullable ClientConnection of(@Nullable RemotingConnection connection) {
        return connection != null && connection.getTransportConnection() instanceof NettyConnection netty
                ? of(netty.getNettyChannel())
                : null;
    }

    static @Nullable ClientConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** False where the key has too many connections already. */
    synchronized boolean loggedIn(String key, RemotingConnection login) {
        if (keyId == null) {
            if (!port.count(key)) {
                return false;
            }
            keyId = key;
            connection = login;
            channel.eventLoop().execute(() -> channel.config().setAutoRead(true));
        }
        return true;
    }

    /** Some attempts are let pass, because a client may look for the right login; then the connection ends. */
    synchronized void refused() {
        if (++wrong >= WRONG_LOGINS) {
            // A moment later, so that the client is told why.
            channel.eventLoop().schedule(() -> channel.close(), 1, TimeUnit.SECONDS);
        }
    }

    /** Whose key opened it; null before the login. */
    @Nullable
    String keyId() {
        return keyId;
    }

    @Nullable
    RemotingConnection connection() {
        return connection;
    }

    String remoteHost() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(channel.remoteAddress());
    }

    /** Counts what came in; the sum since the last complete frame. */
    long received(int bytes) {
        unfinished += bytes;
        return unfinished;
    }

    boolean isBetweenFrames() {
        return unfinished == 0;
    }

    void frameComplete() {
        unfinished = 0;
    }

    /** Counts a part of a large message; its sum. */
    long largePart(long session, int bytes) {
        return large.merge(session, (long) bytes, Long::sum);
    }

    void largeComplete(long session) {
        large.remove(session);
    }

    synchronized void ended() {
        if (keyId != null) {
            port.discount(keyId);
        }
    }

    /** Keeps why a message was refused, for a protocol whose error frame would not say it. */
    void refusedBecause(@Nullable String why) {
        reason = why;
    }

    @Nullable
    String takeReason() {
        String why = reason;
        reason = null;
        return why;
    }

    /** Grows with each connection. */
    long number() {
        return number;
    }

    Channel channel() {
        return channel;
    }

    void close() {
        channel.close();
    }
}
