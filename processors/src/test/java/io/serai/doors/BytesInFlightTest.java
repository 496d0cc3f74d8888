package io.serai.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import io.serai.doors.openai.OpenAiDoor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BytesInFlightTest {

    private static final int MB = 1 << 20;
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void refusesWithATimeToComeAgainWhatDoesNotFit() {
        BytesInFlight budget = new BytesInFlight(8 * MB, AT_ONCE);
        assertThat(budget.largest()).isEqualTo(6 * MB);
        try (var first = budget.share();
                var second = budget.share()) {
            first.reach(5 * MB);
            assertThatThrownBy(() -> second.reach(2 * MB)).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.error()).isInstanceOf(GatewayError.Overloaded.class);
                assertThat(refusal.error().status()).isEqualTo(503);
                ErrorReply reply = new OpenAiDoor().error(refusal.error());
                assertThat(reply.headers()).containsEntry("retry-after", "2").doesNotContainKey("x-should-retry");
            });
            second.reach(MB);
        }
    }

    @Test
    void keepsRoomForSmallBodiesWhateverLargeOnesTake() {
        BytesInFlight budget = new BytesInFlight(8 * MB, AT_ONCE);
        try (var large = budget.share();
                var small = budget.share()) {
            large.reach(6 * MB);
            small.reach(200 << 10);
            assertThatThrownBy(() -> small.reach(300 << 10)).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void givesBackWhatABodyTookWhenItsCallEnds() {
        BytesInFlight budget = new BytesInFlight(8 * MB, AT_ONCE);
        for (int i = 0; i < 100; i++) {
            try (var share = budget.share()) {
                share.reach(8 << 10);
                share.reach(400 << 10);
                share.reach(6 * MB);
                share.shrink(MB);
            }
        }
    }

    @Test
    void waitsForItsTurn() {
        BytesInFlight budget = new BytesInFlight(8 * MB, LONG);
        var first = budget.share();
        first.reach(6 * MB);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            try (var share = budget.share()) {
                share.reach(6 * MB);
            }
        });
        assertThat(second).isNotDone();
        first.close();
        await().atMost(LONG).until(second::isDone);
        assertThat(second).isCompleted();
    }

    /** Whatever comes and goes, the sum of what is held never passes the budget, and in the end all is free again. */
    @Test
    void holdsUnderAnyMix() {
        BytesInFlight budget = new BytesInFlight(8 * MB, AT_ONCE);
        AtomicLong held = new AtomicLong();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 16; caller++) {
            callers.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 300; i++) {
                    int size = ThreadLocalRandom.current().nextInt(3 * MB);
                    try (var share = budget.share()) {
                        share.reach(size / 3);
                        share.reach(size);
                        assertThat(held.addAndGet(size)).isLessThanOrEqualTo(8 * MB);
                        held.addAndGet(-size);
                    } catch (Refusal e) {
                        // full
                    }
                }
            }));
        }
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).join();
        try (var all = budget.share()) {
            all.reach(6 * MB);
        }
    }
}
