package io.serai.doors.queue.embedded.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.PacketsConfirmedMessage;

/**
 * Confirms in a client's place what it is sent in a session that has a confirmation window.
 *
 * <p>The broker keeps each packet of such a session until the client confirms it, without an end, so that the client can resume the
 * session. None is ever resumed here. The client confirms too, and is not heard. Touched by the channel's thread alone.
 */
final class CoreConfirmations extends ChannelOutboundHandlerAdapter {

    private static final String NAME = "core-confirmations";
    /** The broker keeps no more than so much of a session. */
    private static final int BYTES = 16 * 1024;

    private static final int PACKETS = 32;
    private static final int TYPE = Integer.BYTES;
    private static final int SESSION = TYPE + Byte.BYTES;

    private final CoreRemotingConnection connection;
    private final Map<Long, Sent> sessions = new HashMap<>();

    private CoreConfirmations(CoreRemotingConnection connection) {
        this.connection = connection;
    }

    /** Numbers that the broker counts in the same way. */
    private static final class Sent {
        private int packets;
        private int confirmed;
        private long bytes;
    }

    /** Told before the session is made. */
    static void begin(ChannelPipeline pipeline, CoreRemotingConnection connection, long session) {
        CoreConfirmations confirmations = (CoreConfirmations) pipeline.get(NAME);
        if (confirmations == null) {
            confirmations = new CoreConfirmations(connection);
            pipeline.addFirst(NAME, confirmations);
        }
        confirmations.sessions.putIfAbsent(session, new Sent());
    }

    static void end(ChannelPipeline pipeline, long session) {
        if (pipeline.get(NAME) instanceof CoreConfirmations confirmations) {
            confirmations.sessions.remove(session);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf packet && packet.readableBytes() >= SESSION + Long.BYTES) {
            int at = packet.readerIndex();
            if (packet.getByte(at + TYPE) != PacketImpl.PACKETS_CONFIRMED) {
                long session = packet.getLong(at + SESSION);
                Sent sent = sessions.get(session);
                if (sent != null) {
                    count(sent, packet.readableBytes(), session);
                }
            }
        }
        context.write(message, promise);
    }

    private void count(Sent sent, int bytes, long session) {
        sent.packets++;
        sent.bytes += bytes;
        if (sent.bytes >= BYTES || sent.packets - sent.confirmed >= PACKETS) {
            connection.getChannel(session, -1).handlePacket(new PacketsConfirmedMessage(sent.packets - 1));
            sent.confirmed = sent.packets;
            sent.bytes = 0;
        }
    }
}
