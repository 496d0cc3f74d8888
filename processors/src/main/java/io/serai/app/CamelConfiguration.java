package io.serai.app;

import io.serai.app.own.SteeringHeaders;
import io.serai.doors.ErrorWriter;
import io.serai.steps.callers.AnswerSent;
import io.serai.steps.provider.BoundedHttp;
import io.serai.steps.provider.NoBlankCredentials;
import jakarta.jms.ConnectionFactory;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.servlet.CamelHttpTransportServlet;
import org.apache.camel.component.servlet.ServletComponent;
import org.apache.camel.model.Resilience4jConfigurationDefinition;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Components as the gateway needs them: those without a starter ignore properties in silence. */
@Configuration(proxyBeanMethods = false)
public class CamelConfiguration {

    private static final long LONGEST_BATCH = 4L << 20;

    /** The data plane's entry: synchronous, one virtual thread a request, no asynchronous time-out. */
    @Bean
    ServletRegistrationBean<CamelHttpTransportServlet> camelServlet() {
        ServletRegistrationBean<CamelHttpTransportServlet> servlet =
                new ServletRegistrationBean<>(new CamelHttpTransportServlet(), "/v1/*");
        servlet.setName("CamelServlet");
        servlet.setLoadOnStartup(1);
        return servlet;
    }

    @Bean("servlet")
    ServletComponent servlet(ErrorWriter errors) {
        ServletComponent servlet = new ServletComponent();
        servlet.setHttpBinding(new LeanBinding(errors));
        return servlet;
    }

    @Bean("http")
    HttpComponent http() {
        return new BoundedHttp();
    }

    @Bean("https")
    HttpComponent https() {
        return new BoundedHttp();
    }

    @Bean
    HttpClientConfigurer providerCredentials() {
        return client -> client.addRequestInterceptorFirst(new NoBlankCredentials());
    }

    /**
     * What connectors name as {@code configuration} of their circuit breaker; numbers that one writes itself count more.
     *
     * <p>An open breaker must say so: without that Camel goes on with the body as it is.
     */
    @Bean
    Resilience4jConfigurationDefinition providerBreaker(SeraiProperties properties) {
        SeraiProperties.Breaker numbers = properties.breaker();
        return new Resilience4jConfigurationDefinition()
                .failureRateThreshold((float) numbers.failureRateThreshold())
                .slidingWindowSize(numbers.slidingWindowSize())
                .minimumNumberOfCalls(numbers.minimumNumberOfCalls())
                .waitDurationInOpenState(numbers.waitSeconds())
                .permittedNumberOfCallsInHalfOpenState(numbers.permittedCallsInHalfOpenState())
                .throwExceptionWhenHalfOpenOrOpenState(true)
                .writableStackTraceEnabled(false);
    }

    @Bean
    SteeringHeaders steeringHeaders(ResourceLoader resources) {
        ClassLoader components = resources.getClassLoader();
        return SteeringHeaders.of(components == null ? CamelConfiguration.class.getClassLoader() : components);
    }

    @Bean("jms")
    JmsComponent jms(ConnectionFactory listenerConnections, SeraiProperties properties, SteeringHeaders steering) {
        // Not less than the batches of usage need, however small requests have to be.
        long longest = Math.max(properties.longestBody().toBytes(), LONGEST_BATCH);
        JmsComponent jms = TextOrBytes.component(longest, steering);
        // One factory for both sides, so that an answer commits with the request it answers.
        jms.setConnectionFactory(listenerConnections);
        jms.setTaskExecutor(virtualThreads());
        jms.setMessageCreatedStrategy(new AnswerSent());
        return jms;
    }

    private static SimpleAsyncTaskExecutor virtualThreads() {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("queue-");
        threads.setVirtualThreads(true);
        return threads;
    }
}
