package io.serai.doors.queue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/** What a message from the broker holds. No object of a class that its sender names is ever made. */
public sealed interface MessageBody {

    /** A text. */
    record Text(String text) implements MessageBody {}

    /** Bytes, which are not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record Bytes(byte[] bytes) implements MessageBody {}

    /** Nothing. */
    record None() implements MessageBody {}

    /**
     * More than may be read, so it was not.
     *
     * @param bytes how long it is
     */
    record TooLong(long bytes) implements MessageBody {
        @Override
        public String toString() {
            return "of " + bytes + " bytes, more than serai.longest-body, and not read";
        }
    }

    /**
     * Neither text nor bytes.
     *
     * @param type what it was sent as, in one word
     * @param raw  how the broker keeps it, not copied; nothing was made of it
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Other(String type, byte[] raw) implements MessageBody {
        @Override
        public String toString() {
            return "neither text nor bytes (" + type + ") and not read";
        }
    }

    /**
     * Reads a body, all of it that the broker has not sent yet included; to be called once.
     *
     * @param message as a connection of ours received it
     * @param longest the longest body that is read, in bytes; of a text, in bytes of UTF-8
     */
    static MessageBody of(jakarta.jms.Message message, long longest) {
        ClientMessage core = (ClientMessage) ((ActiveMQMessage) message).getCoreMessage();
        byte type = type(core);
        long size = size(message);
        // Two bytes a character and five before the first; what is UTF-8 is counted again once it is read.
        if (size > (type == Message.TEXT_TYPE ? 2 * longest + 5 : longest)) {
            return new TooLong(size);
        }
        byte[] raw = raw(core, (int) size);
        return switch (type) {
            case Message.TEXT_TYPE -> text(raw, longest);
            case Message.BYTES_TYPE -> isEmpty(raw) ? new None() : new Bytes(raw);
            case Message.DEFAULT_TYPE -> isEmpty(raw) ? new None() : new Other("unknown", raw);
            case Message.MAP_TYPE -> new Other("map", raw);
            case Message.STREAM_TYPE -> new Other("stream", raw);
            case Message.OBJECT_TYPE -> new Other("object", raw);
            case UnreadBodies.COMPRESSED -> new Other("compressed", raw);
            default -> new Other("unknown", raw);
        };
    }

    /**
     * Brings all of a body here, for a message whose session ends before its body is read; does nothing to one that is too long.
     *
     * @param longest as for {@link #of}
     */
    static void load(jakarta.jms.Message message, long longest) {
        ClientMessage core = (ClientMessage) ((ActiveMQMessage) message).getCoreMessage();
        if (core.isLargeMessage() && size(message) <= 2 * longest + 5) {
            core.getBodyBuffer();
        }
    }

    /** How long the body is as the broker keeps it, in bytes: known without reading it. */
    static long size(jakarta.jms.Message message) {
        ClientMessage core = (ClientMessage) ((ActiveMQMessage) message).getCoreMessage();
        return core.isLargeMessage() ? core.getLongProperty(Message.HDR_LARGE_BODY_SIZE) : core.getBodySize();
    }

    /** A client sends four zeros for a body that nothing was ever written to. */
    private static boolean isEmpty(byte[] raw) {
        return raw.length == 0 || (raw.length == 4 && ByteBuffer.wrap(raw).getInt() == 0);
    }

    private static byte type(ClientMessage core) {
        return core.getObjectProperty(UnreadBodies.TYPE) instanceof Byte type ? type : core.getType();
    }

    private static byte[] raw(ClientMessage core, int size) {
        if (core.isLargeMessage()) {
            BodyBytes body = new BodyBytes(size);
            try {
                core.saveToOutputStream(body);
            } catch (ActiveMQException e) {
                throw new IllegalStateException("the broker did not send the whole body of a message", e);
            }
            return body.bytes();
        }
        ActiveMQBuffer buffer = core.getReadOnlyBodyBuffer();
        byte[] body = new byte[buffer.readableBytes()];
        buffer.readBytes(body);
        return body;
    }

    /** A mark whether there is one, the length in bytes, and the characters in UTF-16. */
    private static MessageBody text(byte[] raw, long longest) {
        if (raw.length == 0 || raw[0] == 0) {
            return new None();
        }
        int length = raw.length < 5 ? -1 : ByteBuffer.wrap(raw).getInt(1);
        if (length < 0 || length > raw.length - 5) {
            return new Other("text", raw);
        }
        // Not by a decoder, which would replace half a surrogate pair in silence.
        String text = ByteBuffer.wrap(raw, 5, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asCharBuffer()
                .toString();
        // Three bytes a character is the most.
        if (text.length() > longest / 3) {
            long bytes = utf8Length(text);
            if (bytes > longest) {
                return new TooLong(bytes);
            }
        }
        return text.isEmpty() ? new None() : new Text(text);
    }

    private static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
