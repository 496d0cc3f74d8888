package io.serai.doors.queue;

import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveLargeMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionReceiveMessage;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Keeps the broker's client from decoding the bodies of messages that come in.
 *
 * <p>It would decode them inside {@code receive}, before any code of ours: a body of any length, and a broken one that then
 * comes again and again. A message of bytes is left alone there, so every message is taken for one; {@link MessageBody} knows
 * from a property what it was, and decodes it when it is asked for, within a limit.
 */
public final class UnreadBodies implements Interceptor {

    /** What the message was when it was sent; the prefix hides it from those who list properties. */
    static final SimpleString TYPE = SimpleString.of("_AMQ_SERAI_TYPE");

    /** The type of what was deflated by its sender, which may be small and inflate to any size. */
    static final byte COMPRESSED = Byte.MAX_VALUE;

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet instanceof SessionReceiveMessage whole && whole.getMessage() instanceof CoreMessage message) {
            leaveUnread(message);
        } else if (packet instanceof SessionReceiveLargeMessage large
                && large.getLargeMessage() instanceof CoreMessage message) {
            leaveUnread(message);
            // Its own statement may be missing or a lie.
            message.putLongProperty(Message.HDR_LARGE_BODY_SIZE, large.getLargeMessageSize());
        }
        return true;
    }

    private static void leaveUnread(CoreMessage message) {
        boolean compressed = message.removeProperty(Message.HDR_LARGE_COMPRESSED) != null;
        message.putByteProperty(TYPE, compressed ? COMPRESSED : message.getType());
        message.setType(Message.BYTES_TYPE);
    }
}
