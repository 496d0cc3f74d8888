package io.serai.app.observability;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.serai.steps.listeners.TraceListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Sends traces by OTLP where an endpoint is set.
 *
 * <p>Without one there is no listener, and nothing on a call's way.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(TracingConfiguration.EndpointIsSet.class)
class TracingConfiguration {

    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
    /** As Spring Boot has it: the whole address, with {@code /v1/traces}. */
    private static final String SPRING_ENDPOINT = "management.otlp.tracing.endpoint";

    /** What OpenTelemetry reads from the environment by itself, and here from every place that Spring reads. */
    private static final List<String> SETTINGS = List.of(
            ENDPOINT,
            TRACES_ENDPOINT,
            "otel.exporter.otlp.headers",
            "otel.exporter.otlp.traces.headers",
            "otel.exporter.otlp.timeout",
            "otel.exporter.otlp.compression",
            "otel.exporter.otlp.certificate",
            "otel.service.name",
            "otel.resource.attributes",
            "otel.traces.sampler",
            "otel.traces.sampler.arg",
            "otel.bsp.schedule.delay",
            "otel.sdk.disabled");

    /** Whether somebody takes traces. */
    static final class EndpointIsSet implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Environment settings = context.getEnvironment();
            return isSet(settings, ENDPOINT) || isSet(settings, TRACES_ENDPOINT) || isSet(settings, SPRING_ENDPOINT);
        }

        private static boolean isSet(Environment settings, String name) {
            return !settings.getProperty(name, "").isBlank();
        }
    }

    @Bean(destroyMethod = "close")
    OpenTelemetrySdk openTelemetry(Environment environment) {
        Map<String, String> settings = new HashMap<>();
        settings.put("otel.service.name", environment.getProperty("spring.application.name", "serai"));
        // gRPC would need a client of its own.
        settings.put("otel.exporter.otlp.protocol", "http/protobuf");
        settings.put("otel.traces.exporter", "otlp");
        settings.put("otel.metrics.exporter", "none");
        settings.put("otel.logs.exporter", "none");
        settings.put("otel.propagators", "tracecontext");
        String spring = environment.getProperty(SPRING_ENDPOINT, "");
        if (!spring.isBlank()) {
            settings.put(TRACES_ENDPOINT, spring);
        }
        for (String name : SETTINGS) {
            String value = environment.getProperty(name, "");
            if (!value.isBlank()) {
                settings.put(name, value);
            }
        }
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesCustomizer(own -> settings)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    @Bean
    TraceListener traceListener(OpenTelemetrySdk sdk) {
        return new TraceListener(sdk.getTracer("io.serai"));
    }
}
