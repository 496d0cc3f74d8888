package io.serai.live;

import io.serai.live.check.Trial;
import io.serai.live.files.LiveFile;
import io.serai.live.files.LiveProperties;
import io.serai.live.swap.Connectors;
import io.serai.live.swap.Deployments;
import io.serai.live.swap.LiveParts;
import io.serai.live.swap.SwitchingDirect;
import java.time.InstantSource;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives Spring the live loader and the two components through which it switches versions. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LiveProperties.class)
class LiveWiring {

    /** Named as Camel looks it up, so that it takes the place of Camel's own {@code direct:}. */
    @Bean("direct-component")
    SwitchingDirect direct() {
        return new SwitchingDirect();
    }

    /** Named as Camel looks it up, so that it takes the place of Camel's own {@code kamelet:}. */
    @Bean("kamelet-component")
    Connectors kamelet() {
        return new Connectors();
    }

    @Bean
    LiveParts liveParts(CamelContext context, SwitchingDirect direct, Connectors connectors) {
        return LiveParts.of((ModelCamelContext) context, direct, connectors);
    }

    @Bean
    Deployments deployments(LiveParts parts) {
        return parts.deployments();
    }

    @Bean
    LiveRoutes liveRoutes(
            LiveProperties properties,
            LiveParts parts,
            ObjectProvider<LiveFile> liveFiles,
            ObjectProvider<InstantSource> clock,
            ApplicationContext application) {
        ClassLoader packaged = application.getClassLoader();
        return new LiveRoutes(
                properties,
                parts,
                liveFiles.orderedStream().toList(),
                clock.getIfUnique(InstantSource::system),
                packaged == null ? LiveWiring.class.getClassLoader() : packaged,
                Trial.WITHIN);
    }
}
