package io.serai.app.observability;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.doors.queue.BrokerProbe;
import io.serai.metering.outbox.Outbox;
import io.serai.steps.call.Deadlines;
import io.serai.steps.listeners.CallLog;
import io.serai.steps.listeners.MetricsListener;
import io.serai.steps.provider.Connections;
import jakarta.jms.ConnectionFactory;
import java.time.InstantSource;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the log of calls and the meters. */
@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

    @Bean
    CallLog callLog(InstantSource clock) {
        return new CallLog(clock);
    }

    @Bean
    MetricsListener metricsListener(MeterRegistry registry, Connections connections) {
        return new MetricsListener(registry, connections::breaker);
    }

    @Bean
    StateMeters stateMeters(
            Deadlines deadlines,
            Outbox outbox,
            CamelContext camel,
            ConnectionFactory probingConnections,
            InstantSource clock) {
        QueueDepths queues = new QueueDepths(new BrokerProbe(probingConnections)::ask, clock);
        return new StateMeters(deadlines::size, outbox, queues, camel, clock);
    }
}
