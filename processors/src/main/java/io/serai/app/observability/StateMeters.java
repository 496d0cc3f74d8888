package io.serai.app.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.metering.outbox.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.camel.CamelContext;

/** Meters of how things stand, which are read when somebody scrapes and cost nothing in between. */
final class StateMeters implements MeterBinder {

    /** Routes whose exchanges under way tell where calls and records are; versions of an edit count together. */
    private static final List<String> ROUTES =
            List.of("door-openai-chat", "door-queue-chat", "chat", "attempts", "metering-ledger");

    private final IntSupplier calls;
    private final Outbox outbox;
    private final QueueDepths queues;
    private final CamelContext camel;
    private final InstantSource clock;

    StateMeters(IntSupplier calls, Outbox outbox, QueueDepths queues, CamelContext camel, InstantSource clock) {
        this.calls = calls;
        this.outbox = outbox;
        this.queues = queues;
        this.camel = camel;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("serai.calls.active", calls::getAsInt)
                .description("Calls under way, dry runs included")
                .register(registry);
        Gauge.builder("serai.outbox.records", outbox::pending)
                .description("Usage records that the usage queue does not have yet")
                .register(registry);
        Gauge.builder("serai.outbox.age", this::age)
                .description("How long the oldest of them has been waiting; 0 when none waits")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("serai.outbox.writable", () -> outbox.isWell() ? 1 : 0)
                .description("Whether the disk takes usage records")
                .register(registry);
        for (String queue : QueueDepths.QUEUES) {
            Gauge.builder("serai.queue.messages", () -> queues.messages(queue))
                    .description("Messages in a queue, those in a listener's hand included")
                    .tag("queue", queue)
                    .register(registry);
        }
        for (String route : ROUTES) {
            Gauge.builder("camel.exchanges.inflight", () -> inflight(route))
                    .description("Exchanges under way in a route")
                    .tags("camelContext", camel.getName(), "routeId", route)
                    .register(registry);
        }
    }

    private double age() {
        Instant oldest = outbox.oldest();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
    }

    /** A version that came by a live edit is called {@code chat@2}. */
    private int inflight(String route) {
        int sum = 0;
        for (var running : camel.getRoutes()) {
            String id = running.getRouteId();
            if (id.equals(route) || (id.startsWith(route) && id.startsWith("@", route.length()))) {
                sum += camel.getInflightRepository().size(id);
            }
        }
        return sum;
    }
}
