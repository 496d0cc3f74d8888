package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules read headers of a request that a setting names, properties of a message, and the last words of the user. */
class RuleHeadersTest {

    private static final String RULES = "routes/routing-rules.camel.yaml";
    private static final String ASK = "{\"model\": \"auto\", \"max_tokens\": 50, \"messages\":"
            + " [{\"role\": \"user\", \"content\": \"Who owns the %s?\"}]}";

    private TestGateway gateway;
    private LiveFiles files;

    @BeforeEach
    void fresh() throws IOException {
        gateway = TestGateway.fresh();
        files = new LiveFiles(gateway);
        files.inForce(RULES, files.text(RULES).replace("            when:\n", """
                            when:
                              - id: of-legal
                                simple: "${exchangeProperty.headers[x-team]} == 'legal'"
                                steps:
                                  - setProperty: {id: of-legal-prefers, name: preference, constant: "refuse 451 legal: L"}
                              - id: about-secrets
                                simple: "${exchangeProperty.request.lastUserText} contains 'secret'"
                                steps:
                                  - setProperty: {id: about-secrets-prefers, name: preference, constant: "refuse 452 secret: S"}
                """));
    }

    @AfterEach
    void back() throws IOException {
        files.close();
    }

    private int status(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url("/v1/chat/completions")))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return gateway.http
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void overHttp() throws Exception {
        assertThat(status(ASK.formatted("parcel"), "X-Team", "legal")).isEqualTo(451);
        assertThat(status(ASK.formatted("parcel"), "X-Team", "sales")).isEqualTo(200);
        assertThat(status(ASK.formatted("parcel"))).isEqualTo(200);
        assertThat(status(ASK.formatted("parcel"), "X-Team", "legal", "X-Team", "sales"))
                .isEqualTo(200);
        assertThat(status(ASK.formatted("secret"))).isEqualTo(452);
    }

    @Test
    void byQueue() throws Exception {
        try (QueueClient client = new QueueClient(gateway)) {
            assertThat(client.ask(ASK.formatted("parcel"), Map.of("x_team", "legal"))
                            .getIntProperty("serai_status"))
                    .isEqualTo(451);
            assertThat(client.ask(ASK.formatted("parcel"), Map.of("x_team", "sales"))
                            .getIntProperty("serai_status"))
                    .isEqualTo(200);
            assertThat(client.ask(ASK.formatted("secret"), Map.of()).getIntProperty("serai_status"))
                    .isEqualTo(452);
        }
    }

    @Test
    void inADryRun() throws Exception {
        HttpRequest decide = HttpRequest.newBuilder(URI.create(gateway.url("/admin/v1/decide")))
                .header("authorization", "Bearer " + TestGateway.ADMIN_KEY)
                .header("content-type", "application/json")
                .header("x-team", "legal")
                .POST(HttpRequest.BodyPublishers.ofString(ASK.formatted("parcel")))
                .build();
        JsonNode dry = TestGateway.json(gateway.http.send(decide, HttpResponse.BodyHandlers.ofString()));
        assertThat(dry.at("/refusal/rule").asText()).isEqualTo("of-legal");
    }

    @Test
    void reachNoProvider() throws Exception {
        status(ASK.formatted("parcel"), "X-Team", "sales");
        assertThat(gateway.openai.received().toString() + gateway.anthropic.received() + gateway.gemini.received())
                .doesNotContain("sales");
    }
}
