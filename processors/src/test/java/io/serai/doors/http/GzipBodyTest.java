package io.serai.doors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.doors.http.body.GzipBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipBodyTest {

    private static final byte[] TEXT = "{\"model\": \"auto\"} and more of it".getBytes(StandardCharsets.UTF_8);

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] body) throws IOException {
        try (GzipBody in = new GzipBody(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    @Test
    void inflatesWhatIsWhole() throws IOException {
        byte[] large = new byte[1_000_000];
        new Random(7).nextBytes(large);
        Arrays.fill(large, 0, 500_000, (byte) 'a');
        assertThat(inflated(packed(TEXT))).isEqualTo(TEXT);
        assertThat(inflated(packed(large))).isEqualTo(large);
        assertThat(inflated(packed(new byte[0]))).isEmpty();
        assertThat(inflated(new byte[0])).isEmpty();
    }

    @Test
    void takesOneMemberAfterTheOther() throws IOException {
        assertThat(inflated(joined(packed(TEXT), packed(new byte[0]), packed(TEXT))))
                .isEqualTo(joined(TEXT, TEXT));
    }

    /** A network gives what it has, not what is asked for. */
    @Test
    void doesNotDependOnHowTheBytesCome() throws IOException {
        InputStream slow = new ByteArrayInputStream(joined(packed(TEXT), packed(TEXT))) {
            @Override
            public synchronized int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(1, length));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        try (GzipBody in = new GzipBody(slow)) {
            assertThat(in.readAllBytes()).isEqualTo(joined(TEXT, TEXT));
        }
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = packed(TEXT);
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> inflated(part)).as("%d bytes", length).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 15, -1, -5})
    void refusesDamage(int place) throws IOException {
        byte[] body = packed(TEXT);
        body[place < 0 ? body.length + place : place] ^= 0x55;
        assertThatThrownBy(() -> inflated(body)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesWhatStandsBehindTheEnd() throws IOException {
        byte[] body = joined(packed(TEXT), "rubbish".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> inflated(body)).isInstanceOf(ZipException.class);
        byte[] zeros = joined(packed(TEXT), new byte[3]);
        assertThatThrownBy(() -> inflated(zeros)).isInstanceOf(ZipException.class);
    }

    @Test
    void refusesEndlesslyManyMembers() throws IOException {
        byte[] none = packed(new byte[0]);
        byte[] body = new byte[none.length * 100];
        for (int i = 0; i < 100; i++) {
            System.arraycopy(none, 0, body, i * none.length, none.length);
        }
        assertThatThrownBy(() -> inflated(body))
                .isInstanceOf(ZipException.class)
                .hasMessageContaining("too many members");
    }
}
