package io.serai.doors.openai;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.Json;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.ResponseFormat;
import io.serai.chat.Sampling;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiDoorReadTest {

    private final OpenAiDoor door = new OpenAiDoor();

    @Test
    void readsTheSmallestRequest() {
        ChatRequest request = read("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(request.model()).isEqualTo("auto");
        assertThat(request.messages()).containsExactly(new Message.User(List.of(new Part.Text("Hi")), null));
        assertThat(request.tools()).isEmpty();
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(request.format()).isEqualTo(new ResponseFormat.Text());
        assertThat(request.stream()).isFalse();
        assertThat(request.extras()).isEmpty();
        assertThat(request.needs()).isEmpty();
    }

    @Test
    void readsEveryParameterTheVocabularyHasAWordFor() {
        ChatRequest request = with("""
                "models":["b","anthropic/c"],"temperature":0.5,"top_p":1,"max_completion_tokens":99,"stop":["x","y"],
                "n":2,"seed":-9007199254740993,"presence_penalty":-2,"frequency_penalty":2,"logprobs":true,
                "top_logprobs":20,"reasoning_effort":"low","stream":true,"stream_options":{"include_usage":true},
                "metadata":{"task":"support"},"user":"u1"
                """);

        assertThat(request.fallbacks()).containsExactly("b", "anthropic/c");
        assertThat(request.sampling())
                .isEqualTo(new Sampling(
                        0.5, 1.0, 99, List.of("x", "y"), 2, -9007199254740993L, -2.0, 2.0, true, 20, "low", null));
        assertThat(request.stream()).isTrue();
        assertThat(request.streamUsage()).isTrue();
        assertThat(request.metadata()).isEqualTo(Map.of("task", "support"));
        assertThat(request.user()).isEqualTo("u1");
        assertThat(request.extras()).isEmpty();
    }

    @Test
    void takesMaxTokensForMaxCompletionTokensAndASingleStop() {
        Sampling sampling = with("\"max_tokens\":7,\"stop\":\"END\"").sampling();

        assertThat(sampling.maxOutputTokens()).isEqualTo(7);
        assertThat(sampling.stop()).containsExactly("END");
    }

    @Test
    void readsToolsWithTheirSchemasAsText() {
        ChatRequest request = with("""
                "tools":[{"type":"function","function":{"name":"find","description":"Finds","strict":true,
                  "parameters":{"type":"object",  "properties":{"q":{"type":"string","description":"größe"}}}}},
                 {"type":"function","function":{"name":"now"}}],
                "tool_choice":{"type":"function","function":{"name":"find"}},"parallel_tool_calls":false
                """);

        assertThat(request.tools())
                .containsExactly(
                        new Tool(
                                "find",
                                "Finds",
                                new Json(
                                        "{\"type\":\"object\",  \"properties\":{\"q\":{\"type\":\"string\",\"description\":\"größe\"}}}"),
                                true),
                        new Tool("now", null, null, null));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("find"));
        assertThat(request.sampling().parallelToolCalls()).isFalse();
    }

    @Test
    void readsAConversationWithToolCalls() {
        ChatRequest request = messages("""
                {"role":"developer","content":"Be brief.","name":"boss"},
                {"content":[{"text":"Weather?","type":"text"}],"role":"user","name":"ann"},
                {"role":"assistant","content":null,"refusal":null,"audio":null,"function_call":null,"annotations":[],
                 "reasoning_content":"hm","tool_calls":[{"id":"call_1","type":"function","index":0,
                   "function":{"name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}}]},
                {"role":"tool","tool_call_id":"call_1","name":"weather","content":[{"type":"text","text":"22"}]},
                {"role":"assistant","content":[{"type":"refusal","refusal":"no"}]},
                {"role":"assistant","refusal":"never"}
                """);

        assertThat(request.messages())
                .containsExactly(
                        new Message.System(List.of(new Part.Text("Be brief.")), true, "boss"),
                        new Message.User(List.of(new Part.Text("Weather?")), "ann"),
                        new Message.Assistant(
                                List.of(), List.of(new ToolCall("call_1", "weather", "{\"city\":\"Ulm\"}")), null),
                        new Message.ToolResult("call_1", List.of(new Part.Text("22"))),
                        new Message.Assistant(List.of(new Part.Refusal("no")), List.of(), null),
                        new Message.Assistant(List.of(new Part.Refusal("never")), List.of(), null));
        assertThat(request.extras()).isEmpty();
    }

    @Test
    void readsEveryKindOfPart() {
        ChatRequest request = messages("""
                {"role":"user","content":[
                  {"type":"text","text":"look"},
                  {"type":"image_url","image_url":{"url":"https://example.org/a.png","detail":"low"}},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO/w=="}},
                  {"type":"image_url","image_url":{"url":"DATA:image\\/JPEG;name=x;base64,a\\/b=","detail":"high"}},
                  {"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}},
                  {"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE","filename":"a.pdf"}},
                  {"type":"file","file":{"file_id":"file-1"}}]}
                """);

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Text("look"),
                        new Part.ImageUrl("https://example.org/a.png", "low"),
                        new Part.ImageData("image/png", "iVBO/w==", null),
                        new Part.ImageData("image/jpeg", "a/b=", "high"),
                        new Part.Audio("wav", "UklG"),
                        new Part.File(null, "data:application/pdf;base64,JVBE", "a.pdf"),
                        new Part.File("file-1", null, null));
        assertThat(request.needs()).contains(Feature.VISION, Feature.AUDIO_INPUT, Feature.FILE_INPUT);
    }

    @Test
    void readsResponseFormatsAndKeepsStrict() {
        assertThat(with("\"response_format\":{\"type\":\"json_object\"}").format())
                .isEqualTo(new ResponseFormat.JsonObject());
        assertThat(with("\"response_format\":{\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\"},"
                                + "\"strict\":true},\"type\":\"json_schema\"}")
                        .format())
                .isEqualTo(new ResponseFormat.JsonSchema("a", null, new Json("{\"type\":\"object\"}"), true));
    }

    @Test
    void keepsWhatItHasNoWordForUnderItsPlace() {
        ChatRequest request = with("""
                "logit_bias":{"50256":-100},"service_tier":"flex","x_future":[1, {"a":null}],
                "tools":[{"type":"custom","custom":{"name":"c"}}]
                """);

        assertThat(request.extras())
                .containsOnly(
                        Map.entry("logit_bias", new Json("{\"50256\":-100}")),
                        Map.entry("service_tier", new Json("\"flex\"")),
                        Map.entry("x_future", new Json("[1, {\"a\":null}]")),
                        Map.entry("tools[0]", new Json("{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}")));
        assertThat(request.needs()).contains(Feature.LOGIT_BIAS, Feature.OPENAI_EXTRAS);
        assertThat(messages("{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"user\",\"content\":\"!\",\"x\":1}")
                        .extras())
                .containsOnly(Map.entry("messages[1].x", new Json("1")));
    }

    @Test
    void anExplicitDefaultOrNullNeedsNothingSpecial() {
        ChatRequest request = with("""
                "logit_bias":null,"store":false,"service_tier":"auto","modalities":["text"],"verbosity":"medium",
                "prompt_cache_key":"k","safety_identifier":"s","tools":null,"temperature":null,"stop":null,
                "stream_options":null,"functions":null,"logit_bias_":null
                """);

        assertThat(request.extras().keySet())
                .containsExactlyInAnyOrder(
                        "store", "service_tier", "modalities", "verbosity", "prompt_cache_key", "safety_identifier");
        assertThat(request.needs()).isEmpty();
    }

    @Test
    void knowsWhereEachTopLevelFieldLies() {
        String body = " { \"model\" : \"größe\",\n\t\"n\":1 ,\"stream\": true,\"messages\":[{\"role\":\"user\","
                + "\"content\":\"ä\"}],\"x\":{\"y\":[1,2]} , \"z\":null,\"temperature\":0.50}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        Original original = door.read(bytes).original();

        assertThat(original).isNotNull();
        assertThat(original.family()).isEqualTo("openai");
        assertThat(original.body()).isSameAs(bytes);
        assertThat(original.fields())
                .map(Original.Field::name)
                .containsExactly("model", "n", "stream", "messages", "x", "z", "temperature");
        assertThat(original.fields())
                .map(field ->
                        new String(bytes, field.valueStart(), field.end() - field.valueStart(), StandardCharsets.UTF_8))
                .containsExactly(
                        "\"größe\"",
                        "1",
                        "true",
                        "[{\"role\":\"user\",\"content\":\"ä\"}]",
                        "{\"y\":[1,2]}",
                        "null",
                        "0.50");
        assertThat(original.fields())
                .allSatisfy(field -> assertThat(new String(
                                bytes, field.start(), field.valueStart() - field.start(), StandardCharsets.UTF_8))
                        .matches("\"" + field.name() + "\"\\s*:\\s*"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 3000, 4000, 8000, 9000, 70_000})
    void knowsWhereFieldsLieBehindTextOfAnyLength(int length) {
        String text = "é\\n".repeat(length / 2);
        byte[] bytes = ("{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}],\"user\":\"" + text
                        + "\",\"model\":\"m\"}")
                .getBytes(StandardCharsets.UTF_8);

        ChatRequest request = door.read(bytes);

        Original.Field model = requireNonNull(requireNonNull(request.original()).field("model"));
        assertThat(new String(bytes, model.start(), model.end() - model.start(), StandardCharsets.UTF_8))
                .isEqualTo("\"model\":\"m\"");
        assertThat(request.messages().getFirst().text()).isEqualTo("é\n".repeat(length / 2));
    }

    @Test
    void readsTextMessagesAndSkipsAByteOrderMark() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\\ude00 größe 😀\"}]}";

        assertThat(door.read(body).messages().getFirst().text()).isEqualTo("😀 größe 😀");
        assertThat(requireNonNull(read("\uFEFF" + body).original()).body()[0]).isEqualTo((byte) '{');
    }

    private ChatRequest with(String fields) {
        return read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + fields + "}");
    }

    private ChatRequest messages(String messages) {
        return read("{\"model\":\"m\",\"messages\":[" + messages + "]}");
    }

    private ChatRequest read(String body) {
        return door.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
