package io.serai.doors.queue.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** An AMQP client that writes its frames by hand, byte by byte. */
final class AmqpWire implements AutoCloseable {

    static final byte[] NULL = {0x40};
    static final byte[] TRUE = {0x41};
    static final byte[] FALSE = {0x42};

    private final Socket socket;
    private final StringBuilder heard = new StringBuilder();

    /** Logs in, and opens a connection that says this of itself, and a session. */
    AmqpWire(int port, String key, byte[]... more) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        write("AMQP\u0003\u0001\0\0".getBytes(StandardCharsets.ISO_8859_1));
        write(frame(1, described(0x41, symbol("PLAIN"), binary(("\0any\0" + key).getBytes(StandardCharsets.UTF_8)))));
        hearUntil("\0SD");
        write("AMQP\0\u0001\0\0".getBytes(StandardCharsets.ISO_8859_1));
        write(frame(0, described(0x10, join(new byte[][] {string("a client"), NULL}, more))));
        write(frame(0, described(0x11, NULL, uint(0), uint(1000), uint(1000))));
    }

    /** Opens a link to send on. */
    AmqpWire attach(int handle, byte[]... more) throws IOException {
        return write(frame(
                0,
                described(
                        0x12,
                        join(
                                new byte[][] {
                                    string("link" + handle),
                                    uint(handle),
                                    FALSE,
                                    NULL,
                                    NULL,
                                    described(0x28, string("source")),
                                    described(0x29, string("llm.requests")),
                                    NULL,
                                    NULL,
                                    uint(0)
                                },
                                more))));
    }

    /** Sends a frame of a message. */
    AmqpWire transfer(int handle, int number, long format, byte[] more, byte[] message) throws IOException {
        byte[] head = described(
                0x14, uint(handle), uint(number), binary(new byte[] {(byte) number}), uint(format), FALSE, more);
        return write(frame(0, concatenated(head, message)));
    }

    /** Says of deliveries that they are settled. */
    AmqpWire dispose(byte[] first, byte[] last) throws IOException {
        return write(frame(0, described(0x15, TRUE, first, last, TRUE, described(0x24))));
    }

    AmqpWire write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** What it was told until the other side ended the connection. */
    String heardUntilEnd() throws IOException {
        try {
            while (hear()) {
                // reads on
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open, and heard: " + heard, e);
        } catch (java.net.SocketException e) {
            // ended before it had read all
        }
        return heard.toString();
    }

    /** Waits for an answer that has this in it. */
    void hearUntil(String text) throws IOException {
        while (heard.indexOf(text) < 0) {
            if (!hear()) {
                throw new IOException("ended: " + heard);
            }
        }
    }

    private boolean hear() throws IOException {
        byte[] bytes = new byte[8 * 1024];
        int read = socket.getInputStream().read(bytes);
        if (read > 0) {
            heard.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
        }
        return read > 0;
    }

    static byte[] frame(int type, byte[] body) {
        return bytes(Unpooled.buffer()
                .writeInt(8 + body.length)
                .writeByte(2)
                .writeByte(type)
                .writeShort(0)
                .writeBytes(body));
    }

    static byte[] described(int code, byte[]... fields) {
        byte[] all = concatenated(fields);
        return bytes(Unpooled.buffer()
                .writeShort(0x53)
                .writeByte(code)
                .writeByte(0xd0)
                .writeInt(4 + all.length)
                .writeInt(fields.length)
                .writeBytes(all));
    }

    /** A section of a message that has one key. */
    static byte[] section(int code, byte[] key, byte[] value) {
        return bytes(Unpooled.buffer()
                .writeShort(0x53)
                .writeByte(code)
                .writeByte(0xd1)
                .writeInt(4 + key.length + value.length)
                .writeInt(2)
                .writeBytes(key)
                .writeBytes(value));
    }

    static byte[] body(byte[] value) {
        return concatenated(new byte[] {0, 0x53, 0x77}, value);
    }

    static byte[] uint(long number) {
        return bytes(Unpooled.buffer().writeByte(0x70).writeInt((int) number));
    }

    static byte[] string(String text) {
        return text(0xb1, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] symbol(String text) {
        return text(0xb3, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] binary(byte[] bytes) {
        return text(0xb0, bytes);
    }

    private static byte[] text(int code, byte[] text) {
        return bytes(Unpooled.buffer().writeByte(code).writeInt(text.length).writeBytes(text));
    }

    static byte[] concatenated(byte[]... parts) {
        return bytes(Unpooled.wrappedBuffer(parts));
    }

    /** The same again and again, and an end. */
    static byte[] nested(int times, byte[] each, byte[] end) {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < times; i++) {
            all.writeBytes(each);
        }
        return bytes(all.writeBytes(end));
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }

    private static byte[][] join(byte[][] one, byte[][] other) {
        byte[][] all = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
