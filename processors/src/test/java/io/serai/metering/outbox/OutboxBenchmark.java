package io.serai.metering.outbox;

import io.serai.call.UsageRecord;
import io.serai.metering.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/** What a call pays to have its usage safe; run with JMH's main class. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class OutboxBenchmark {

    /** Milliseconds between two forced writes, 0 for none. */
    @Param({"0", "20"})
    public long syncEvery;

    private final UsageRecord record = Records.any();

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Outbox outbox;

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory(Path.of("target"), "outbox");
        MeteringSettings settings = new MeteringSettings(
                Duration.ofMillis(syncEvery),
                Duration.ofMillis(50),
                DataSize.ofMegabytes(8),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
        outbox = new Outbox(folder, settings, InstantSource.system());
        outbox.deliverTo(batch -> {});
    }

    @TearDown
    public void close() throws IOException {
        outbox.close();
        FileSystemUtils.deleteRecursively(folder);
    }

    @Benchmark
    @Threads(1)
    public void appendByOne() {
        outbox.append(record);
    }

    @Benchmark
    @Threads(16)
    public void appendBySixteen() {
        outbox.append(record);
    }

    @Benchmark
    @Threads(1)
    public OutboxLine encode() {
        return new OutboxLine(record, 1_763_899_200_000L);
    }
}
