package io.serai.steps.listeners;

import java.time.Duration;
import java.util.stream.LongStream;

/** Bounds of the histograms: those that OpenTelemetry's conventions name, and finer ones for our own time. */
final class Buckets {

    /** Of tokens. */
    static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };

    /** Of whole calls and attempts. */
    static final Duration[] DURATION =
            millis(10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 40960, 81920);

    /** Of first contents. */
    static final Duration[] FIRST =
            millis(1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000, 30000, 60000);

    /** Of what the gateway itself takes. */
    static final Duration[] OWN = micros(100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000);

    private Buckets() {}

    private static Duration[] millis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private static Duration[] micros(long... bounds) {
        return LongStream.of(bounds)
                .mapToObj(bound -> Duration.ofNanos(bound * 1000))
                .toArray(Duration[]::new);
    }
}
