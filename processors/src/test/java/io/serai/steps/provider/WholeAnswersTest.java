package io.serai.steps.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.GatewayError;
import io.serai.call.ProviderFailure;
import io.serai.call.Refusal;
import io.serai.doors.BytesInFlight;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeAnswersTest {

    private static final int MB = 1 << 20;

    private final List<BytesInFlight.Share> held = new ArrayList<>();
    private final WholeAnswers answers = new WholeAnswers(16 * MB, Duration.ofMillis(1));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000, 4 * MB - 1})
    void readsAnAnswerAsItIs(int length) throws IOException {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        assertThat(read(sent)).isEqualTo(sent);
    }

    @Test
    void ordinaryAnswersAreNotCounted() throws IOException {
        read(new byte[WholeAnswers.UNCOUNTED - 1]);
        assertThat(held).isEmpty();
    }

    @Test
    void anAnswerWithoutEndIsNone() {
        assertThat(answers.longest()).isEqualTo(4 * MB);
        assertThatThrownBy(() -> answers.read(endless(), held::add))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void whatHasNoRoomIsRefusedUntilOthersEnd() throws IOException {
        for (int i = 0; i < 3; i++) {
            read(new byte[4 * MB - 1]);
        }
        assertThatThrownBy(() -> read(new byte[4 * MB - 1]))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.error())
                                .isInstanceOfSatisfying(GatewayError.Overloaded.class, error -> {
                                    assertThat(error.message()).contains("answers");
                                    assertThat(error.retryAfter()).isPositive();
                                }));
        assertThat(read(new byte[100_000])).as("small ones keep their room").hasSize(100_000);
        held.forEach(BytesInFlight.Share::close);
        held.clear();
        assertThat(read(new byte[4 * MB - 1])).hasSize(4 * MB - 1);
    }

    private byte[] read(byte[] sent) throws IOException {
        return answers.read(new ByteArrayInputStream(sent), held::add);
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return ' ';
            }

            @Override
            public int read(byte[] into, int from, int count) {
                return count;
            }
        };
    }

    @Test
    void whatIsInMemoryAlreadyTakesRoomToo() {
        answers.hold(WholeAnswers.UNCOUNTED, held::add);
        assertThat(held).isEmpty();
        answers.hold(100 * MB, held::add);
        assertThatThrownBy(() -> answers.hold(4 * MB, held::add)).isInstanceOf(Refusal.class);
        held.getFirst().close();
        answers.hold(4 * MB, held::add);
    }
}
