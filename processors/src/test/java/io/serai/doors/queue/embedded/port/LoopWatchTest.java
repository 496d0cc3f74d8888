package io.serai.doors.queue.embedded.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopWatchTest {

    private static final Duration NEVER = Duration.ofMinutes(10);

    @Test
    void aThreadThatDoesNotComeBackIsNoticedAndOneThatDoesIsWell() {
        EventLoopGroup threads = new NioEventLoopGroup(2);
        CountDownLatch free = new CountDownLatch(1);
        try {
            LoopWatch watch = new LoopWatch(threads, Duration.ofMillis(500));
            LoopWatch patient = new LoopWatch(threads, NEVER);
            threads.next().execute(() -> {
                try {
                    free.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().untilAsserted(() -> assertThat(watch.stuck()).contains("has not answered"));
            assertThat(patient.stuck()).isNull();
            free.countDown();
            await().untilAsserted(() -> assertThat(watch.stuck()).isNull());
        } finally {
            free.countDown();
            threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
