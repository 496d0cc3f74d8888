package io.serai.app;

import io.serai.app.stop.StopLimit;
import io.serai.catalog.CatalogRefused;
import io.serai.catalog.Tokenizer;
import io.serai.catalog.Wire;
import io.serai.catalog.files.LiveCatalog;
import io.serai.chat.Feature;
import io.serai.doors.Door;
import io.serai.doors.openai.OpenAiDoor;
import io.serai.keys.KeyProperties;
import io.serai.keys.Keys;
import io.serai.live.files.EditRefused;
import io.serai.live.files.LiveFile;
import io.serai.live.swap.Deployments;
import io.serai.metering.outbox.MeteringSettings;
import io.serai.metering.outbox.Outbox;
import io.serai.metering.reports.JdbcUsageReports;
import io.serai.metering.reports.UsageReports;
import io.serai.providers.dialects.Dialects;
import io.serai.routing.DecisionEngine;
import io.serai.routing.HealthView;
import io.serai.routing.RoutingSettings;
import io.serai.routing.preference.ModelResolver;
import io.serai.routing.preference.Preferences;
import io.serai.routing.retry.RetryPolicy;
import io.serai.routing.task.TaskClassifier;
import io.serai.routing.task.TaskFacts;
import io.serai.simulator.Simulator;
import io.serai.simulator.SimulatorSettings;
import io.serai.simulator.fault.FaultPlans;
import io.serai.steps.provider.Connections;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/** Opens the rooms: each piece is plain Java, made here with what it needs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    RoutingSettings.class,
    RetryPolicy.class,
    MeteringSettings.class,
    SimulatorSettings.class
})
class RoomsConfiguration {

    private static final String PACKAGED_CATALOGUE = "defaults/config/models.yaml";

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean(destroyMethod = "close")
    StopLimit stopLimit(@Value("${spring.lifecycle.timeout-per-shutdown-phase:30s}") Duration calls) {
        return new StopLimit(calls);
    }

    @Bean
    Door openAiDoor() {
        return new OpenAiDoor();
    }

    /** Starts with the packaged catalogue; the file on disk comes with the live files, before the first call. */
    @Bean
    LiveCatalog liveCatalog(Environment environment) throws IOException {
        try (InputStream packaged = new ClassPathResource(PACKAGED_CATALOGUE).getInputStream()) {
            return new LiveCatalog(environment::getProperty, packaged.readAllBytes(), "the packaged models.yaml");
        }
    }

    @Bean
    LiveFile catalogueFile(LiveCatalog catalog, Deployments deployments, SeraiProperties properties) {
        return new LiveFile() {
            @Override
            public String path() {
                return properties.models();
            }

            @Override
            public boolean hasDefault() {
                return true;
            }

            @Override
            public void check(byte[] content) throws EditRefused {
                try {
                    catalog.check(content, properties.models(), deployments.connectors());
                } catch (CatalogRefused e) {
                    throw new EditRefused(e.reason(), e.line(), null);
                }
            }

            @Override
            public void apply(byte[] content) throws EditRefused {
                try {
                    catalog.apply(content, properties.models(), deployments.connectors());
                    deployments.retain(Connections.instances(catalog.current()));
                } catch (CatalogRefused e) {
                    throw new EditRefused(e.reason(), e.line(), null);
                }
            }
        };
    }

    @Bean
    Tokenizer tokenizer() {
        return new Tokenizer();
    }

    @Bean
    TaskFacts taskFacts(RoutingSettings settings, Tokenizer tokenizer) {
        return new TaskFacts(settings, new TaskClassifier(), tokenizer::count);
    }

    @Bean
    ModelResolver modelResolver() {
        return new ModelResolver();
    }

    @Bean
    Preferences preferences() {
        return new Preferences();
    }

    @Bean
    HealthView healthView(InstantSource clock, RoutingSettings settings, LiveCatalog catalog) {
        return new HealthView(clock, settings, deployment -> catalog.current().find(deployment) != null);
    }

    @Bean
    DecisionEngine decisionEngine(RoutingSettings settings) {
        Map<String, Set<Feature>> carried = new HashMap<>();
        for (Wire wire : Wire.values()) {
            carried.computeIfAbsent(wire.family(), family -> EnumSet.noneOf(Feature.class))
                    .addAll(Dialects.of(wire).carries());
        }
        return new DecisionEngine(carried, settings);
    }

    @Bean
    Simulator simulator(Tokenizer tokenizer, SeraiProperties properties) {
        return new Simulator(tokenizer::count);
    }

    @Bean
    FaultPlans faultPlans(Simulator simulator) {
        return simulator.plans();
    }

    /** Not named {@code outbox}: Camel would take it for the component. */
    @Bean(value = "usageOutbox", destroyMethod = "close")
    Outbox outbox(SeraiProperties properties, MeteringSettings settings, InstantSource clock) throws IOException {
        return new Outbox(properties.data().resolve("outbox"), settings, clock);
    }

    @Bean
    @DependsOnDatabaseInitialization
    UsageReports usageReports(DataSource database) {
        return new JdbcUsageReports(database, ZoneOffset.UTC);
    }

    @Bean(destroyMethod = "close")
    Rounds rounds(Keys keys, KeyProperties properties, InstantSource clock) {
        return new Rounds(clock).every(properties.keys().refreshEvery(), "keys", keys::refresh);
    }
}
