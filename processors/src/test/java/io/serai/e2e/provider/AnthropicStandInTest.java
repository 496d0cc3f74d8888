package io.serai.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicStandInTest {
    private static final String PATH = "/v1/messages";
    private static final String MODEL = "claude-sonnet-4-5";
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    private final AnthropicStandIn standIn = AnthropicStandIn.start();
    private final Calls calls = new Calls();

    @AfterEach
    void stop() {
        calls.close();
        standIn.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            'n':1 ~ n: Extra inputs are not permitted
            'output_format':{} ~ output_format: Extra inputs are not permitted
            'temperature':1.5 ~ temperature: Input should be less than or equal to 1
            'temperature':1,'top_p':0.5 ~ `temperature` and `top_p` cannot both be specified for this model
            'stop_sequences':[' '] ~ stop_sequences: each stop sequence must contain non-whitespace
            'metadata':{'task':'x'} ~ metadata.task: Extra inputs are not permitted
            'system':[{'type':'text','text':''}] ~ system: text content blocks must be non-empty
            'tools':[{'name':'a','parameters':{}}] ~ tools.0.custom.parameters: Extra inputs are not permitted
            'tools':[{'name':'a'}] ~ tools.0.custom.input_schema: Field required
            'tools':[{'name':'a b','input_schema':{'type':'object'}}] ~ tools.0.custom.name: String should match pattern
            'tools':[{'name':'a','input_schema':{}}] ~ tools.0.custom.input_schema.type: Field required
            'tool_choice':{'type':'auto'} ~ tool_choice may only be specified while providing tools
            'tool_choice':'auto' ~ tool_choice: Input should be a valid dictionary
            'tool_choice':{'type':'required'} ~ tool_choice: Input tag 'required' found using 'type'
            'tools':[{'name':'a','input_schema':{'type':'object'}}],'tool_choice':{'type':'tool','name':'b'} ~ Tool 'b' not found in provided tools
            'thinking':{'type':'enabled','budget_tokens':100} ~ Input should be greater than or equal to 1024
            'thinking':{'type':'enabled','budget_tokens':2000} ~ `max_tokens` must be greater than `thinking.budget_tokens`
            'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':{}}}} ~ 'additionalProperties' must be explicitly set to false
            """)
    void refusesWrongParameters(String extra, String message) throws Exception {
        refused("{'model':'" + MODEL + "','max_tokens':100," + HI + "," + extra + "}", 400, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            [] ~ messages: at least one message is required
            [{'role':'system','content':'x'}] ~ messages: Unexpected role "system"
            [{'role':'tool','content':'x'}] ~ messages.0.role: Input should be 'user' or 'assistant'
            [{'role':'assistant','content':'x'}] ~ messages: first message must use the "user" role
            [{'role':'user','content':''}] ~ messages.0: user messages must have non-empty content
            [{'role':'user','content':'x','name':'y'}] ~ messages.0.name: Extra inputs are not permitted
            [{'role':'user','content':[{'type':'text','text':''}]}] ~ messages: text content blocks must be non-empty
            [{'role':'user','content':[{'type':'text','text':'x','foo':1}]}] ~ messages.0.content.0.text.foo: Extra inputs are not permitted
            [{'role':'user','content':[{'type':'image_url','image_url':{}}]}] ~ Input tag 'image_url' found using 'type'
            [{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/bmp','data':'aGk='}}]}] ~ media_type: Input should be 'image/jpeg'
            [{'role':'user','content':'x'},{'role':'assistant','content':'y '}] ~ final assistant content cannot end with trailing whitespace
            [{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'a.b','name':'f','input':{}}]}] ~ String should match pattern '^[a-zA-Z0-9_-]+$'
            [{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':'{}'}]}] ~ input: Input should be a valid dictionary
            [{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{}}]},{'role':'user','content':'y'}] ~ messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a.
            [{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{}}]},{'role':'user','content':[{'type':'text','text':'y'},{'type':'tool_result','tool_use_id':'a'}]}] ~ messages.1: `tool_use` ids were found without `tool_result` blocks
            [{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'1'}]}] ~ messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: a
            """)
    void refusesWrongMessages(String messages, String message) throws Exception {
        refused("{'model':'" + MODEL + "','max_tokens':100,'messages':" + messages + "}", 400, message);
    }

    @Test
    void refusesStrangersAndUnknownModels() throws Exception {
        refused("{'model':'gpt-4o','max_tokens':1," + HI + "}", 404, "model: gpt-4o");
        refused("{'model':'" + MODEL + "'," + HI + "}", 400, "max_tokens: Field required");
        refused("{'model':'" + MODEL + "','max_tokens':65000," + HI + "}", 400, "max_tokens: 65000 > 64000, which is");
        refused(
                "{'model':'claude-opus-4-6','max_tokens':1,'messages':[{'role':'user','content':'x'},{'role':'assistant',"
                        + "'content':'y'}]}",
                400,
                "does not support assistant message prefill");
        HttpResponse<String> wrong = calls.send(calls.to(standIn, PATH)
                .setHeader("x-api-key", "nobody")
                .POST(Calls.body("{}"))
                .build());
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(Json.parse(wrong.body()).at("/error/type").asText()).isEqualTo("authentication_error");
        HttpResponse<String> unversioned = calls.send(calls.to(standIn, PATH)
                .setHeader("anthropic-version", "2030-01-01")
                .POST(Calls.body("{}"))
                .build());
        assertThat(unversioned.body()).contains("is not a valid version");
    }

    @Test
    void answersAWholeConversationWithToolsImagesAndCaches() throws Exception {
        JsonNode answer = ok("{'model':'" + MODEL + "','max_tokens':50,'temperature':0.5,'stop_sequences':['two'],"
                + "'system':[{'type':'text','text':'be brief','cache_control':{'type':'ephemeral','ttl':'1h'}}],"
                + "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':"
                + "'image/png','data':'aGk='}},{'type':'text','text':'one two','cache_control':{'type':'ephemeral'}}]},"
                + "{'role':'assistant','content':[{'type':'text','text':'ok'},{'type':'tool_use','id':'a','name':'f',"
                + "'input':{}},{'type':'tool_use','id':'b','name':'f','input':{}}]},{'role':'user','content':"
                + "[{'type':'tool_result','tool_use_id':'b','content':'2'}]},{'role':'user','content':"
                + "[{'type':'tool_result','tool_use_id':'a','content':[{'type':'text','text':'1'}]}]}]}");

        assertThat(answer.at("/content/0/text").asText()).isEqualTo("Echo: one ");
        assertThat(answer.path("stop_reason").asText()).isEqualTo("stop_sequence");
        assertThat(answer.path("stop_sequence").asText()).isEqualTo("two");
        assertThat(answer.path("model").asText()).isEqualTo("claude-sonnet-4-5-20250929");
        assertThat(answer.at("/usage/cache_creation/ephemeral_1h_input_tokens").asInt())
                .isEqualTo(2);
        assertThat(answer.at("/usage/cache_creation/ephemeral_5m_input_tokens").asInt())
                .isEqualTo(4 + 85 + 2);
        assertThat(answer.at("/usage/cache_creation_input_tokens").asInt()).isEqualTo(93);
        assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(4 + 1 + 2 + 2 + 4 + 1 + 4 + 1);
        assertThat(standIn.completed(MODEL).field("cache_creation.ephemeral_1h_input_tokens"))
                .isEqualTo(2);
        assertThat(standIn.complaints()).isEmpty();
    }

    @Test
    void streamsTextInTheOrderOfTheRealApi() throws Exception {
        String stream =
                stream("{'model':'" + MODEL + "','max_tokens':2,'stream':true," + HI.replace("hi", "a b") + "}");

        assertThat(stream.lines().filter(line -> line.startsWith("event: ")).collect(Collectors.joining(" ")))
                .isEqualTo("event: message_start event: content_block_start event: ping event: content_block_delta"
                        + " event: content_block_delta event: content_block_stop event: message_delta"
                        + " event: message_stop");
        List<JsonNode> events = Calls.events(stream);
        assertThat(events.getFirst().at("/message/usage/input_tokens").asInt()).isEqualTo(6);
        assertThat(events.getFirst().at("/message/usage/output_tokens").asInt()).isEqualTo(1);
        assertThat(events.getFirst().at("/message/stop_reason").isNull()).isTrue();
        assertThat(events.get(6).at("/delta/stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(events.get(6).at("/usage/output_tokens").asInt()).isEqualTo(2);
        assertThat(standIn.completed(MODEL).counts()).isEqualTo(Counts.of(6, 2));
    }

    @Test
    void streamsParallelToolCallsAndTakesThemBack() throws Exception {
        String ask = "{'model':'" + MODEL + "','max_tokens':100,'stream':true,'tools':[{'name':'alpha','input_schema':"
                + "{'type':'object','properties':{'city':{'type':'string'}}}},{'name':'beta','input_schema':"
                + "{'type':'object'}}],'messages':[{'role':'user','content':'alpha beta'}]}";
        List<JsonNode> events = Calls.events(stream(ask));

        assertThat(events.stream()
                        .filter(event ->
                                event.at("/content_block/type").asText().equals("tool_use"))
                        .map(event -> event.at("/content_block/name").asText()))
                .containsExactly("alpha", "beta");
        assertThat(events.stream()
                        .filter(event -> event.path("index").asInt(-1) == 0)
                        .map(event -> event.at("/delta/partial_json").asText())
                        .collect(Collectors.joining()))
                .isEqualTo("{\"city\":\"x\"}");
        assertThat(events.get(events.size() - 2).at("/delta/stop_reason").asText())
                .isEqualTo("tool_use");
        JsonNode one =
                ok(ask.replace("'stream':true,", "'tool_choice':{'type':'any','disable_parallel_tool_use':true},"));
        assertThat(one.path("content")).hasSize(1);
        assertThat(one.at("/content/0/input/city").asText()).isEqualTo("x");
    }

    @Test
    void thinksAndWantsItsThoughtsBack() throws Exception {
        String base = "{'model':'" + MODEL + "','max_tokens':3000,'thinking':{'type':'enabled','budget_tokens':2000},"
                + "'tools':[{'name':'alpha','input_schema':{'type':'object'}}],'messages':[{'role':'user','content':'alpha'}";
        JsonNode answer = ok(base + "]}");
        assertThat(answer.at("/content/0/type").asText()).isEqualTo("thinking");
        assertThat(answer.at("/usage/output_tokens_details/thinking_tokens").asInt())
                .isEqualTo(48);
        assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(48 + 2);
        String use = answer.at("/content/1").toString();
        String result = ",{'role':'user','content':[{'type':'tool_result','tool_use_id':'"
                + answer.at("/content/1/id").asText() + "','content':'1'}]}]}";

        ok(base + ",{'role':'assistant','content':" + answer.path("content") + "}" + result);
        refused(
                base + ",{'role':'assistant','content':[" + use + "]}" + result,
                400,
                "Expected `thinking` or `redacted_thinking`, but found `tool_use`");
        refused(
                base + ",{'role':'assistant','content':"
                        + answer.path("content").toString().replace("EqQB", "XxXx") + "}" + result,
                400,
                "Invalid `signature` in `thinking` block");
    }

    @Test
    void fillsASchema() throws Exception {
        JsonNode answer = ok("{'model':'" + MODEL + "','max_tokens':50," + HI + ",'output_config':{'format':{'type':"
                + "'json_schema','schema':{'type':'object','additionalProperties':false,'properties':{'ok':{'type':"
                + "'boolean'}}}}}}");

        assertThat(answer.at("/content/0/text").asText()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void failsInItsOwnWords() throws Exception {
        standIn.then(Behaviour.status(529), Behaviour.errorEventAfter(4, "Overloaded"), Behaviour.cutAfter(4));
        String ask = "{'model':'" + MODEL + "','max_tokens':50,'stream':true," + HI + "}";

        HttpResponse<String> overloaded = calls.post(standIn, PATH, json(ask));
        assertThat(overloaded.statusCode()).isEqualTo(529);
        assertThat(Json.parse(overloaded.body()).at("/error/type").asText()).isEqualTo("overloaded_error");
        assertThat(stream(ask)).endsWith("\n\n" + new String(standIn.errorEvent("Overloaded"), StandardCharsets.UTF_8));
        assertThat(stream(ask)).doesNotContain("message_stop");
        assertThat(standIn.completed()).isEmpty();
        assertThat(standIn.partial(MODEL).counts())
                .as("message_start was said twice")
                .isEqualTo(Counts.of(10, 2));
    }

    private String stream(String request) throws Exception {
        HttpResponse<String> response = calls.post(standIn, PATH, json(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        return response.body();
    }

    private JsonNode ok(String request) throws Exception {
        HttpResponse<String> response = calls.post(standIn, PATH, json(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body());
    }

    private void refused(String request, int status, String message) throws Exception {
        HttpResponse<String> response = calls.post(standIn, PATH, json(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode body = Json.parse(response.body());
        assertThat(body.path("type").asText()).isEqualTo("error");
        assertThat(body.at("/error/type").asText())
                .isEqualTo(status == 404 ? "not_found_error" : "invalid_request_error");
        assertThat(body.at("/error/message").asText()).contains(message);
        assertThat(standIn.last().refusal()).contains(message);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
