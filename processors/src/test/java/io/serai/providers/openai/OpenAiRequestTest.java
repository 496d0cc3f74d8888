package io.serai.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.Json;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import io.serai.json.ProviderJson;
import io.serai.providers.Ask;
import io.serai.providers.Prefill;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OpenAiRequestTest {

    private static final OpenAiDialect OFFICIAL = OpenAiDialect.official();
    private static final OpenAiDialect COMPATIBLE = OpenAiDialect.compatible();
    private static final OpenAiDialect MISTRAL = OpenAiDialect.mistral();

    @Test
    void messagesBehindTheCallersOwnAreAddedToItsBytes() {
        ChatRequest own = Asked.body(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a ] b\",\"odd\":1.50}] ,\"model\":\"x\",\"odd\":[1]}");
        ChatRequest more = withBehind(
                own,
                List.of(
                        new Message.Assistant(List.of(new Part.Text("one \"two\" ")), List.of(), null),
                        new Message.User(List.of(new Part.Text("go on")), null)));
        assertThat(sent(OFFICIAL, more))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":\"a ] b\",\"odd\":1.50},"
                        + "{\"role\":\"assistant\",\"content\":\"one \\\"two\\\" \"},{\"role\":\"user\",\"content\":\"go on\"}]"
                        + " ,\"model\":\"m\",\"odd\":[1]}");
        ChatRequest begun =
                withBehind(own, List.of(new Message.Assistant(List.of(new Part.Text("one ")), List.of(), null)));
        assertThat(sent(MISTRAL, begun)).contains("{\"role\":\"assistant\",\"content\":\"one \",\"prefix\":true}]");
        assertThat(MISTRAL.prefill(begun, Asked.target("m", false))).isEqualTo(Prefill.REPEATED);
        assertThat(OFFICIAL.prefill(begun, Asked.target("m", false))).isEqualTo(Prefill.NONE);
    }

    private static String sent(OpenAiDialect dialect, ChatRequest request) {
        return new String(dialect.encode(request, Asked.target("m", false)), StandardCharsets.UTF_8);
    }

    private static ChatRequest withBehind(ChatRequest request, List<Message> behind) {
        return new ChatRequest(
                request.model(),
                request.fallbacks(),
                request.messages(),
                request.tools(),
                request.toolChoice(),
                request.format(),
                request.sampling(),
                request.stream(),
                request.streamUsage(),
                request.metadata(),
                request.user(),
                request.extras(),
                Objects.requireNonNull(request.original()).followedBy(behind));
    }

    @Test
    void sendsTheVerySameArrayWhenNothingMustChange() {
        ChatRequest request =
                Asked.body("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"x\":1}");
        assertThat(OFFICIAL.encode(request, Asked.target("gpt-4o", false)))
                .isSameAs(Objects.requireNonNull(request.original()).body());
    }

    @Test
    void replacesTheModelAndLeavesEveryOtherByte() {
        assertThat(edited(
                        OFFICIAL,
                        "{ \"x\" : 1.50 , \"model\" : \"auto\" ,\n \"messages\" : [ ] , \"y\":{\"z\" : null} }"))
                .isEqualTo("{ \"x\" : 1.50 , \"model\" : \"gpt-4o\" ,\n \"messages\" : [ ] , \"y\":{\"z\" : null} }");
        assertThat(edited(OFFICIAL, "{\"messages\":[]}")).isEqualTo("{\"messages\":[],\"model\":\"gpt-4o\"}");
    }

    @Test
    void dropsWhatOnlyTheGatewayReadsWhereverItStands() {
        for (String body : new String[] {
            "{\"models\":[\"a\"],\"model\":\"auto\",\"n\":1}",
            "{\"model\":\"auto\",\"models\":[\"a\"],\"n\":1}",
            "{\"model\":\"auto\",\"n\":1,\"models\":[\"a\"]}",
            "{\"models\":[\"a\"],\"metadata\":{\"task\":\"x\"},\"model\":\"auto\",\"n\":1}",
            "{\"model\":\"auto\",\"metadata\":{\"task\":\"x\"},\"models\":[\"a\"],\"n\":1}",
            "{\"model\":\"auto\",\"n\":1,\"models\":[],\"metadata\":{}}"
        }) {
            assertThat(edited(OFFICIAL, body)).as(body).isEqualTo("{\"model\":\"gpt-4o\",\"n\":1}");
        }
    }

    @Test
    void sendsLabelsOnlyWithAnAnswerThatOpenAiStores() {
        String stored = "{\"model\":\"gpt-4o\",\"store\":true,\"metadata\":{\"a\":\"b\"}}";
        assertThat(edited(OFFICIAL, stored)).isEqualTo(stored);
        assertThat(edited(COMPATIBLE, stored)).isEqualTo("{\"model\":\"gpt-4o\",\"store\":true}");
        assertThat(edited(OFFICIAL, "{\"model\":\"gpt-4o\",\"store\":false,\"metadata\":{\"a\":\"b\"}}"))
                .isEqualTo("{\"model\":\"gpt-4o\",\"store\":false}");
    }

    @Test
    void asksForUsageOfEveryStreamAndOfNothingElse() {
        assertThat(edited(OFFICIAL, "{\"model\":\"auto\",\"stream\":true}"))
                .isEqualTo("{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(edited(
                        OFFICIAL,
                        "{\"stream_options\":{\"include_usage\":false,\"x\":[1]},\"model\":\"auto\",\"stream\":true}"))
                .isEqualTo(
                        "{\"stream_options\":{\"include_usage\":true,\"x\":[1]},\"model\":\"gpt-4o\",\"stream\":true}");
        assertThat(edited(OFFICIAL, "{\"model\":\"auto\",\"stream_options\":null,\"stream\":true}"))
                .isEqualTo("{\"model\":\"gpt-4o\",\"stream_options\":{\"include_usage\":true},\"stream\":true}");
        assertThat(edited(OFFICIAL, "{\"model\":\"auto\",\"stream_options\":{},\"stream\":false}"))
                .isEqualTo("{\"model\":\"gpt-4o\",\"stream\":false}");
        String asked = "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
        assertThat(edited(OFFICIAL, asked)).isEqualTo(asked);
    }

    @Test
    void namesTheLimitAsTheModelKnowsItAndNeverTwice() {
        assertThat(edited(OFFICIAL, true, "{\"model\":\"auto\",\"max_tokens\": 5}"))
                .isEqualTo("{\"model\":\"gpt-4o\",\"max_completion_tokens\":5}");
        assertThat(edited(OFFICIAL, false, "{\"model\":\"auto\",\"max_tokens\":5}"))
                .contains("\"max_tokens\":5");
        assertThat(edited(COMPATIBLE, true, "{\"model\":\"auto\",\"max_completion_tokens\":5}"))
                .isEqualTo("{\"model\":\"gpt-4o\",\"max_tokens\":5}");
        for (String both : new String[] {
            "{\"max_tokens\":5,\"max_completion_tokens\":7,\"model\":\"auto\"}",
            "{\"max_completion_tokens\":7,\"max_tokens\":5,\"model\":\"auto\"}",
            "{\"max_completion_tokens\":null,\"max_tokens\":7,\"model\":\"auto\"}",
            "{\"max_tokens\":null,\"max_completion_tokens\":7,\"model\":\"auto\"}"
        }) {
            assertThat(edited(OFFICIAL, true, both)).isEqualTo("{\"max_completion_tokens\":7,\"model\":\"gpt-4o\"}");
            assertThat(edited(COMPATIBLE, true, both)).isEqualTo("{\"max_tokens\":7,\"model\":\"gpt-4o\"}");
        }
    }

    @Test
    void tellsOldVendorsTheDeveloperByItsOlderName() {
        String body = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"developer\",\"content\":\"role\",\"x\":1.50},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"developer\",\"role\":\"developer\"}]}]}";
        assertThat(edited(OFFICIAL, body)).isEqualTo(body);
        assertThat(edited(COMPATIBLE, body)).isEqualTo(body.replaceFirst("\"developer\"", "\"system\""));
    }

    @Test
    void sendsMistralOnlyWhatItKnows() {
        assertThat(edited(
                        MISTRAL,
                        "{\"model\":\"auto\",\"store\":false,\"user\":\"u\",\"seed\":7,\"stream\":true,"
                                + "\"stream_options\":{\"include_usage\":true},\"max_completion_tokens\":9}"))
                .isEqualTo("{\"model\":\"gpt-4o\",\"random_seed\":7,\"stream\":true,\"max_tokens\":9}");
        assertThat(MISTRAL.carries()).doesNotContain(Feature.OPENAI_EXTRAS, Feature.LOGPROBS);
        assertThat(OFFICIAL.carries()).containsExactlyInAnyOrder(Feature.values());
    }

    @Test
    void writesARequestOfAnotherWire() {
        Ask ask = Ask.nothing()
                .developer("Be brief.")
                .says(new Part.Text("What is this?"), new Part.ImageData("image/png", "iVBOR", "low"))
                .assistant("", new ToolCall("call_1", "look", "{\"a\":1}"))
                .result("call_1", "a cat")
                .strictTool("look", "Looks.", "{\"type\":\"object\",\"properties\":{}}")
                .choice(new ToolChoice.Named("look"))
                .schema("{\"type\":\"object\"}")
                .extra("service_tier", "\"flex\"")
                .temperature(1)
                .topP(0.25)
                .maxTokens(50)
                .forUser("u1")
                .stream();
        ask.stop = List.of("END");
        ask.seed = 42L;
        JsonNode json = json(OFFICIAL.encode(ask.build(), Asked.target("o3", true)));
        assertThat(json).isEqualTo(ProviderJson.read(new Json("""
                {"model":"o3","messages":[
                  {"role":"developer","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"What is this?"},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBOR","detail":"low"}}]},
                  {"role":"assistant","content":null,"tool_calls":[
                    {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"a\\":1}"}}]},
                  {"role":"tool","content":"a cat","tool_call_id":"call_1"}],
                 "tools":[{"type":"function","function":{"name":"look","description":"Looks.",
                    "parameters":{"type":"object","properties":{}},"strict":true}}],
                 "tool_choice":{"type":"function","function":{"name":"look"}},
                 "response_format":{"type":"json_schema","json_schema":
                    {"name":"answer","schema":{"type":"object"},"strict":true}},
                 "temperature":1,"top_p":0.25,"max_completion_tokens":50,"seed":42,"stop":["END"],
                 "stream":true,"stream_options":{"include_usage":true},"user":"u1","service_tier":"flex"}""")));
        JsonNode old = json(COMPATIBLE.encode(ask.build(), Asked.target("llama", false)));
        assertThat(old.path("messages").path(0).path("role").asText()).isEqualTo("system");
        assertThat(old.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(old.has("max_completion_tokens")).isFalse();
    }

    private static JsonNode json(byte[] bytes) {
        return ProviderJson.read(bytes);
    }

    private static String edited(OpenAiDialect dialect, String body) {
        return edited(dialect, false, body);
    }

    private static String edited(OpenAiDialect dialect, boolean reasoning, String body) {
        byte[] bytes = dialect.encode(Asked.body(body), Asked.target("gpt-4o", reasoning));
        assertThat(json(bytes)).isNotNull();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
