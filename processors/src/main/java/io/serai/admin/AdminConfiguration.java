package io.serai.admin;

import io.serai.catalog.ConfigReport;
import io.serai.doors.ErrorWriter;
import io.serai.doors.queue.BrokerProperties;
import io.serai.keys.AdminKeys;
import io.serai.keys.KeyProperties;
import io.serai.keys.Keys;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.EnumSet;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Guards the admin API and announces the start. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {

    @Bean
    WrongKeys wrongKeys(InstantSource clock) {
        return new WrongKeys(clock);
    }

    /** Behind the filter that gives requests their ids, before everything else. */
    @Bean
    FilterRegistrationBean<AdminFilter> adminFilter(AdminKeys keys, ErrorWriter errors, WrongKeys wrong) {
        return registered(new AdminFilter(keys, errors, wrong, "The admin API"), "/admin/*");
    }

    /** What the actuator says beyond the health. */
    @Bean
    FilterRegistrationBean<ActuatorFilter> actuatorFilter(
            AdminKeys keys, KeyProperties properties, ErrorWriter errors, WrongKeys wrong) {
        AdminFilter guard = new AdminFilter(keys, errors, wrong, "This address");
        return registered(new ActuatorFilter(guard, properties.metricsKey()), "/actuator/*");
    }

    private static <T extends Filter> FilterRegistrationBean<T> registered(T filter, String addresses) {
        FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns(addresses);
        // On forwards too, so that no filter which mends paths becomes a way around.
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    /** @param serai the indicator of routes, broker and outbox */
    @Bean
    StartNote startNote(
            ServerProperties server,
            BrokerProperties broker,
            KeyProperties keys,
            Keys opened,
            ConfigReport config,
            @Qualifier("serai") HealthIndicator serai) {
        return new StartNote(server, broker, keys, opened.firstStart(), config, serai, System.out);
    }
}
