package io.serai.app.observability;

import io.serai.steps.listeners.CallLog;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the log of calls. */
@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {

    @Bean
    CallLog callLog(InstantSource clock) {
        return new CallLog(clock);
    }
}
