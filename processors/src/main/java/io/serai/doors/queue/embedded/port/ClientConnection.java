package io.serai.doors.queue.embedded.port;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.AttributeKey;
import io.serai.doors.queue.embedded.port.Reading.Pause;
import io.serai.doors.queue.embedded.port.amqp.AmqpLinks;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/** One client's connection: whose it is, and how much it has sent of what is not complete yet. */
public final class ClientConnection {

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "client");
    private static final int WRONG_LOGINS = 3;
    /** Smaller frames are not counted, larger ones by so many bytes at a time. */
    private static final int STEP = 128 * 1024;

    /** Of a queue, with the name of its address and a prefix; the broker keeps every name that it hears. */
    static final int LONGEST_NAME = 600;

    private static final AtomicLong NEXT = new AtomicLong();

    private final long number = NEXT.getAndIncrement();
    private final Channel channel;
    private final BrokerPort port;
    private final Reading reading;
    private @Nullable CoreClient core;
    private volatile @Nullable String keyId;
    private volatile @Nullable RemotingConnection connection;
    private volatile @Nullable String reason;
    /** Names of sessions. */
    private final Set<String> transacted = ConcurrentHashMap.newKeySet();

    private int wrong;
    /** Of the frame that the broker is reading; touched by the channel's thread alone. */
    private long unfinished;
    /** What was taken for it from the memory that all clients share. */
    private long held;
    /** What was taken for its links. */
    private long kept;
    /** Bytes of large messages under way, by session; likewise. */
    private final Map<Long, Long> large = new HashMap<>();

    ClientConnection(Channel channel, BrokerPort port) {
        this.channel = channel;
        this.port = port;
        this.reading = new Reading(channel);
        channel.attr(KEY).set(this);
    }

    /** Null for a connection that did not come by the port. */
    public static @Nullable ClientConnection of(@Nullable RemotingConnection connection) {
        return connection != null && connection.getTransportConnection() instanceof NettyConnection netty
                ? of(netty.getNettyChannel())
                : null;
    }

    public static @Nullable ClientConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** False where the key has too many connections already. */
    public synchronized boolean loggedIn(String key, RemotingConnection login) {
        if (keyId == null) {
            if (!port.count(key)) {
                return false;
            }
            keyId = key;
            connection = login;
            channel.eventLoop().execute(() -> resume(Pause.LOGIN));
        }
        return true;
    }

    /** Some attempts are let pass, because a client may look for the right login; then the connection ends. */
    public synchronized void refused() {
        if (++wrong >= WRONG_LOGINS) {
            // A moment later, so that the client is told why.
            channel.eventLoop().schedule(() -> channel.close(), 1, TimeUnit.SECONDS);
        }
    }

    /** Whose key opened it; null before the login. */
    @Nullable
    public String keyId() {
        return keyId;
    }

    @Nullable
    RemotingConnection connection() {
        return connection;
    }

    public String remoteHost() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : String.valueOf(channel.remoteAddress());
    }

    /** Whether it is read from; for the channel's thread. */
    Reading reading() {
        return reading;
    }

    void resume(Pause why) {
        reading.resume(why, this::isWanted);
    }

    /** AMQP's engine has pauses of its own. */
    private boolean isWanted() {
        return !(connection instanceof ActiveMQProtonRemotingConnection amqp)
                || amqp.getAmqpConnection().getHandler().isReadable();
    }

    /** What it has open in the broker's own protocol; for the channel's thread. */
    CoreClient core(ActiveMQServer server) {
        if (core == null) {
            core = new CoreClient(this, server);
        }
        return core;
    }

    /** Takes memory for a frame or message that is not complete; false where the key has too much under way. */
    boolean hold(long bytes) {
        String key = keyId;
        if (key == null || bytes <= held || bytes < STEP) {
            return true;
        }
        long more = Math.ceilDiv(bytes, STEP) * STEP - held;
        if (!port.unfinished().take(key, more)) {
            return false;
        }
        held += more;
        return true;
    }

    /** Has memory for what it has open; false where the key has too much open. */
    boolean keeps(long bytes) {
        String key = keyId;
        if (key == null || bytes == kept) {
            return true;
        }
        if (bytes > kept && !port.links().take(key, bytes - kept)) {
            return false;
        }
        if (bytes < kept) {
            port.links().add(key, bytes - kept);
        }
        kept = bytes;
        return true;
    }

    private void release() {
        String key = keyId;
        if (key != null && held > 0) {
            port.unfinished().add(key, -held);
            held = 0;
        }
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
        release();
    }

    /** What of a large message has come in that session. */
    long large(long session) {
        return large.getOrDefault(session, 0L);
    }

    /** Counts more of it; false where the key has too much under way. */
    boolean addLarge(long session, long bytes) {
        String key = keyId;
        if (key == null || !port.large().take(key, bytes)) {
            return false;
        }
        large.merge(session, bytes, Long::sum);
        return true;
    }

    /** Whole, or given up. */
    void largeComplete(long session) {
        Long bytes = large.remove(session);
        String key = keyId;
        if (bytes != null && key != null) {
            port.large().add(key, -bytes);
        }
    }

    /** Told by the channel's thread. */
    synchronized void ended() {
        release();
        keeps(0);
        List.copyOf(large.keySet()).forEach(this::largeComplete);
        if (keyId != null) {
            port.discount(keyId);
        }
    }

    /** Keeps that a session, which is about to be made, sends in transactions. */
    public void transacted(String session) {
        transacted.add(session);
    }

    public boolean isTransacted(String session) {
        return transacted.contains(session);
    }

    public void forgetTransacted(String session) {
        transacted.remove(session);
    }

    /** Keeps why a message was refused, for a protocol whose error frame would not say it. */
    public void refusedBecause(@Nullable String why) {
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

    /** In AMQP, whose transactions are not sessions. */
    public boolean hasManyTransactions() {
        return connection instanceof ActiveMQProtonRemotingConnection amqp && AmqpLinks.hasManyTransactions(amqp);
    }

    /** Closes it after some last words. */
    void end(String lastWords) {
        channel.eventLoop().execute(() -> reading.pause(Pause.CLOSING));
        channel.writeAndFlush(Unpooled.copiedBuffer(lastWords, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }

    public void close() {
        channel.close();
    }
}
