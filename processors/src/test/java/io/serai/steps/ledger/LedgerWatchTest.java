package io.serai.steps.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LedgerWatchTest {

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private Instant now = START;
    private final LedgerWatch watch = new LedgerWatch(Duration.ofSeconds(30), () -> now);

    private void after(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void noticesThatNothingIsStoredWhileMessagesWait() {
        assertThat(watch.look(3, 0)).isNull();
        after(29);
        assertThat(watch.look(900, 0)).isNull();
        after(1);
        assertThat(watch.look(900, 0)).isEqualTo(START);
    }

    @Test
    void isContentWhileTheQueueIsEmptyOrEachLookFindsProgress() {
        for (int i = 0; i < 10; i++) {
            assertThat(watch.look(i % 2 == 0 ? 5 : 0, 0)).isNull();
            after(20);
        }
        for (int i = 0; i < 10; i++) {
            watch.finished();
            assertThat(watch.look(10_000, 0)).as("busy").isNull();
            after(20);
        }
    }

    @Test
    void isContentAgainAsSoonAsSomethingIsStored() {
        watch.look(3, 0);
        after(60);
        assertThat(watch.look(3, 0)).isNotNull();
        watch.finished();
        assertThat(watch.look(2, 0)).isNull();
    }

    @Test
    void doesNotAnswerForWhatOtherNodesHaveInHand() {
        watch.look(2, 2);
        after(60);
        assertThat(watch.look(2, 2)).isNull();
        assertThat(watch.look(3, 2)).as("one waits for us from now on").isNull();
        after(60);
        assertThat(watch.look(3, 2)).isNotNull();
    }
}
