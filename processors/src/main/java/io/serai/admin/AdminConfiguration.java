package io.serai.admin;

import io.serai.catalog.ConfigReport;
import io.serai.doors.ErrorWriter;
import io.serai.doors.queue.BrokerProperties;
import io.serai.keys.AdminKeys;
import io.serai.keys.KeyProperties;
import io.serai.keys.Keys;
import jakarta.servlet.DispatcherType;
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

    /** Behind the filter that gives requests their ids, before everything else. */
    @Bean
    FilterRegistrationBean<AdminFilter> adminFilter(AdminKeys keys, ErrorWriter errors, InstantSource clock) {
        FilterRegistrationBean<AdminFilter> registration =
                new FilterRegistrationBean<>(new AdminFilter(keys, errors, clock));
        registration.addUrlPatterns("/admin/*");
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
