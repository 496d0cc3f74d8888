package io.serai.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiStandInTest {
    private static final String MODEL = "gemini-2.5-flash";
    private static final String WHOLE = "/v1beta/models/" + MODEL + ":generateContent";
    private static final String STREAMED = "/v1beta/models/" + MODEL + ":streamGenerateContent?alt=sse";
    private static final String HI = "'contents':[{'role':'user','parts':[{'text':'one two'}]}]";
    private static final String TOOLS =
            "'tools':[{'functionDeclarations':[{'name':'alpha','parameters':{'type':'OBJECT',"
                    + "'properties':{'city':{'type':'STRING'}}}},{'name':'beta','parametersJsonSchema':{'type':'object',"
                    + "'properties':{'n':{'type':['integer','null']}},'additionalProperties':false}}]}]";

    private final GeminiStandIn standIn = GeminiStandIn.start();
    private final Calls calls = new Calls();

    @AfterEach
    void stop() {
        calls.close();
        standIn.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            'model_':'x' ~ Invalid JSON payload received. Unknown name "model_": Cannot find field.
            'generationConfig':{'max_tokens':1} ~ Unknown name "max_tokens" at 'generation_config': Cannot find field.
            'generationConfig':{'temperature':'hot'} ~ Invalid value at 'generation_config.temperature' (TYPE_FLOAT), "hot"
            'generationConfig':{'temperature':3} ~ temperature must be in the range [0, 2]
            'generationConfig':{'responseSchema':{'type':'STRING'}} ~ only allowed when response_mime_type is application/json
            'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT','properties':{'a':{'type':'STRING','const':'x'}}}} ~ Unknown name "const" at 'generation_config.response_schema.properties[0].value': Cannot find field.
            'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT','additionalProperties':false}} ~ Unknown name "additionalProperties" at 'generation_config.response_schema': Cannot find field.
            'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT','properties':{}}} ~ should be non-empty for OBJECT type
            'generationConfig':{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT','properties':{'a':{'type':'STRING'}},'required':['b']}} ~ required[0]: property is not defined
            'generationConfig':{'thinkingConfig':{'thinkingBudget':99999}} ~ The thinking budget 99999 is invalid
            'generationConfig':{'thinkingConfig':{'thinkingLevel':'HIGH'}} ~ Thinking level is not supported for this model.
            'systemInstruction':{'parts':[]} ~ GenerateContentRequest.system_instruction.parts: contents.parts must not be empty
            'systemInstruction':'be brief' ~ Invalid value at 'system_instruction'
            'tools':[{'functionDeclarations':[{'name':'1a'}]}] ~ Invalid function name. Must start with a letter or an underscore.
            'tools':[{'functionDeclarations':[{'name':'a','parameters':{'type':'object','$schema':'x'}}]}] ~ Unknown name "$schema" at 'tools[0].function_declarations[0].parameters': Cannot find field.
            'tools':[{'functionDeclarations':[{'name':'a','parameters':{'type':['string','null']}}]}] ~ Invalid value at 'tools[0].function_declarations[0].parameters.type'
            'tools':[{'type':'function'}] ~ Unknown name "type" at 'tools[0]': Cannot find field.
            'toolConfig':{'functionCallingConfig':{'mode':'REQUIRED'}} ~ Invalid value at 'tool_config.function_calling_config.mode'
            'tools':[{'functionDeclarations':[{'name':'a'}]}],'generationConfig':{'responseMimeType':'application/json'} ~ Function calling with a response mime type: 'application/json' is unsupported
            """)
    void refusesWrongParameters(String extra, String message) throws Exception {
        refused(WHOLE, "{" + HI + "," + extra + "}", 400, "INVALID_ARGUMENT", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            [] ~ * GenerateContentRequest.contents: contents is not specified
            [{'role':'assistant','parts':[{'text':'x'}]}] ~ Please use a valid role: user, model.
            [{'role':'user','parts':[]}] ~ contents[0].parts: contents.parts must not be empty.
            [{'role':'user','parts':[{}]}] ~ contents[0].parts[0].data: required oneof field 'data' must have one initialized field
            [{'role':'user','parts':[{'text':'x','inlineData':{'mimeType':'image/png','data':'aGk='}}]}] ~ oneof field 'data' is already set. Cannot set 'inlineData'
            [{'role':'user','parts':[{'inlineData':{'mimeType':'image/png','data':'%%'}}]}] ~ Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES)
            [{'role':'user','parts':[{'type':'text','text':'x'}]}] ~ Unknown name "type" at 'contents[0].parts[0]'
            [{'role':'user','content':'x'}] ~ Unknown name "content" at 'contents[0]'
            [{'role':'user','parts':[{'functionResponse':{'name':'a','response':{}}}]}] ~ function response turn comes immediately after a function call turn
            [{'role':'user','parts':[{'text':'x'}]},{'role':'model','parts':[{'functionCall':{'name':'a'}},{'functionCall':{'name':'b'}}]},{'role':'user','parts':[{'functionResponse':{'name':'a','response':{}}}]}] ~ number of function response parts is equal to the number of function call parts
            [{'role':'user','parts':[{'text':'x'}]},{'role':'model','parts':[{'functionCall':{'name':'a'}}]},{'role':'user','parts':[{'functionResponse':{'name':'a','response':'1'}}]}] ~ Invalid value at 'contents[2].parts[0].function_response.response'
            [{'role':'user','parts':[{'text':'x'}]},{'role':'model','parts':[{'functionCall':{'name':'a','args':'{}'}}]}] ~ Invalid value at 'contents[1].parts[0].function_call.args'
            """)
    void refusesWrongContents(String contents, String message) throws Exception {
        refused(WHOLE, "{'contents':" + contents + "}", 400, "INVALID_ARGUMENT", message);
    }

    @Test
    void refusesStrangersModelsAndPaths() throws Exception {
        refused(
                "/v1beta/models/gemini-9:generateContent",
                "{" + HI + "}",
                404,
                "NOT_FOUND",
                "models/gemini-9 is not found for API version v1beta");
        refused(WHOLE, "{", 400, "INVALID_ARGUMENT", "Invalid JSON payload received.");
        assertThat(calls.post(standIn, "/v1/chat/completions", "{}").body()).startsWith("<!DOCTYPE html>");
        HttpResponse<String> wrong = calls.send(calls.to(standIn, WHOLE)
                .setHeader("x-goog-api-key", "nobody")
                .POST(Calls.body("{}"))
                .build());
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(Json.parse(wrong.body()).at("/error/details/0/reason").asText())
                .isEqualTo("API_KEY_INVALID");
        HttpResponse<String> anonymous = calls.send(HttpRequest.newBuilder(URI.create(standIn.baseUrl() + WHOLE))
                .POST(Calls.body("{}"))
                .build());
        assertThat(anonymous.statusCode()).isEqualTo(403);
        assertThat(anonymous.body()).contains("PERMISSION_DENIED");
        HttpResponse<String> byQuery =
                calls.send(HttpRequest.newBuilder(URI.create(standIn.baseUrl() + WHOLE + "?key=" + standIn.key()))
                        .POST(Calls.body(json("{" + HI + "}")))
                        .build());
        assertThat(byQuery.statusCode()).isEqualTo(200);
    }

    @Test
    void takesSnakeCase() throws Exception {
        JsonNode answer = ok(
                WHOLE,
                "{'system_instruction':{'parts':[{'text':'be brief'}]}," + HI
                        + ",'generation_config':{'max_output_tokens':2,'thinking_config':{'thinking_budget':0}}}");

        assertThat(answer.at("/candidates/0/content/parts/0/text").asText()).isEqualTo("Echo: one");
        assertThat(answer.at("/candidates/0/finishReason").asText()).isEqualTo("MAX_TOKENS");
        assertThat(answer.at("/usageMetadata").has("thoughtsTokenCount")).isFalse();
        assertThat(answer.at("/usageMetadata/totalTokenCount").asInt()).isEqualTo(10);
        assertThat(standIn.completed(MODEL).counts()).isEqualTo(Counts.of(8, 2));
    }

    @Test
    void streamsWithUsageOnEachChunk() throws Exception {
        List<JsonNode> events = Calls.events(stream(STREAMED, "{" + HI + "}"));

        assertThat(events).hasSize(3);
        assertThat(events.stream()
                        .map(event ->
                                event.at("/candidates/0/content/parts/0/text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo("Echo: one two");
        assertThat(events.getFirst().at("/candidates/0").has("finishReason")).isFalse();
        assertThat(events.getLast().at("/candidates/0/finishReason").asText()).isEqualTo("STOP");
        assertThat(events)
                .extracting(
                        event -> event.at("/usageMetadata/candidatesTokenCount").asInt())
                .containsExactly(1, 2, 3);
        assertThat(events.getLast().at("/usageMetadata/thoughtsTokenCount").asInt())
                .isEqualTo(24);
        assertThat(standIn.completed(MODEL).counts()).isEqualTo(Counts.of(6, 3).withReasoning(24));
        assertThat(standIn.completed(MODEL).field("totalTokenCount")).isEqualTo(33);
    }

    @Test
    void streamsAnArrayWhenEventsAreNotAskedFor() throws Exception {
        JsonNode array = ok(STREAMED.replace("?alt=sse", ""), "{" + HI + "}");

        assertThat(array).hasSize(3);
        assertThat(array.at("/2/candidates/0/finishReason").asText()).isEqualTo("STOP");
    }

    @Test
    void callsToolsInParallelAndTakesTheirResults() throws Exception {
        String contents = "{'role':'user','parts':[{'text':'alpha beta'}]}";
        JsonNode parts =
                ok(WHOLE, "{'contents':[" + contents + "]," + TOOLS + "}").at("/candidates/0/content/parts");
        assertThat(parts).hasSize(2);
        assertThat(parts.at("/0/functionCall/args/city").asText()).isEqualTo("x");
        assertThat(parts.at("/1/functionCall/args/n").asInt()).isEqualTo(1);

        List<JsonNode> events = Calls.events(stream(
                STREAMED,
                "{'contents':[" + contents + "]," + TOOLS
                        + ",'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['beta']}}}"));
        assertThat(events).hasSize(1);
        assertThat(events.getFirst()
                        .at("/candidates/0/content/parts/0/functionCall/name")
                        .asText())
                .isEqualTo("beta");
        assertThat(events.getFirst().at("/candidates/0/finishReason").asText()).isEqualTo("STOP");

        JsonNode after = ok(
                WHOLE,
                "{'contents':[" + contents + ",{'role':'model','parts':" + parts
                        + "},{'role':'user','parts':[{'functionResponse':{'name':'alpha','response':{'r':1}}},"
                        + "{'functionResponse':{'name':'beta','response':{'r':2}}}]}]," + TOOLS + "}");
        assertThat(after.at("/candidates/0/content/parts/0/text").asText()).isEqualTo("Echo: alpha beta");
        assertThat(standIn.complaints()).isEmpty();
    }

    @Test
    void theThirdGenerationWantsItsSignaturesBack() throws Exception {
        String path = "/v1beta/models/gemini-3-pro-preview:generateContent";
        String start = "{" + TOOLS + ",'contents':[{'role':'user','parts':[{'text':'alpha'}]}";
        String end = ",{'role':'user','parts':[{'functionResponse':{'name':'alpha','response':{}}}]}]}";
        JsonNode parts = ok(path, start + "]}").at("/candidates/0/content/parts");
        assertThat(parts.at("/0/thoughtSignature").asText()).isNotEmpty();
        assertThat(parts.at("/0/functionCall/id").asText()).isNotEmpty();

        ok(path, start + ",{'role':'model','parts':" + parts + "}" + end);
        refused(
                path,
                start + ",{'role':'model','parts':[{'functionCall':{'name':'alpha','args':{}}}]}" + end,
                400,
                "INVALID_ARGUMENT",
                "Function call is missing a thought_signature in functionCall parts.");
    }

    @Test
    void fillsSchemasOfBothKinds() throws Exception {
        String start = "{" + HI + ",'generationConfig':{'responseMimeType':'application/json',";
        assertThat(ok(WHOLE, start + "'responseSchema':{'type':'ARRAY','items':{'type':'STRING','enum':['a','b']}}}}")
                        .at("/candidates/0/content/parts/0/text")
                        .asText())
                .isEqualTo("[\"a\"]");
        assertThat(ok(
                                WHOLE,
                                start + "'responseJsonSchema':{'type':'object','properties':{'n':{'const':7}},"
                                        + "'additionalProperties':false}}}")
                        .at("/candidates/0/content/parts/0/text")
                        .asText())
                .isEqualTo("{\"n\":7}");
    }

    @Test
    void failsInItsOwnWords() throws Exception {
        standIn.then(
                Behaviour.status(429, Duration.ofSeconds(12)),
                Behaviour.cutAfter(2),
                Behaviour.errorEventAfter(1, "full"));

        HttpResponse<String> limited = calls.post(standIn, WHOLE, json("{" + HI + "}"));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(Json.parse(limited.body()).at("/error/status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(Json.parse(limited.body()).at("/error/details/0/retryDelay").asText())
                .isEqualTo("12s");
        assertThat(Calls.events(stream(STREAMED, "{" + HI + "}"))).hasSize(2);
        assertThat(standIn.partial(MODEL).counts()).isEqualTo(Counts.of(6, 2).withReasoning(24));
        assertThat(stream(STREAMED, "{" + HI + "}")).contains("\"status\":\"UNAVAILABLE\"");
    }

    private String stream(String path, String request) throws Exception {
        HttpResponse<String> response = calls.post(standIn, path, json(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        return response.body();
    }

    private JsonNode ok(String path, String request) throws Exception {
        HttpResponse<String> response = calls.post(standIn, path, json(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body());
    }

    private void refused(String path, String request, int code, String status, String message) throws Exception {
        HttpResponse<String> response = calls.post(standIn, path, json(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        JsonNode error = Json.parse(response.body()).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(code);
        assertThat(error.path("status").asText()).isEqualTo(status);
        assertThat(error.path("message").asText()).contains(message);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
