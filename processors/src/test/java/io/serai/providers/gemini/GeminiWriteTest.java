package io.serai.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiWriteTest {

    private static final String FLASH_25 = "gemini-2.5-flash";
    private static final String PRO_25 = "gemini-2.5-pro";
    private static final String FLASH_3 = "gemini-3-flash-preview";
    private static final String WEATHER =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";

    private final GeminiDialect dialect = new GeminiDialect();

    @Test
    void writesTheLeastRequest() {
        assertThat(written(Ask.user("Hi").stream(), FLASH_25)).isEqualTo(json("""
                                {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{}}"""));
    }

    @Test
    void writesSamplingAndPassesOverHarmlessExtras() {
        Ask ask = Ask.user("Hi")
                .temperature(1.7)
                .topP(0.9)
                .maxTokens(70_000)
                .forUser("u")
                .extra("store", "false")
                .extra("service_tier", "\"default\"");
        ask.stop = List.of("END");
        ask.seed = 7L;
        ask.n = 2;
        ask.presence = 0.5;
        ask.frequency = 0.0;
        ask.parallel = true;

        assertThat(written(ask, FLASH_25, 65_536).path("generationConfig")).isEqualTo(json("""
                                {"temperature":1.7,"topP":0.9,"maxOutputTokens":65536,"stopSequences":["END"],
                                 "seed":7,"candidateCount":2,"presencePenalty":0.5}"""));
    }

    @Test
    void putsTheOperatorsWordsApart() {
        Ask ask = Ask.nothing()
                .system("One.")
                .says("a")
                .developer("Two.")
                .named("bob", "b")
                .assistant("c")
                .says("")
                .says("d");

        JsonNode body = written(ask, FLASH_25);

        assertThat(body.path("systemInstruction")).isEqualTo(json("""
                {"parts":[{"text":"One.\\n\\nTwo."}]}"""));
        assertThat(body.path("contents")).isEqualTo(json("""
                                [{"role":"user","parts":[{"text":"a"},{"text":"bob: b"}]},
                                 {"role":"model","parts":[{"text":"c"}]},
                                 {"role":"user","parts":[{"text":"d"}]}]"""));
    }

    @Test
    void asksTheOperatorsWordsWhenNobodyElseSpeaks() {
        JsonNode body = written(Ask.nothing().system("Say hi"), FLASH_25);

        assertThat(body.has("systemInstruction")).isFalse();
        assertThat(body.at("/contents/0/parts/0/text").asText()).isEqualTo("Say hi");
    }

    @Test
    void sendsBackIdAndSignatureOfTheCallsItWasAnsweredWith() {
        Heard heard = Heard.whole(dialect.decodeStream(), Heard.file(GeminiWriteTest.class, "tools.sse"));
        Ask ask = Ask.user("Weather?")
                .tool("get_weather", WEATHER)
                .tool("now", null)
                .assistant(
                        "",
                        new ToolCall(heard.ids.get(0), "get_weather", "{\"city\":\"Berlin\"}"),
                        new ToolCall(heard.ids.get(1), "now", "{}"))
                .result(heard.ids.get(1), "12:00")
                .result(heard.ids.get(0), "{\"sky\":\"clear\"}")
                .says("Well?");

        assertThat(written(ask, FLASH_3).path("contents")).isEqualTo(json("""
                                [{"role":"user","parts":[{"text":"Weather?"}]},
                                 {"role":"model","parts":[
                                  {"functionCall":{"id":"fc-1","name":"get_weather","args":{"city":"Berlin"}},
                                   "thoughtSignature":"Ep8B+/abc+d="},
                                  {"functionCall":{"name":"now","args":{}}}]},
                                 {"role":"user","parts":[
                                  {"functionResponse":{"id":"fc-1","name":"get_weather","response":{"sky":"clear"}}},
                                  {"functionResponse":{"name":"now","response":{"result":"12:00"}}}]},
                                 {"role":"user","parts":[{"text":"Well?"}]}]"""));
    }

    @Test
    void roundTripsTheCallsOfAWholeAnswer() {
        ChatReply.Choice said = dialect.decode(
                        Heard.file(GeminiWriteTest.class, "whole.json").getBytes(StandardCharsets.UTF_8))
                .choices()
                .getFirst();
        Ask ask = Ask.user("x").assistant("Looking it up.", said.toolCalls().toArray(ToolCall[]::new));
        said.toolCalls().forEach(call -> ask.result(call.id(), "[1,2]"));

        JsonNode contents = written(ask, PRO_25).path("contents");

        assertThat(contents.at("/1/parts/1")).isEqualTo(json("""
                                {"functionCall":{"name":"price","args":{"sku":"a","max":1.10}},"thoughtSignature":"AAEC"}"""));
        assertThat(contents.at("/2/parts/0/functionResponse/response")).isEqualTo(json("{\"result\":[1,2]}"));
    }

    @Test
    void marksCallsOfOtherModelsAsUnsignedWhereSignaturesAreWanted() {
        Ask ask = Ask.user("x")
                .assistant("", new ToolCall("toolu_1", "a", "{}"), new ToolCall("call_2", "b", "{}"))
                .result("toolu_1", "1")
                .result("call_2", "2");

        JsonNode wanted = written(ask, FLASH_3).at("/contents/1/parts");
        JsonNode unwanted = written(ask, FLASH_25).at("/contents/1/parts");

        assertThat(wanted.at("/0/thoughtSignature").asText()).isEqualTo("c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=");
        assertThat(wanted.at("/1").has("thoughtSignature")).isFalse();
        assertThat(unwanted.at("/0").has("thoughtSignature")).isFalse();
        assertThat(wanted.at("/0/functionCall").has("id")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"call_0123456789AB_9_x", "call_0123456789AB_x_y", "call_0123456789AB_0_!!", "call_"})
    void takesAnIdThatOnlyLooksLikeOursAsAnothers(String id) {
        assertThat(GeminiCallId.parse(id)).isEqualTo(new GeminiCallId(null, null));
    }

    @Test
    void refusesAResultWithoutItsCall() {
        assertThat(refusal(Ask.user("x").result("t9", "y"), FLASH_25).error().param())
                .isEqualTo("messages");
    }

    @Test
    void wrapsArgumentsThatAreNoObject() {
        Ask ask = Ask.user("x").assistant("", new ToolCall("t", "f", "{\"a\":")).result("t", "");

        JsonNode body = written(ask, FLASH_25);

        assertThat(body.at("/contents/1/parts/0/functionCall/args"))
                .isEqualTo(json("{\"invalid_json\":\"{\\\"a\\\":\"}"));
        assertThat(body.at("/contents/2/parts/0/functionResponse/response")).isEqualTo(json("{\"result\":\"\"}"));
    }

    @Test
    void declaresToolsWithSchemasThatGeminiTakes() {
        Ask ask = Ask.user("x")
                .tool("a", "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}")
                .strictTool("b", "does", """
                        {"$schema":"s","type":"object","properties":{
                          "n":{"type":["integer","null"],"exclusiveMinimum":0,"description":"count"},
                          "k":{"oneOf":[{"const":"x"},{"$ref":"#/definitions/d"}]}},
                         "definitions":{"d":{"type":"string","pattern":"^a"}},"additionalProperties":false}""");

        assertThat(written(ask, FLASH_25).at("/tools/0/functionDeclarations")).isEqualTo(json("""
                                [{"name":"a"},
                                 {"name":"b","description":"does","parametersJsonSchema":{
                                  "type":"object","properties":{
                                   "n":{"type":["integer","null"],"description":"count\\n\\n{exclusiveMinimum: 0}"},
                                   "k":{"anyOf":[{"enum":["x"],"type":"string"},{"$ref":"#/$defs/d"}]}},
                                  "$defs":{"d":{"type":"string","description":"{pattern: \\"^a\\"}"}},
                                  "additionalProperties":false}}]"""));
    }

    @Test
    void translatesEveryToolChoice() {
        assertThat(choice(new ToolChoice.Auto()).isMissingNode()).isTrue();
        assertThat(choice(new ToolChoice.None())).isEqualTo(json("{\"mode\":\"NONE\"}"));
        assertThat(choice(new ToolChoice.Required())).isEqualTo(json("{\"mode\":\"ANY\"}"));
        assertThat(choice(new ToolChoice.Named("f")))
                .isEqualTo(json("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\"]}"));
    }

    private JsonNode choice(ToolChoice choice) {
        return written(Ask.user("x").tool("f", WEATHER).choice(choice), FLASH_25)
                .at("/toolConfig/functionCallingConfig");
    }

    @Test
    void asksForJson() {
        JsonNode object = written(Ask.user("x").jsonObject(), FLASH_25).path("generationConfig");
        JsonNode schema = written(Ask.user("x").schema(WEATHER), FLASH_25).path("generationConfig");

        assertThat(object).isEqualTo(json("{\"responseMimeType\":\"application/json\"}"));
        assertThat(schema)
                .isEqualTo(json("{\"responseMimeType\":\"application/json\",\"responseJsonSchema\":" + WEATHER + "}"));
    }

    @Test
    void givesJsonAndToolsToModelsThatTakeBoth() {
        JsonNode body = written(Ask.user("x").schema(WEATHER).tool("f", WEATHER), FLASH_3);

        assertThat(body.at("/generationConfig/responseJsonSchema")).isEqualTo(json(WEATHER));
        assertThat(body.at("/tools/0/functionDeclarations")).hasSize(1);
    }

    @Test
    void forcesAFunctionWhereJsonAndToolsRuleEachOtherOut() {
        JsonNode schema = written(Ask.user("x").schema(WEATHER).tool("f", WEATHER), FLASH_25);
        JsonNode object = written(Ask.user("x").jsonObject().tool("f", WEATHER), FLASH_25);
        JsonNode none =
                written(Ask.user("x").schema(WEATHER).tool("f", WEATHER).choice(new ToolChoice.None()), FLASH_25);
        JsonNode named =
                written(Ask.user("x").schema(WEATHER).tool("f", WEATHER).choice(new ToolChoice.Named("f")), FLASH_25);

        assertThat(schema.at("/generationConfig").has("responseMimeType")).isFalse();
        assertThat(schema.at("/tools/0/functionDeclarations/1")).isEqualTo(json("""
                                {"name":"serai_json_answer",
                                 "description":"Gives the final answer to the user. Its arguments are the answer.",
                                 "parametersJsonSchema":""" + WEATHER + "}"));
        assertThat(schema.at("/toolConfig/functionCallingConfig/mode").asText()).isEqualTo("ANY");
        assertThat(object.at("/systemInstruction/parts/0/text").asText()).contains("JSON object");
        assertThat(object.at("/generationConfig").has("responseMimeType")).isFalse();
        assertThat(none.has("tools")).isFalse();
        assertThat(none.at("/generationConfig").has("responseJsonSchema")).isTrue();
        assertThat(named.at("/tools/0/functionDeclarations")).hasSize(1);
        assertThat(named.at("/generationConfig").has("responseJsonSchema")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash,none,0",
        "gemini-2.5-pro,none,128",
        "gemini-2.5-flash,minimal,1024",
        "gemini-2.5-flash,low,1024",
        "models/gemini-2.5-flash,medium,8192",
        "gemini-2.5-flash,high,24576",
        "gemini-2.5-flash-lite,xhigh,24576",
        "gemini-2.5-pro,xhigh,32768"
    })
    void givesABudgetToModelsOf25(String model, String effort, int budget) {
        JsonNode thinking = thinking(model, effort);

        assertThat(thinking.path("thinkingBudget").asInt(-1)).isEqualTo(budget);
        assertThat(thinking.path("includeThoughts").asBoolean(false)).isEqualTo(budget > 0);
        assertThat(thinking.has("thinkingLevel")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3-flash-preview,none,MINIMAL",
        "gemini-3-pro-preview,none,LOW",
        "gemini-3-flash-preview,minimal,MINIMAL",
        "gemini-3-flash-preview,low,LOW",
        "gemini-3-flash-preview,medium,MEDIUM",
        "gemini-3-pro-preview,medium,HIGH",
        "gemini-3.1-pro-preview,medium,MEDIUM",
        "gemini-flash-latest,high,HIGH",
        "gemini-3-pro-preview,xhigh,HIGH"
    })
    void givesALevelToModelsFrom3(String model, String effort, String level) {
        JsonNode thinking = thinking(model, effort);

        assertThat(thinking.path("thinkingLevel").asText()).isEqualTo(level);
        assertThat(thinking.has("thinkingBudget")).isFalse();
    }

    @Test
    void refusesAnEffortThatMeansNothing() {
        assertThat(refusal(Ask.user("x").effort("much"), FLASH_25).error().param())
                .isEqualTo("reasoning_effort");
        assertThat(refusal(Ask.user("x").effort("low"), "gemini-2.0-flash")
                        .error()
                        .param())
                .isEqualTo("reasoning_effort");
        assertThat(thinking("gemini-2.0-flash", "none").isMissingNode()).isTrue();
    }

    private JsonNode thinking(String model, String effort) {
        return written(Ask.user("x").effort(effort), model).at("/generationConfig/thinkingConfig");
    }

    @Test
    void writesPicturesSoundAndFiles() {
        Ask ask = Ask.nothing()
                .says(
                        new Part.ImageData("image/png", "AAAA", "low"),
                        new Part.ImageUrl("data:image/jpg;base64,BBBB", null),
                        new Part.ImageUrl("https://example.org/a.PNG?x=1", null),
                        new Part.ImageUrl("https://example.org/picture", null),
                        new Part.Audio("wav", "CCCC"),
                        new Part.File(null, "data:application/pdf;base64,DDDD", "a.pdf"),
                        new Part.File("https://generativelanguage.googleapis.com/v1beta/files/f1", null, null));

        assertThat(written(ask, FLASH_25).at("/contents/0/parts")).isEqualTo(json("""
                                [{"inlineData":{"mimeType":"image/png","data":"AAAA"}},
                                 {"inlineData":{"mimeType":"image/jpeg","data":"BBBB"}},
                                 {"fileData":{"mimeType":"image/png","fileUri":"https://example.org/a.PNG?x=1"}},
                                 {"fileData":{"fileUri":"https://example.org/picture"}},
                                 {"inlineData":{"mimeType":"audio/wav","data":"CCCC"}},
                                 {"inlineData":{"mimeType":"application/pdf","data":"DDDD"}},
                                 {"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/f1"}}]"""));
    }

    @Test
    void refusesWhatTheWireHasNoWordFor() {
        assertUnsupported(ask -> ask.logprobs = true, "logprobs");
        assertUnsupported(ask -> ask.seed = 1L << 40, "seed");
        assertThat(refusal(Ask.user("x").assistant("prefill"), "gemini-3.6-flash")
                        .error()
                        .param())
                .isEqualTo("messages");
        assertUnsupported(ask -> ask.extra("logit_bias", "{\"1\":2}"), "logit_bias");
        assertUnsupported(ask -> ask.extra("web_search_options", "{}"), "web_search_options");
        assertUnsupported(ask -> ask.says(new Part.File("file-1", null, null)), "messages");
        assertUnsupported(
                ask -> {
                    ask.parallel = false;
                    ask.tool("f", WEATHER);
                },
                "parallel_tool_calls");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro,205,true",
        "gemini-3.1-flash-lite,301,false",
        "models/gemini-1.5-pro-002,105,true",
        "gemini-2.5-flash-preview-04-17,205,false",
        "gemini-flash-latest,9900,false",
        "gemma-3-27b-it,0,false"
    })
    void tellsAModelsVersionFromItsName(String name, int version, boolean pro) {
        assertThat(GeminiModel.named(name)).isEqualTo(new GeminiModel(version, pro));
    }

    private void assertUnsupported(Consumer<Ask> wish, String param) {
        Ask ask = Ask.user("x");
        wish.accept(ask);
        Refusal refusal = refusal(ask, FLASH_25);
        assertThat(refusal.error().param()).isEqualTo(param);
        assertThat(refusal.error().code()).isEqualTo("unsupported_parameter");
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

    private static JsonNode json(String text) {
        return ProviderJson.read(new Json(text));
    }
}
