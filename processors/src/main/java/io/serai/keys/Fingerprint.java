package io.serai.keys;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The 32 bytes by which a key is known, as a value that maps can hold. */
record Fingerprint(long a, long b, long c, long d) {

    static Fingerprint of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Fingerprint(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    static Fingerprint ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    String hex() {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        buffer.putLong(a).putLong(b).putLong(c).putLong(d);
        return HexFormat.of().formatHex(buffer.array());
    }

    /** One word is as random as all four. */
    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }
}
