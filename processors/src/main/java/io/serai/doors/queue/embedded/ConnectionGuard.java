package io.serai.doors.queue.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the broker on every connection from outside.
 *
 * <p>It lets in the three protocols and nothing else, least of all HTTP: a web page in somebody's browser may open a WebSocket to
 * this machine. Before the login it reads little and waits not long; afterwards no frame or message may be unfinished and larger
 * than the largest that is taken.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    private static final List<byte[]> BEGINNINGS = beginnings("ARTEMIS", "AMQP", "CONNECT\n", "CONNECT\r", "STOMP\n", "STOMP\r");
    private static final int LONGEST_BEGINNING = 8;
    private static final long BEFORE_LOGIN = 64 * 1024;
    private static final int LOGIN_SECONDS = 10;
    private static final EnumSet<EndpointState> ANY = EnumSet.allOf(EndpointState.class);
    private static final byte[] NO_HTTP = ("HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
                    + "This port speaks JMS (CORE), AMQP 1.0 and STOMP, and no HTTP or WebSocket.\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final BrokerPort port;
    private final long longest;
    private @Nullable ClientConnection client;
    private @Nullable ScheduledFuture<?> deadline;
    private final byte[] beginning = new byte[LONGEST_BEGINNING];
    private int seen;
    private boolean known;
    private boolean amqp;
    private boolean stomp;
    private boolean closing;
    private long total;

    /** @param longest bytes of a frame, or of a message in parts */
    ConnectionGuard(BrokerPort port, long longest) {
        this.port = port;
        this.longest = longest;
    }

    private static List<byte[]> beginnings(String... texts) {
        List<byte[]> all = new ArrayList<>();
        for (String text : texts) {
            all.add(text.getBytes(StandardCharsets.US_ASCII));
        }
        return List.copyOf(all);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!port.opened(context.channel())) {
            closing = true;
            context.close();
            return;
        }
        ClientConnection fresh = new ClientConnection(context.channel(), port);
        client = fresh;
        deadline = context.executor()
                .schedule(
                        () -> {
                            if (fresh.keyId() == null) {
                                context.close();
                            }
                        },
                        LOGIN_SECONDS,
                        TimeUnit.SECONDS);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (client != null) {
            client.ended();
            port.closed(context.channel());
        }
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ClientConnection mine = client;
        if (closing || mine == null || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!known && !begins(bytes)) {
            bytes.release();
            end(context, beginning[0] == 'A' || beginning[0] == 'C' || beginning[0] == 'S' ? null : NO_HTTP);
            return;
        }
        int count = bytes.readableBytes();
        total += count;
        boolean loggedIn = mine.keyId() != null;
        if (!loggedIn && total > BEFORE_LOGIN) {
            // What else it sends waits until it is known who it is.
            context.channel().config().setAutoRead(false);
            if (mine.keyId() != null) {
                context.channel().config().setAutoRead(true);
            }
        }
        long unfinished = amqp ? 0 : mine.received(count);
        context.fireChannelRead(bytes);
        if (amqp && loggedIn) {
            unfinished = unfinished(mine);
        }
        if (unfinished > longest) {
            end(context, stomp ? tooLong() : null);
        }
    }

    /** False for what is none of the protocols. */
    private boolean begins(ByteBuf bytes) {
        int more = Math.min(LONGEST_BEGINNING - seen, bytes.readableBytes());
        bytes.getBytes(bytes.readerIndex(), beginning, seen, more);
        seen += more;
        for (byte[] each : BEGINNINGS) {
            int compared = Math.min(seen, each.length);
            if (Arrays.equals(beginning, 0, compared, each, 0, compared)) {
                if (compared == each.length) {
                    known = true;
                    amqp = each[1] == 'M';
                    stomp = each[1] == 'O' || each[1] == 'T';
                }
                return true;
            }
        }
        return false;
    }

    /** Bytes of deliveries that are not complete, as the AMQP engine counts them. */
    private static long unfinished(ClientConnection client) {
        if (!(client.connection() instanceof ActiveMQProtonRemotingConnection connection)) {
            return 0;
        }
        long sum = 0;
        Session session =
                connection.getAmqpConnection().getHandler().getConnection().sessionHead(ANY, ANY);
        while (session != null) {
            sum += session.getIncomingBytes();
            session = session.next(ANY, ANY);
        }
        return sum;
    }

    private byte[] tooLong() {
        return ("ERROR\nmessage:The frame is longer than the " + longest + " bytes that are taken.\n\n\0")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void end(ChannelHandlerContext context, byte @Nullable [] lastWords) {
        closing = true;
        if (lastWords == null) {
            context.close();
        } else {
            context.writeAndFlush(Unpooled.wrappedBuffer(lastWords)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
