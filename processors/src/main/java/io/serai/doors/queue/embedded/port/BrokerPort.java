package io.serai.doors.queue.embedded.port;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.serai.doors.queue.BrokerLimits;
import io.serai.doors.queue.BrokerProperties;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.jspecify.annotations.Nullable;

/**
 * The port that clients connect to.
 *
 * <p>It is ours and not the broker's, because the broker's own reads HTTP and any amount of bytes from strangers; a connection is
 * handed over with a {@link ConnectionGuard} before it.
 */
public final class BrokerPort implements AutoCloseable {

    private static final int HEAP_PART = 8;
    private static final Duration STUCK = Duration.ofSeconds(30);

    private final BrokerLimits limits;
    /** Of its own, so that connections are accepted whatever the others do. */
    private final EventLoopGroup accepting = new NioEventLoopGroup(1, new DefaultThreadFactory("broker-accept", true));

    private final EventLoopGroup threads = new NioEventLoopGroup(0, new DefaultThreadFactory("broker-port", true));
    private final ChannelGroup open = new DefaultChannelGroup("broker-clients", GlobalEventExecutor.INSTANCE);
    private final RefusedLogins refused;
    private final KnownWords words;
    private final Shares unfinished;
    private final Shares large;
    private final Shares links;
    private final Map<String, Integer> byKey = new ConcurrentHashMap<>();
    private final Channel listening;
    private final LoopWatch watch;

    /**
     * Listens from now on.
     *
     * @param acceptor started, and without a port of its own
     * @param longest  bytes of a frame, or of a message in parts
     */
    public BrokerPort(
            BrokerProperties properties,
            BrokerLimits limits,
            NettyAcceptor acceptor,
            RefusedLogins refused,
            KnownWords words,
            long longest) {
        this.limits = limits;
        this.refused = refused;
        this.words = words;
        this.unfinished = new Shares(Math.max(2 * longest, Runtime.getRuntime().maxMemory() / HEAP_PART), longest);
        this.large = new Shares(limits.requests().toBytes(), longest);
        this.links = new Shares(Runtime.getRuntime().maxMemory() / HEAP_PART);
        BrokerPort port = this;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(accepting, threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ConnectionGuard(port, longest));
                        acceptor.transfer(channel);
                    }
                });
        try {
            listening = bootstrap
                    .bind(properties.host(), properties.port())
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException e) {
            shutDown();
            throw e;
        }
        watch = new LoopWatch(threads, STUCK);
    }

    private void shutDown() {
        accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Why clients are without answers for good, or null. */
    public @Nullable String stuck() {
        return watch.stuck();
    }

    /** False where there are too many that have logged in; the oldest that has not makes room for another. */
    boolean opened(Channel channel) {
        synchronized (open) {
            if (open.size() >= limits.connections()) {
                Channel silent = oldestStranger();
                if (silent == null) {
                    return false;
                }
                open.remove(silent);
                silent.close();
            }
            return open.add(channel);
        }
    }

    private @Nullable Channel oldestStranger() {
        return open.stream()
                .map(ClientConnection::of)
                .filter(client -> client != null && client.keyId() == null)
                .min(Comparator.comparingLong(ClientConnection::number))
                .map(ClientConnection::channel)
                .orElse(null);
    }

    void closed(Channel channel) {
        open.remove(channel);
    }

    /** False where the key has too many connections. */
    boolean count(String keyId) {
        AtomicBoolean counted = new AtomicBoolean();
        byKey.compute(keyId, (key, count) -> {
            int now = count == null ? 0 : count;
            counted.set(now < limits.connectionsPerKey());
            return counted.get() ? now + 1 : now;
        });
        return counted.get();
    }

    void discount(String keyId) {
        byKey.computeIfPresent(keyId, (key, count) -> count == 1 ? null : count - 1);
    }

    /** What AMQP clients may call things. */
    KnownWords words() {
        return words;
    }

    /** Tells why a connection is ended. */
    void refused(ClientConnection client, String why) {
        refused.log(client.remoteHost(), why);
    }

    /** What the links of clients may take. */
    Shares links() {
        return links;
    }

    /** What large messages that are not complete may take of the disk. */
    Shares large() {
        return large;
    }

    /** What frames and messages that are not complete may take. */
    Shares unfinished() {
        return unfinished;
    }

    public List<ClientConnection> clients() {
        return open.stream().map(ClientConnection::of).filter(Objects::nonNull).toList();
    }

    /** Lets no one in any more and ends all connections, which the broker still has to take leave of. */
    public void shut() {
        listening.close().syncUninterruptibly();
        open.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    /** To be called when the broker has stopped: it says good-bye to connections on their own threads. */
    @Override
    public void close() {
        shutDown();
    }
}
