package io.serai.doors.queue.embedded.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.utils.DataConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets as they stand behind their length. */
class CoreFramesTest {

    private static final long SESSION = 10;
    private static final long OUTSIDE = 1;

    @Test
    void takesAMessageWithPropertiesOfEveryType() {
        ByteBuf packet = message(packet(PacketImpl.SESS_SEND_LARGE, SESSION), 0, Message.TEXT_TYPE);
        packet.writeByte(DataConstants.NOT_NULL).writeInt(11);
        text(packet).writeByte(DataConstants.NULL);
        text(packet).writeByte(DataConstants.BOOLEAN).writeBoolean(true);
        text(packet).writeByte(DataConstants.BYTE).writeByte(1);
        text(packet).writeByte(DataConstants.BYTES).writeInt(3).writeMedium(1);
        text(packet).writeByte(DataConstants.SHORT).writeShort(1);
        text(packet).writeByte(DataConstants.INT).writeInt(1);
        text(packet).writeByte(DataConstants.LONG).writeLong(1);
        text(packet).writeByte(DataConstants.FLOAT).writeFloat(1);
        text(packet).writeByte(DataConstants.DOUBLE).writeDouble(1);
        text(text(packet).writeByte(DataConstants.STRING));
        text(packet).writeByte(DataConstants.CHAR).writeChar('x');
        assertThat(CoreFrames.isSound(packet.duplicate().writerIndex(packet.writerIndex() - 1)))
                .isFalse();
        assertThat(CoreFrames.isSound(packet)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_001, 1 << 30, Integer.MAX_VALUE})
    void refusesMorePropertiesThanThereAre(int count) {
        ByteBuf packet = message(packet(PacketImpl.SESS_SEND_LARGE, SESSION), 0, Message.TEXT_TYPE);
        packet.writeByte(DataConstants.NOT_NULL).writeInt(count);
        assertThat(CoreFrames.isSound(packet)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 9, 400_000_000, Integer.MAX_VALUE})
    void refusesAPropertyThatIsLongerThanThePacket(int length) {
        ByteBuf packet = message(packet(PacketImpl.SESS_SEND, SESSION), 5, Message.BYTES_TYPE);
        text(packet.writeByte(DataConstants.NOT_NULL).writeInt(1))
                .writeByte(DataConstants.BYTES)
                .writeInt(length)
                .writeLong(0);
        assertThat(CoreFrames.isSound(packet)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10, Integer.MAX_VALUE})
    void refusesAPartThatIsLongerThanThePacket(int length) {
        ByteBuf packet = packet(PacketImpl.SESS_SEND_CONTINUATION, SESSION);
        assertThat(CoreFrames.isSound(packet.writeInt(length).writeLong(0).writeBoolean(true)))
                .isFalse();
    }

    @Test
    void takesAPart() {
        ByteBuf packet = packet(PacketImpl.SESS_SEND_CONTINUATION, SESSION);
        assertThat(CoreFrames.isSound(packet.writeInt(8).writeLong(0).writeBoolean(true)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 12, 1_000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesABodyThatEndsElsewhere(int end) {
        ByteBuf packet = packet(PacketImpl.SESS_SEND, SESSION).writeInt(end).writeLong(0);
        assertThat(CoreFrames.isSound(packet)).isFalse();
    }

    @Test
    void refusesAMessageWithinAnother() {
        ByteBuf packet = message(packet(PacketImpl.SESS_SEND, SESSION), 5, Message.EMBEDDED_TYPE);
        assertThat(CoreFrames.isSound(packet.writeByte(DataConstants.NULL))).isFalse();
    }

    @Test
    void readsNothingOfWhatNoClientSends() {
        assertThat(CoreFrames.isSound(packet(PacketImpl.SESS_BINDINGQUERY_RESP, SESSION)))
                .isFalse();
        assertThat(CoreFrames.isSound(packet(PacketImpl.SESS_SEND, OUTSIDE))).isFalse();
        assertThat(CoreFrames.isSound(packet(PacketImpl.SESS_COMMIT, SESSION))).isTrue();
        assertThat(CoreFrames.isSound(packet(PacketImpl.PING, OUTSIDE))).isTrue();
        assertThat(CoreFrames.isSound(Unpooled.buffer().writeByte(PacketImpl.PING)))
                .isFalse();
    }

    private static ByteBuf packet(byte type, long channel) {
        return Unpooled.buffer().writeByte(type).writeLong(channel);
    }

    /** Up to the properties; {@code body} bytes before them where it is not a large one. */
    private static ByteBuf message(ByteBuf packet, int body, byte type) {
        if (body > 0) {
            packet.writeInt(PacketImpl.PACKET_HEADERS_SIZE + body).writeZero(body);
        }
        text(packet.writeLong(0).writeByte(DataConstants.NOT_NULL))
                .writeByte(DataConstants.NOT_NULL)
                .writeZero(16);
        return packet.writeByte(type)
                .writeBoolean(true)
                .writeLong(0)
                .writeLong(0)
                .writeByte(4);
    }

    private static ByteBuf text(ByteBuf packet) {
        return packet.writeInt(4).writeChar('a').writeChar('b');
    }
}
