package io.serai.doors.queue.embedded.port;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.serai.doors.queue.embedded.port.Reading.Pause;
import io.serai.doors.queue.embedded.port.amqp.AmqpFrames;
import io.serai.doors.queue.embedded.port.amqp.AmqpLinks;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the broker on every connection from outside.
 *
 * <p>It lets in the three protocols and nothing else, least of all HTTP: a web page in somebody's browser may open a WebSocket to
 * this machine. Until somebody has logged in it hands on the login alone, and waits for it only so long; afterwards no frame or
 * message may be unfinished and larger than the largest that is taken.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    private static final int BEFORE_LOGIN = 64 * 1024;
    private static final int CORE_BEGINS = 8;
    private static final int LOGIN_SECONDS = 10;
    /** Reads that a frame may take beyond one for so many bytes: a frame that the broker cannot read never ends. */
    private static final int READS = 200;

    private static final int BYTES_A_READ = 500;
    private static final String UNREADABLE = "the frame cannot be read";
    private static final EnumSet<EndpointState> ANY = EnumSet.allOf(EndpointState.class);
    private static final byte[] NO_HTTP =
            ascii("HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
                    + "This port speaks JMS (CORE), AMQP 1.0 and STOMP, and no HTTP or WebSocket.\n");

    private final BrokerPort port;
    private final long longest;
    /** What is not handed on yet. */
    private final ByteBuf held = Unpooled.buffer();

    private @Nullable ClientConnection client;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable LoginFrame protocol;
    private boolean closing;
    private long received;
    private int reads;
    private final AmqpFrames frames;
    private final StompLengths lengths;

    /** @param longest bytes of a frame, or of a message in parts */
    ConnectionGuard(BrokerPort port, long longest) {
        this.port = port;
        this.longest = longest;
        this.lengths = new StompLengths(longest);
        this.frames = new AmqpFrames(this::takes);
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
        held.release();
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
        if (mine != null) {
            mine.reading().hold();
        }
        if (closing || mine == null || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
        } else if (mine.keyId() == null && protocol != LoginFrame.CORE) {
            held.writeBytes(bytes);
            bytes.release();
            login(context, mine);
        } else {
            handOn(context, mine, bytes);
        }
    }

    /** Who does not read its answers is not asked for more questions. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ClientConnection mine = client;
        if (mine != null) {
            if (context.channel().isWritable()) {
                mine.resume(Pause.UNREAD);
            } else {
                mine.reading().pause(Pause.UNREAD);
            }
        }
        context.fireChannelWritabilityChanged();
    }

    private void login(ChannelHandlerContext context, ClientConnection mine) {
        if (protocol == null) {
            if (!LoginFrame.mayBegin(held)) {
                end(context, Character.isUpperCase(held.getByte(0)) ? Unpooled.wrappedBuffer(NO_HTTP) : null);
                return;
            }
            protocol = LoginFrame.of(held);
            if (protocol == null) {
                return;
            }
        }
        while (!closing && mine.keyId() == null && protocol != LoginFrame.CORE) {
            int length = protocol.length(held);
            if (length == LoginFrame.INVALID) {
                end(context, null);
                return;
            }
            if (length == LoginFrame.INCOMPLETE) {
                return;
            }
            context.fireChannelRead(held.readBytes(length));
            if (mine.keyId() == null && protocol.isLast(length)) {
                // The broker has refused it, and tells it so; what else it sends is for nobody.
                closing = true;
                mine.reading().pause(Pause.CLOSING);
                context.executor().schedule(() -> context.close(), 1, TimeUnit.SECONDS);
                return;
            }
        }
        handOn(context, mine, held.readBytes(held.readableBytes()));
    }

    private void handOn(ChannelHandlerContext context, ClientConnection mine, ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (count == 0) {
            bytes.release();
            return;
        }
        if (protocol == LoginFrame.CORE && received == 0) {
            // The broker knows by these how to read the rest.
            context.fireChannelRead(bytes.readRetainedSlice(CORE_BEGINS));
            if (!CoreFrames.isAddedTo(context.pipeline())) {
                bytes.release();
                end(context, null);
                return;
            }
        }
        received += count;
        if (mine.keyId() == null && received > BEFORE_LOGIN) {
            // What else it sends waits until it is known who it is.
            mine.reading().pause(Pause.LOGIN);
            if (mine.keyId() != null) {
                mine.resume(Pause.LOGIN);
            }
        }
        if (protocol == LoginFrame.AMQP) {
            String wrong = handOnPieces(context, mine, bytes);
            if (wrong != null) {
                port.refused(mine, wrong);
                mine.reading().pause(Pause.CLOSING);
                end(context, AmqpFrames.close(wrong));
            }
        } else {
            if (mine.isBetweenFrames() && onlyLineEnds(bytes)) {
                // STOMP's sign of life
                context.fireChannelRead(bytes);
                return;
            }
            if (protocol == LoginFrame.STOMP && !lengths.follow(bytes)) {
                bytes.release();
                end(context, Unpooled.wrappedBuffer(tooLong()));
                return;
            }
            long unfinished = mine.received(count);
            reads = unfinished == count ? 1 : reads + 1;
            if (unfinished <= longest && reads <= READS + unfinished / BYTES_A_READ && mine.hold(unfinished)) {
                context.fireChannelRead(bytes);
            } else {
                bytes.release();
                end(context, protocol == LoginFrame.STOMP ? Unpooled.wrappedBuffer(tooLong()) : null);
            }
        }
    }

    private boolean takes(String word) {
        String keyId = client == null ? null : client.keyId();
        return keyId != null && port.words().takes(keyId, word);
    }

    private static boolean onlyLineEnds(ByteBuf bytes) {
        return bytes.forEachByte(each -> each == '\n' || each == '\r') < 0;
    }

    /**
     * As much at a time as the broker's AMQP engine takes, because after an error it reads the rest of a piece for ever.
     *
     * <p>What is wrong with it, or null.
     */
    private @Nullable String handOnPieces(ChannelHandlerContext context, ClientConnection mine, ByteBuf bytes) {
        try {
            if (!(mine.connection() instanceof ActiveMQProtonRemotingConnection remoting)) {
                return UNREADABLE;
            }
            Connection connection = remoting.getAmqpConnection().getHandler().getConnection();
            Transport transport = connection.getTransport();
            String wrong = frames.wrong(bytes, transport == null ? 0 : transport.getFramesOutput());
            if (wrong != null) {
                return wrong;
            }
            while (bytes.isReadable()) {
                int capacity = transport == null ? -1 : transport.capacity();
                if (capacity <= 0) {
                    return UNREADABLE;
                }
                context.fireChannelRead(bytes.readRetainedSlice(Math.min(capacity, bytes.readableBytes())));
                if (transport.getCondition() != null) {
                    return UNREADABLE;
                }
            }
            long unfinished = 0;
            Session session = connection.sessionHead(ANY, ANY);
            while (session != null) {
                unfinished += session.getIncomingBytes();
                session = session.next(ANY, ANY);
            }
            if (unfinished == 0) {
                mine.frameComplete();
            }
            if (unfinished > longest || !mine.hold(unfinished)) {
                return "messages that are not complete are longer than what is taken";
            }
            long open = AmqpLinks.memory(connection, ClientConnection.LONGEST_NAME);
            return open >= 0 && mine.keeps(open) ? null : "there are too many links or sessions, or a name is too long";
        } finally {
            bytes.release();
        }
    }

    private byte[] tooLong() {
        return ascii("ERROR\nmessage:The frame is longer than the " + longest
                + " bytes that are taken, or unreadable.\n\n\0");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void end(ChannelHandlerContext context, @Nullable ByteBuf lastWords) {
        closing = true;
        if (lastWords == null) {
            context.close();
        } else {
            context.writeAndFlush(lastWords).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
