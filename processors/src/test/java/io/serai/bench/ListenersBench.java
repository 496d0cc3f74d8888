package io.serai.bench;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.serai.call.Candidate;
import io.serai.steps.call.CallListener;
import io.serai.steps.call.ListenedCall;
import io.serai.steps.listeners.MetricsListener;
import io.serai.usage.Usage;
import java.util.List;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.MDC;

/** What the meters, and the id in the log's context, cost a call; the difference to {@code none} is what counts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ListenersBench {

    private static final String ID = "req_01a21e7b34e1993a7abbc522fd7df7ce";
    private static final Usage USAGE = Usage.of(100, 20);

    @Param({"none", "meters"})
    public String listening;

    private ListenedCall calls;
    private Candidate candidate;

    @Setup
    public void prepare() {
        if (listening.equals("meters")) {
            var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            MetricsListener metrics = new MetricsListener(registry, candidate -> Optional.empty());
            calls = new ListenedCall(metrics, metrics);
        } else {
            calls = new ListenedCall(List.of(), List.of());
        }
        candidate = calls.candidate("m", true);
    }

    @TearDown
    public void close() {
        calls.close();
    }

    @Benchmark
    public CallListener.End call() {
        return calls.answers(candidate, USAGE);
    }

    @Benchmark
    public void context() {
        MDC.put("call", ID);
        MDC.remove("call");
    }
}
