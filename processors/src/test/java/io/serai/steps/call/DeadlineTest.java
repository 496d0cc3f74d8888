package io.serai.steps.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private final Deadlines deadlines = new Deadlines(Duration.ofMillis(300));

    @AfterEach
    void stop() {
        deadlines.close();
    }

    @Test
    void endsABlockedReadWhenTheLimitPasses() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Deadline.Cut cut = onVirtualThread(() -> {
                Deadline deadline = new Deadline(deadlines, () -> false, null);
                try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                    InputStream in = socket.getInputStream();
                    deadline.within(Duration.ofMillis(200));
                    int read = in.read();
                    throw new AssertionError("read " + read + " from a silent server");
                } catch (IOException e) {
                    return deadline.ends();
                } finally {
                    deadline.over();
                }
            });
            assertThat(cut).isEqualTo(Deadline.Cut.LATE);
        }
    }

    /** The quickest of some, as a loaded machine may hold up one of them. */
    @Test
    void endsAWaitWithinASecondWhenTheCallerHangsUp() throws Exception {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            quickest = Math.min(quickest, millisUntilTheHangUpIsSeen());
        }
        assertThat(quickest).isLessThan(1_000);
    }

    private long millisUntilTheHangUpIsSeen() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        CompletableFuture<Long> waited = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            Deadline deadline = new Deadline(deadlines, gone::get, null);
            deadline.within(Duration.ofMinutes(1));
            gone.set(true);
            long start = System.nanoTime();
            LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
            long millis = (System.nanoTime() - start) / 1_000_000;
            waited.complete(deadline.ends() == Deadline.Cut.HUNG_UP && deadline.hungUp() ? millis : -1);
            deadline.over();
        });
        long millis = waited.get(30, TimeUnit.SECONDS);
        assertThat(millis).as("-1 is no hang-up").isNotNegative();
        return millis;
    }

    /** As where memory is out for a moment. */
    @Test
    void isLookedAtAgainAfterALookThatFailed() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        Deadline.Cut cut = onVirtualThread(() -> {
            Deadline deadline = new Deadline(
                    deadlines,
                    () -> {
                        if (looks.incrementAndGet() == 1) {
                            throw new StackOverflowError("a look that fails");
                        }
                        return true;
                    },
                    null);
            deadline.within(Duration.ofMinutes(1));
            LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
            deadline.over();
            return deadline.hungUp() ? Deadline.Cut.HUNG_UP : null;
        });
        assertThat(cut).isEqualTo(Deadline.Cut.HUNG_UP);
        assertThat(looks.get()).isGreaterThan(1);
    }

    @Test
    void leavesNoInterruptBehind() throws Exception {
        boolean interrupted = onVirtualThread(() -> {
            Deadline deadline = new Deadline(deadlines, () -> false, null);
            deadline.within(Duration.ofMillis(1));
            LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
            assertThat(deadline.ends()).isEqualTo(Deadline.Cut.LATE);
            deadline.over();
            return Thread.currentThread().isInterrupted();
        });
        assertThat(interrupted).isFalse();
    }

    @Test
    void isHarmlessOnceDisarmed() throws Exception {
        AtomicInteger probes = new AtomicInteger();
        boolean interrupted = onVirtualThread(() -> {
            Deadline deadline = new Deadline(deadlines, () -> probes.incrementAndGet() > 0, null);
            deadline.within(Duration.ofMillis(50));
            assertThat(deadline.ends()).isNull();
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            return Thread.currentThread().isInterrupted();
        });
        assertThat(interrupted).isFalse();
        assertThat(probes).hasValue(0);
    }

    @Test
    void saysAgainAndAgainThatTheCallLives() throws Exception {
        AtomicInteger comments = new AtomicInteger();
        onVirtualThread(() -> {
            Deadline deadline = new Deadline(deadlines, () -> false, comments::incrementAndGet);
            deadline.within(Duration.ofMillis(1_500));
            LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
            deadline.over();
            return true;
        });
        assertThat(comments.get()).isBetween(2, 5);
    }

    private static <T> T onVirtualThread(Supplier<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(30, TimeUnit.SECONDS);
    }
}
