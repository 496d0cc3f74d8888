package io.serai.doors.queue.embedded.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.utils.DataConstants;

/**
 * Looks at each packet of the broker's own protocol before the broker reads it.
 *
 * <p>The broker makes arrays and tables of the sizes that a packet names, whatever there really is: packets of a hundred bytes could
 * ask for all of the heap. Here every size has to be within its packet, and a kind of packet that no client sends ends the connection
 * unread.
 */
final class CoreFrames extends ChannelInboundHandlerAdapter {

    private static final String DECODER = "activemq-decoder";
    private static final int PROPERTIES = 1_000;
    private static final int USER_ID = 16;

    /** False where the broker is not about to read packets there. */
    static boolean isAddedTo(ChannelPipeline pipeline) {
        ChannelHandler decoder = pipeline.get(DECODER);
        if (decoder == null) {
            return false;
        }
        pipeline.addAfter(DECODER, "core-frames", new CoreFrames());
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf packet && isSound(packet.duplicate())) {
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
            context.close();
        }
    }

    /** Of a packet that begins with its type. */
    static boolean isSound(ByteBuf packet) {
        try {
            byte type = packet.readByte();
            long channel = packet.readLong();
            return PacketGate.isSentByClients(type, channel)
                    && switch (type) {
                        case PacketImpl.SESS_SEND_CONTINUATION -> isWithin(packet.readInt(), packet);
                        case PacketImpl.SESS_SEND -> isMessage(behindBody(packet));
                        case PacketImpl.SESS_SEND_LARGE -> isMessage(packet);
                        default -> true;
                    };
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return false;
        }
    }

    private static ByteBuf behindBody(ByteBuf packet) {
        return packet.skipBytes(packet.readInt() - CoreMessage.BUFFER_HEADER_SPACE);
    }

    /** The headers of a message and its properties, in the order in which the broker reads them. */
    private static boolean isMessage(ByteBuf headers) {
        headers.skipBytes(Long.BYTES);
        if (headers.readByte() != DataConstants.NULL) {
            skipText(headers);
        }
        if (headers.readByte() == DataConstants.NOT_NULL) {
            headers.skipBytes(USER_ID);
        }
        // One message within another would be read before anything is asked of it.
        if (headers.readByte() == Message.EMBEDDED_TYPE) {
            return false;
        }
        headers.skipBytes(1 + Long.BYTES + Long.BYTES + 1);
        if (headers.readByte() == DataConstants.NULL) {
            return true;
        }
        int count = headers.readInt();
        if (count < 0 || count > PROPERTIES) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            skipText(headers);
            skipValue(headers);
        }
        return true;
    }

    private static void skipValue(ByteBuf properties) {
        switch (properties.readByte()) {
            case DataConstants.NULL -> {
                // has no bytes
            }
            case DataConstants.BOOLEAN, DataConstants.BYTE -> properties.skipBytes(Byte.BYTES);
            case DataConstants.SHORT, DataConstants.CHAR -> properties.skipBytes(Short.BYTES);
            case DataConstants.INT, DataConstants.FLOAT -> properties.skipBytes(Integer.BYTES);
            case DataConstants.LONG, DataConstants.DOUBLE -> properties.skipBytes(Long.BYTES);
            case DataConstants.BYTES, DataConstants.STRING -> skipText(properties);
            default -> throw new IllegalArgumentException("no such type");
        }
    }

    private static void skipText(ByteBuf text) {
        text.skipBytes(text.readInt());
    }

    private static boolean isWithin(int size, ByteBuf packet) {
        return size >= 0 && size <= packet.readableBytes();
    }
}
