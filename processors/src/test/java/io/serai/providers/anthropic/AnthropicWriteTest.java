package io.serai.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.serai.call.Refusal;
import io.serai.chat.Json;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import io.serai.chat.reply.ChatReply;
import io.serai.json.ProviderJson;
import io.serai.providers.Ask;
import io.serai.providers.Heard;
import io.serai.providers.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicWriteTest {

    private static final String SONNET_4 = "claude-sonnet-4-20250514";
    private static final String SONNET_45 = "claude-sonnet-4-5-20250929";
    private static final String OPUS_46 = "claude-opus-4-6";
    private static final String OPUS_48 = "claude-opus-4-8";

    private final AnthropicDialect dialect = new AnthropicDialect();

    @Test
    void writesTheLeastRequest() {
        assertThat(written(Ask.user("Hi"), SONNET_45)).isEqualTo(json("""
                                {"model":"claude-sonnet-4-5-20250929","max_tokens":4096,
                                 "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"""));
    }

    @Test
    void writesStreamSamplingAndUser() {
        Ask ask = Ask.user("Hi").stream()
                .temperature(0.3)
                .maxTokens(50)
                .forUser("u-1")
                .extra("store", "false")
                .extra("service_tier", "\"auto\"")
                .extra("prompt_cache_key", "\"k\"");
        ask.stop = List.of("END");
        ask.parallel = true;

        assertThat(written(ask, SONNET_45)).isEqualTo(json("""
                                {"model":"claude-sonnet-4-5-20250929","max_tokens":50,"stream":true,
                                 "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],
                                 "stop_sequences":["END"],"temperature":0.3,"metadata":{"user_id":"u-1"}}"""));
    }

    @Test
    void prefersTheSafetyIdentifierAndHashesOneThatIsTooLong() {
        assertThat(written(Ask.user("x").forUser("u").extra("safety_identifier", "\"s\""), SONNET_45)
                        .at("/metadata/user_id")
                        .asText())
                .isEqualTo("s");
        assertThat(written(Ask.user("x").forUser("u".repeat(300)), SONNET_45)
                        .at("/metadata/user_id")
                        .asText())
                .hasSize(64);
    }

    @Test
    void movesTheOperatorsWordsToTheFrontAndMergesTurns() {
        Ask ask = Ask.nothing()
                .system("One.")
                .says("a")
                .developer("Two.")
                .named("bob", "b")
                .assistant("c")
                .assistant("")
                .says("  ")
                .says("d");

        assertThat(written(ask, SONNET_45)).isEqualTo(json("""
                                {"model":"claude-sonnet-4-5-20250929","max_tokens":4096,"system":"One.\\n\\nTwo.",
                                 "messages":[
                                  {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"bob: b"}]},
                                  {"role":"assistant","content":[{"type":"text","text":"c"}]},
                                  {"role":"user","content":[{"type":"text","text":"d"}]}]}"""));
    }

    @Test
    void asksTheOperatorsWordsWhenNobodyElseSpeaks() {
        JsonNode body = written(Ask.nothing().system("Say hi"), SONNET_45);

        assertThat(body.has("system")).isFalse();
        assertThat(body.at("/messages/0")).isEqualTo(json("""
                {"role":"user","content":[{"type":"text","text":"Say hi"}]}"""));
    }

    @Test
    void letsAUserOpenForAnAssistantThatSpeaksFirst() {
        JsonNode body = written(Ask.nothing().assistant("Welcome").says("Hi"), SONNET_45);

        assertThat(body.at("/messages/0/role").asText()).isEqualTo("user");
        assertThat(body.at("/messages/1/content/0/text").asText()).isEqualTo("Welcome");
    }

    @Test
    void trimsTheEndOfAPrefill() {
        assertThat(written(Ask.user("x").assistant("{ \n"), SONNET_4)
                        .at("/messages/1/content/0/text")
                        .asText())
                .isEqualTo("{");
    }

    @Test
    void refusesAConversationOfNothing() {
        assertThat(refusal(Ask.user(" "), SONNET_45).error().param()).isEqualTo("messages");
    }

    @Test
    void putsToolResultsFirstInTheUsersTurn() {
        Ask ask = Ask.user("Weather?")
                .tool("w", "{\"type\":\"object\",\"properties\":{\"c\":{\"type\":\"string\"}}}")
                .assistant("", new ToolCall("t1", "w", "{\"c\":\"x\"}"), new ToolCall("t2", "w", "{}"))
                .result("t1", "sun")
                .says("and now?")
                .result("t2", "");

        assertThat(written(ask, SONNET_45).path("messages")).isEqualTo(json("""
                                [{"role":"user","content":[{"type":"text","text":"Weather?"}]},
                                 {"role":"assistant","content":[
                                  {"type":"tool_use","id":"t1","name":"w","input":{"c":"x"}},
                                  {"type":"tool_use","id":"t2","name":"w","input":{}}]},
                                 {"role":"user","content":[
                                  {"type":"tool_result","tool_use_id":"t1","content":"sun"},
                                  {"type":"tool_result","tool_use_id":"t2"},
                                  {"type":"text","text":"and now?"}]}]"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\":", "[1]", "\"text\"", "{} {}", "nonsense"})
    void wrapsArgumentsThatAreNoObject(String arguments) {
        Ask ask = Ask.user("x").assistant("", new ToolCall("t", "f", arguments)).result("t", "error");

        assertThat(written(ask, SONNET_45).at("/messages/1/content/0/input"))
                .isEqualTo(ProviderJson.read(
                        ("{\"invalid_json\":" + new TextNode(arguments) + "}").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void renamesToolIdsOfOthersOnBothEnds() {
        String foreign = "call:9/ä.b";
        Ask ask = Ask.user("x").assistant("", new ToolCall(foreign, "f", "{}")).result(foreign, "y");

        JsonNode body = written(ask, SONNET_45);

        String id = body.at("/messages/1/content/0/id").asText();
        assertThat(id).matches("[a-zA-Z0-9_-]{1,64}");
        assertThat(body.at("/messages/2/content/0/tool_use_id").asText()).isEqualTo(id);
        assertThat(written(ask, SONNET_45).at("/messages/1/content/0/id").asText())
                .isEqualTo(id);
    }

    @Test
    void sendsBackTheCallsItWasAnsweredWith() {
        ChatReply.Choice said =
                dialect.decode(recording("tools.json")).choices().getFirst();
        Ask ask = Ask.user("x").assistant("", said.toolCalls().toArray(ToolCall[]::new));
        said.toolCalls().forEach(call -> ask.result(call.id(), "done"));

        JsonNode messages = written(ask, SONNET_45).path("messages");

        assertThat(messages.at("/1/content/0")).isEqualTo(json("""
                                {"type":"tool_use","id":"toolu_9","name":"price",
                                 "input":{"sku":"a","max":1.10,"big":12345678901234567890}}"""));
        assertThat(messages.at("/2/content/1/tool_use_id").asText()).isEqualTo("toolu_10");
    }

    @Test
    void declaresToolsOfEarlierTurnsAndForbidsThem() {
        Ask ask = Ask.user("x").assistant("", new ToolCall("t", "f", "{}")).result("t", "y");

        JsonNode body = written(ask, SONNET_45);

        assertThat(body.path("tools")).isEqualTo(json("""
                [{"name":"f","input_schema":{"type":"object"}}]"""));
        assertThat(body.path("tool_choice")).isEqualTo(json("{\"type\":\"none\"}"));
    }

    @Test
    void givesEveryToolASchemaOfTypeObject() {
        Ask ask = Ask.user("x").tool("a", null).tool("b", "{}").tool("c", "{\"properties\":{}}");

        assertThat(written(ask, SONNET_45).path("tools")).isEqualTo(json("""
                                [{"name":"a","input_schema":{"type":"object"}},
                                 {"name":"b","input_schema":{"type":"object"}},
                                 {"name":"c","input_schema":{"type":"object","properties":{}}}]"""));
    }

    @Test
    void keepsStrictWhereTheModelKeepsIt() {
        String schema = """
                {"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"],
                 "additionalProperties":false}""";
        Ask ask = Ask.user("x").strictTool("f", "counts", schema);

        assertThat(written(ask, SONNET_45).at("/tools/0")).isEqualTo(json("""
                                {"name":"f","description":"counts","strict":true,"input_schema":
                                 {"type":"object","properties":{"n":{"type":"integer","description":"{minimum: 1}"}},
                                  "required":["n"],"additionalProperties":false}}"""));
        assertThat(written(ask, SONNET_4).at("/tools/0/input_schema")).isEqualTo(json(schema));
        assertThat(written(ask, SONNET_4).at("/tools/0").has("strict")).isFalse();
    }

    @Test
    void translatesEveryToolChoice() {
        assertThat(choice(new ToolChoice.Auto(), null).isMissingNode()).isTrue();
        assertThat(choice(new ToolChoice.Auto(), false))
                .isEqualTo(json("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"));
        assertThat(choice(new ToolChoice.None(), false)).isEqualTo(json("{\"type\":\"none\"}"));
        assertThat(choice(new ToolChoice.Required(), null)).isEqualTo(json("{\"type\":\"any\"}"));
        assertThat(choice(new ToolChoice.Named("f"), false))
                .isEqualTo(json("{\"type\":\"tool\",\"name\":\"f\",\"disable_parallel_tool_use\":true}"));
    }

    private JsonNode choice(ToolChoice choice, @Nullable Boolean parallel) {
        Ask ask = Ask.user("x").tool("f", null).choice(choice);
        ask.parallel = parallel;
        return written(ask, SONNET_45).path("tool_choice");
    }

    @Test
    void refusesAToolWithTheReservedName() {
        assertThat(refusal(Ask.user("x").tool("serai_json_answer", null), SONNET_45)
                        .error()
                        .param())
                .isEqualTo("tools");
    }

    @Test
    void writesPicturesAndFiles() {
        String text = "data:text/markdown;charset=utf-8;base64,w6TDtg==";
        Ask ask = Ask.nothing()
                .says(
                        new Part.ImageUrl("https://example.org/a.png", "high"),
                        new Part.ImageUrl("data:image/jpg;base64,AAAA", null),
                        new Part.ImageData("image/png", "BBBB", null),
                        new Part.File(null, "data:application/pdf;base64,CCCC", "a.pdf"),
                        new Part.File(null, text, null));

        assertThat(written(ask, SONNET_45).at("/messages/0/content")).isEqualTo(json("""
                                [{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}},
                                 {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAAA"}},
                                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"BBBB"}},
                                 {"type":"document","title":"a.pdf",
                                  "source":{"type":"base64","media_type":"application/pdf","data":"CCCC"}},
                                 {"type":"document",
                                  "source":{"type":"text","media_type":"text/plain","data":"äö"}}]"""));
    }

    @Test
    void refusesSoundAndFilesStoredElsewhere() {
        assertUnsupported(Ask.nothing().says(new Part.Audio("wav", "AA")), "messages");
        assertUnsupported(Ask.nothing().says(new Part.File("file-1", null, null)), "messages");
        assertUnsupported(Ask.nothing().says(new Part.File(null, "data:application/zip;base64,AA", null)), "messages");
    }

    @Test
    void refusesWhatTheWireHasNoWordFor() {
        assertUnsupported(with(ask -> ask.n = 2), "n");
        assertUnsupported(with(ask -> ask.logprobs = true), "logprobs");
        assertUnsupported(with(ask -> ask.seed = 7L), "seed");
        assertUnsupported(with(ask -> ask.presence = 0.5), "presence_penalty");
        assertUnsupported(with(ask -> ask.frequency = 0.5), "frequency_penalty");
        assertUnsupported(with(ask -> ask.extra("logit_bias", "{\"1\":2}")), "logit_bias");
        assertUnsupported(with(ask -> ask.extra("prediction", "{}")), "prediction");
        assertUnsupported(with(ask -> ask.extra("service_tier", "\"flex\"")), "service_tier");
        with(ask -> {
            ask.n = 1;
            ask.logprobs = false;
            ask.presence = 0.0;
        });
    }

    @Test
    void refusesSamplingThatTheModelWouldNotFollow() {
        assertThat(valueRefused(Ask.user("x").temperature(1.5), SONNET_45)).isEqualTo("temperature");
        assertThat(valueRefused(Ask.user("x").temperature(0.5), OPUS_48)).isEqualTo("temperature");
        assertThat(valueRefused(Ask.user("x").topP(0.5), "claude-mythos-preview"))
                .isEqualTo("top_p");
        assertThat(valueRefused(Ask.user("x").topP(0.5).temperature(0.2), SONNET_45))
                .isEqualTo("top_p");
        assertThat(valueRefused(Ask.user("x").temperature(0.2).effort("high").maxTokens(9_000), SONNET_45))
                .isEqualTo("temperature");
        Ask blank = Ask.user("x");
        blank.stop = List.of("\n");
        assertThat(valueRefused(blank, SONNET_45)).isEqualTo("stop");
    }

    @Test
    void leavesOutSamplingThatIsTheDefault() {
        JsonNode body = written(Ask.user("x").temperature(1).topP(1), OPUS_48);

        assertThat(body.has("temperature")).isFalse();
        assertThat(body.has("top_p")).isFalse();
        assertThat(written(Ask.user("x").temperature(0.5).topP(0.5), SONNET_4)
                        .path("top_p")
                        .asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void asksForNoMoreThanTheModelCanSay() {
        assertThat(written(Ask.user("x").maxTokens(100_000), SONNET_45, 64_000)
                        .path("max_tokens")
                        .asInt())
                .isEqualTo(64_000);
        assertThat(written(Ask.user("x"), SONNET_45, 64_000).path("max_tokens").asInt())
                .isEqualTo(64_000);
    }

    @Test
    void givesOlderModelsABudgetBelowMaxTokens() {
        assertThat(written(Ask.user("x").effort("medium"), SONNET_45, 64_000).path("thinking"))
                .isEqualTo(json("{\"type\":\"enabled\",\"budget_tokens\":8192}"));
        assertThat(written(Ask.user("x").effort("high").maxTokens(5_000), SONNET_45)
                        .at("/thinking/budget_tokens")
                        .asInt())
                .isEqualTo(4_000);
        assertThat(written(Ask.user("x").effort("high").maxTokens(1_000), SONNET_45)
                        .has("thinking"))
                .isFalse();
        assertThat(written(Ask.user("x").effort("none"), SONNET_45).has("thinking"))
                .isFalse();
        assertThat(valueRefused(Ask.user("x").effort("low"), "claude-3-5-haiku-20241022"))
                .isEqualTo("reasoning_effort");
        assertThat(valueRefused(Ask.user("x").effort("much"), SONNET_45)).isEqualTo("reasoning_effort");
    }

    @Test
    void givesNewerModelsAnEffort() {
        JsonNode high = written(Ask.user("x").effort("high"), OPUS_46);
        assertThat(high.path("thinking")).isEqualTo(json("{\"type\":\"adaptive\"}"));
        assertThat(high.path("output_config")).isEqualTo(json("{\"effort\":\"high\"}"));
        JsonNode none = written(Ask.user("x").effort("none"), OPUS_48);
        assertThat(none.has("thinking")).isFalse();
        assertThat(none.at("/output_config/effort").asText()).isEqualTo("low");
        assertThat(written(Ask.user("x").effort("xhigh"), OPUS_48)
                        .at("/output_config/effort")
                        .asText())
                .isEqualTo("xhigh");
        assertThat(written(Ask.user("x").effort("xhigh"), OPUS_46)
                        .at("/output_config/effort")
                        .asText())
                .isEqualTo("high");
    }

    @Test
    void doesNotThinkWhereTheApiForbidsIt() {
        Ask forced = Ask.user("x").effort("high").tool("f", null).choice(new ToolChoice.Required());
        Ask midRound = Ask.user("x")
                .effort("high")
                .tool("f", null)
                .assistant("", new ToolCall("t", "f", "{}"))
                .result("t", "y");

        assertThat(written(forced, SONNET_45, 64_000).has("thinking")).isFalse();
        assertThat(written(forced, OPUS_48, 64_000).has("thinking")).isFalse();
        assertThat(written(midRound, SONNET_45, 64_000).has("thinking")).isFalse();
        assertThat(written(midRound, OPUS_48, 64_000).has("thinking")).isTrue();
    }

    @Test
    void tellsTheModelToAnswerInJson() {
        assertThat(written(Ask.nothing().system("Be brief.").says("x").jsonObject(), SONNET_45)
                        .path("system")
                        .asText())
                .startsWith("Be brief.\n\n")
                .contains("JSON object");
    }

    @Test
    void asksForASchemaWhereTheModelTakesOne() {
        JsonNode body = written(Ask.user("x").schema("""
                                {"$schema":"s","type":"object","properties":{
                                  "name":{"type":["string","null"],"maxLength":9},
                                  "kind":{"const":"a"}},
                                 "required":["name","kind"],"additionalProperties":false}"""), SONNET_45);

        assertThat(body.path("output_config")).isEqualTo(json("""
                                {"format":{"type":"json_schema","schema":{"type":"object","properties":{
                                  "name":{"type":["string","null"],"description":"{maxLength: 9}"},
                                  "kind":{"type":"string","enum":["a"]}},
                                 "required":["name","kind"],"additionalProperties":false}}}"""));
        assertThat(body.has("tools")).isFalse();
    }

    @Test
    void forcesAToolWhereTheModelTakesNoSchema() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}";

        JsonNode body = written(Ask.user("x").schema(schema), SONNET_4);

        assertThat(body.at("/tools/0/name").asText()).isEqualTo("serai_json_answer");
        assertThat(body.at("/tools/0/input_schema")).isEqualTo(json(schema));
        assertThat(body.path("tool_choice")).isEqualTo(json("""
                                {"type":"tool","name":"serai_json_answer","disable_parallel_tool_use":true}"""));
    }

    @Test
    void forcesAToolWhereTheSchemaSaysMoreThanTheModelTakes() {
        String recursive = """
                {"type":"object","properties":{"root":{"$ref":"#/$defs/node"}},"$defs":{"node":{"type":"object",
                 "properties":{"next":{"$ref":"#/$defs/node"}}}}}""";
        String map = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}";

        for (String schema : List.of(recursive, map)) {
            JsonNode body = written(Ask.user("x").schema(schema), SONNET_45);
            assertThat(body.has("output_config")).isFalse();
            assertThat(body.at("/tools/0/input_schema")).isEqualTo(json(schema));
        }
    }

    @Test
    void letsTheModelChooseBetweenToolsAndTheJsonAnswer() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}";

        JsonNode auto = written(Ask.user("x").schema(schema).tool("f", null), SONNET_4);
        JsonNode required =
                written(Ask.user("x").schema(schema).tool("f", null).choice(new ToolChoice.Required()), SONNET_4);

        assertThat(auto.path("tools")).hasSize(2);
        assertThat(auto.at("/tool_choice/type").asText()).isEqualTo("any");
        assertThat(required.path("tools")).hasSize(1);
    }

    @Test
    void refusesArgumentsThatAreNoUnicode() {
        Ask ask = Ask.user("x").assistant("", new ToolCall("t", "f", "{\"a\":\"lone \ud83d.\"}"));

        assertThat(refusal(ask, SONNET_45).error().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-5-sonnet-20241022,305",
        "claude-3-opus-20240229,300",
        "claude-2.1,201",
        "claude-sonnet-4-20250514,400",
        "claude-opus-4-1,401",
        "anthropic.claude-sonnet-4-5-20250929-v1:0,405",
        "claude-haiku-4-5@20251001,405",
        "claude-sonnet-5,500",
        "claude-fable-5-1,501",
        "claude-mythos-preview,9900",
        "kimi-k2,0"
    })
    void tellsAModelsVersionFromItsName(String name, int version) {
        assertThat(ClaudeModel.named(name).version()).isEqualTo(version);
    }

    private Ask with(Consumer<Ask> wish) {
        Ask ask = Ask.user("x");
        wish.accept(ask);
        return ask;
    }

    private void assertUnsupported(Ask ask, String param) {
        Refusal refusal = refusal(ask, SONNET_45);
        assertThat(refusal.error().param()).isEqualTo(param);
        assertThat(refusal.error().code()).isEqualTo("unsupported_parameter");
    }

    private String valueRefused(Ask ask, String model) {
        Refusal refusal = refusal(ask, model);
        assertThat(refusal.error().code()).isEqualTo("unsupported_value");
        return String.valueOf(refusal.error().param());
    }

    private Refusal refusal(Ask ask, String model) {
        return catchThrowableOfType(Refusal.class, () -> written(ask, model));
    }

    private JsonNode written(Ask ask, String model) {
        return written(ask, model, 0);
    }

    private JsonNode written(Ask ask, String model, int most) {
        return ProviderJson.read(dialect.encode(ask.build(), new Target(model, most, false, Set.of())));
    }

    private static byte[] recording(String file) {
        return Heard.file(AnthropicWriteTest.class, file).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        return ProviderJson.read(new Json(text));
    }
}
