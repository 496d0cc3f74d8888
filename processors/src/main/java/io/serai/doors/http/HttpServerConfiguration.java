package io.serai.doors.http;

import io.serai.doors.ErrorWriter;
import io.serai.doors.http.connection.ProbedHttp11Protocol;
import io.serai.doors.http.connection.SlowConnections;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Sets Tomcat up for long answers: probed connections, ids on every response, JSON errors. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpProperties.class)
class HttpServerConfiguration {

    @Bean
    SlowConnections slowConnections(HttpProperties properties) {
        return new SlowConnections(properties.grace(), properties.leastRate().toBytes());
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> probedTomcat(
            SlowConnections slow, HttpProperties properties, ErrorWriter errors) {
        return factory -> {
            factory.setProtocol(ProbedHttp11Protocol.class.getName());
            factory.addEngineValves(new ProbeValve(slow, errors));
            // Names of models hold slashes, and SDKs send them encoded.
            factory.addConnectorCustomizers(connector -> connector.setEncodedSolidusHandling("passthrough"));
            // Tomcat would refuse TRACE before any filter of ours, without an id; no servlet here answers it either.
            factory.addConnectorCustomizers(connector -> connector.setAllowTrace(true));
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof ProbedHttp11Protocol http) {
                    http.headersWithin(properties.headersWithin());
                    // Else who has no key is asked for the body before it is refused.
                    http.setContinueResponseTiming("onRead");
                }
            });
            factory.addContextCustomizers(context -> {
                context.setCookieProcessor(new NoCookies());
                if (context.getParent() instanceof StandardHost host) {
                    // The host makes one of this class by itself, and not where it has one.
                    host.setErrorReportValveClass(JsonErrorValve.class.getName());
                    host.getPipeline().addValve(new JsonErrorValve(errors));
                }
            });
        };
    }

    @Bean
    FilterRegistrationBean<CallIdFilter> callIdFilter() {
        FilterRegistrationBean<CallIdFilter> registration = new FilterRegistrationBean<>(new CallIdFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.addUrlPatterns("/*");
        return registration;
    }

    @Bean
    OpeningFilter openingFilter() {
        return new OpeningFilter();
    }

    /** Calls wait for the routes; health probes never do. */
    @Bean
    FilterRegistrationBean<OpeningFilter> openingFilterOfCalls(OpeningFilter filter) {
        FilterRegistrationBean<OpeningFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.addUrlPatterns("/v1/*");
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD));
        return registration;
    }
}
