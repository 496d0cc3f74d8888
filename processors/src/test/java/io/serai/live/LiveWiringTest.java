package io.serai.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.catalog.ConfigReport;
import io.serai.catalog.ConfigState;
import io.serai.live.swap.Connectors;
import io.serai.live.swap.SwitchingDirect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.direct.springboot.DirectComponentAutoConfiguration;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(webEnvironment = WebEnvironment.NONE, classes = LiveWiringTest.Wiring.class)
class LiveWiringTest {

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({CamelAutoConfiguration.class, DirectComponentAutoConfiguration.class})
    @Import(LiveWiring.class)
    static class Wiring {}

    @TempDir
    private static Path folder;

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private ConfigReport report;

    @DynamicPropertySource
    static void folders(DynamicPropertyRegistry registry) throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        write("one");
        registry.add("serai.routes", () -> folder.resolve("routes"));
        registry.add("serai.connectors", () -> folder.resolve("connectors"));
    }

    private static void write(String word) throws IOException {
        Files.writeString(folder.resolve("routes/door.camel.yaml"), """
                - route:
                    id: door
                    from:
                      uri: direct:door
                      steps:
                        - setBody: {id: door-say, constant: "%s"}
                        - to: {id: door-out, uri: "log:out"}
                """.formatted(word));
    }

    @Test
    void adviceByStepIdHoldsOnALoadedRouteAndAnEditIsInForceWithinThreeSeconds() throws Exception {
        assertThat(context.getComponent("direct")).isInstanceOf(SwitchingDirect.class);
        assertThat(context.getComponent("kamelet")).isInstanceOf(Connectors.class);
        assertThat(((ModelCamelContext) context).getRouteDefinition("door")).isNotNull();
        AdviceWith.adviceWith(
                context,
                "door",
                advice -> advice.weaveById("door-out").replace().to("mock:out"));
        context.start();
        MockEndpoint out = context.getEndpoint("mock:out", MockEndpoint.class);
        out.expectedBodiesReceived("one");
        assertThat(template.requestBody("direct:door", "", String.class)).isEqualTo("one");
        out.assertIsSatisfied();

        // The quickest of some, as a loaded machine may hold up one of them.
        assertThat(List.of(millisUntilInForce("two"), millisUntilInForce("three"), millisUntilInForce("four")))
                .anyMatch(millis -> millis < 3_000);
        assertThat(report.files())
                .filteredOn(file -> file.path().equals("routes/door.camel.yaml"))
                .singleElement()
                .matches(file -> file.state() == ConfigState.State.IN_FORCE && file.version() == 4);
    }

    private long millisUntilInForce(String word) throws IOException {
        long start = System.nanoTime();
        write(word);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> word.equals(template.requestBody("direct:door", "", String.class)));
        return (System.nanoTime() - start) / 1_000_000;
    }
}
