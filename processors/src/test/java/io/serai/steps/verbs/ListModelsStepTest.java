package io.serai.steps.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.call.Caller;
import io.serai.call.Refusal;
import io.serai.catalog.files.LiveCatalog;
import io.serai.doors.BytesInFlight;
import io.serai.doors.http.body.Bodies;
import io.serai.doors.http.connection.SlowConnections;
import io.serai.doors.openai.OpenAiDoor;
import io.serai.routing.preference.ModelResolver;
import io.serai.steps.call.Deadlines;
import io.serai.steps.call.Slot;
import io.serai.steps.callers.CallerHeaders;
import io.serai.steps.callers.OpenHttpStep;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.servlet.ServletEndpoint;
import org.apache.camel.http.common.DefaultHttpBinding;
import org.apache.camel.http.common.HttpMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ListModelsStepTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(10));
    private final SlowConnections slow = new SlowConnections(Duration.ofSeconds(60), 1000);
    private final OpenAiDoor door = new OpenAiDoor();

    @AfterEach
    void close() {
        deadlines.close();
        slow.close();
        camel.stop();
    }

    /** What a caller gets who may use those models; of the shipped catalogue, with a key for OpenAI alone. */
    private JsonNode get(String path, String... mayUse) throws Exception {
        LiveCatalog catalog = new LiveCatalog(
                name -> "OPENAI_API_KEY".equals(name) ? "sk-test" : null,
                Files.readAllBytes(Path.of("config/models.yaml")),
                "models.yaml");
        MockHttpServletResponse response = new MockHttpServletResponse();
        Exchange exchange = new DefaultExchange(camel);
        exchange.setIn(new HttpMessage(exchange, endpoint(), new MockHttpServletRequest("GET", path), response));
        new OpenHttpStep(
                        door,
                        new Bodies(1 << 20, new BytesInFlight(1 << 24, Duration.ofSeconds(1)), slow),
                        deadlines,
                        InstantSource.system(),
                        new CallerHeaders(List.of()),
                        List.of())
                .process(exchange);
        Slot.CALLER.set(exchange, new Caller("key_1", "name", null, null, List.of(mayUse)));

        new ListModelsStep(catalog, new ModelResolver(), door).process(exchange);

        assertThat(response.getStatus()).isEqualTo(200);
        return JSON.readTree(response.getContentAsByteArray());
    }

    private ServletEndpoint endpoint() {
        ServletEndpoint endpoint = camel.getEndpoint("servlet:/models", ServletEndpoint.class);
        endpoint.setHttpBinding(new DefaultHttpBinding() {
            @Override
            public void readRequest(HttpServletRequest request, Message message) {
                // as the gateway's own binding does
            }
        });
        return endpoint;
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("data").forEach(model -> ids.add(model.path("id").asText()));
        return ids;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/"})
    void listsWhatIsConfiguredAndTheWordsForAChoice(String path) throws Exception {
        assertThat(ids(get(path))).contains("auto", "auto:cheapest", "gpt-4o").doesNotContain("claude-sonnet-4-5");
    }

    @Test
    void listsOnlyWhatTheKeyMayUse() throws Exception {
        assertThat(ids(get("/v1/models", "gpt-4o-mini")))
                .contains("gpt-4o-mini")
                .doesNotContain("gpt-4o");
    }

    @Test
    void givesOneModelByItsName() throws Exception {
        assertThat(get("/v1/models/gpt-4o").path("id").asText()).isEqualTo("gpt-4o");
    }

    @Test
    void aModelThatTheKeyMayNotUseDoesNotExistForIt() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> get("/v1/models/gpt-4o", "gpt-4o-mini"))
                .satisfies(refusal -> {
                    assertThat(refusal.error().status()).isEqualTo(404);
                    assertThat(refusal.error().message()).contains("'gpt-4o'");
                });
    }

    @Test
    void anAddressThatOnlyBeginsAlikeIsUnknown() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> get("/v1/modelsx"))
                .satisfies(refusal -> assertThat(refusal.error().message())
                        .startsWith("Unknown address: GET /v1/modelsx.")
                        .contains("/v1/chat/completions"));
    }
}
