package io.serai.doors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.Refusal;
import io.serai.doors.BytesInFlight;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.body.Body;
import io.serai.doors.http.connection.SlowConnections;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** A body takes room as it comes, not as it is announced. */
class BodyTest {

    private static final int MB = 1 << 20;

    private final BytesInFlight budget = new BytesInFlight(4 * MB, Duration.ofMillis(1));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 262_144, 300_000, 2_500_000})
    void readsExactlyWhatWasAnnounced(int length) {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        try (SlowConnections slow = new SlowConnections(Duration.ofSeconds(60), 1000);
                Body body = new Bodies(3L * MB, budget, slow).open(announcing(length, sent, () -> {}))) {
            assertThat(body.read()).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {262_144, 3 * MB})
    void leavesTheBudgetToOthersWhileASenderIsSilent(int announced) {
        try (SlowConnections slow = new SlowConnections(Duration.ofSeconds(60), 1000)) {
            // What is left when the one byte has come: all but a few kilobytes of either share.
            Runnable others = () -> {
                try (var small = budget.share();
                        var large = budget.share()) {
                    large.reach(announced > 262_144 ? 3 * MB - 8192 : 3 * MB);
                    small.reach(262_144 - 8192);
                }
            };
            try (Body body = new Bodies(3L * MB, budget, slow).open(announcing(announced, new byte[1], others))) {
                assertThatThrownBy(body::read)
                        .isInstanceOfSatisfying(
                                Refusal.class,
                                refusal -> assertThat(refusal.error().message())
                                        .contains("ended after 1 of " + announced));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300_000, 2_500_000})
    void takesNothingOfALargeBodyFromTheSmallOnes(int length) {
        try (SlowConnections slow = new SlowConnections(Duration.ofSeconds(60), 1000);
                var s1 = budget.share();
                var s2 = budget.share();
                var s3 = budget.share();
                var s4 = budget.share()) {
            for (var small : Arrays.asList(s1, s2, s3, s4)) {
                small.reach(262_144);
            }
            try (Body body = new Bodies(3L * MB, budget, slow).open(announcing(length, new byte[length], () -> {}))) {
                assertThat(body.read()).hasSize(length);
            }
        }
    }

    private static MockHttpServletRequest announcing(int length, byte[] sent, Runnable atTheEnd) {
        return new MockHttpServletRequest() {
            @Override
            public long getContentLengthLong() {
                return length;
            }

            @Override
            public ServletInputStream getInputStream() {
                return new Sent(sent, atTheEnd);
            }
        };
    }

    /** Comes in pieces of an odd size. */
    private static final class Sent extends ServletInputStream {

        private final byte[] bytes;
        private final Runnable atTheEnd;
        private int at;

        Sent(byte[] bytes, Runnable atTheEnd) {
            this.bytes = bytes;
            this.atTheEnd = atTheEnd;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            if (at == bytes.length) {
                atTheEnd.run();
                return -1;
            }
            int count = Math.min(Math.min(length, 7919), bytes.length - at);
            System.arraycopy(bytes, at, to, from, count);
            at += count;
            return count;
        }

        @Override
        public boolean isFinished() {
            return at == bytes.length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
