package io.serai.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiStandInTest {
    private static final String PATH = "/v1/chat/completions";
    private static final OpenAiStandIn STAND_IN = OpenAiStandIn.start();
    private static final Calls CALLS = new Calls();

    @AfterAll
    static void stop() {
        CALLS.close();
        STAND_IN.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            'top_k':1 ~ null ~ null ~ Unrecognized request argument supplied: top_k
            'top_k':1,'x':2 ~ null ~ null ~ Unrecognized request arguments supplied: top_k, x
            'reasoning_effort':'low' ~ null ~ null ~ Unrecognized request argument supplied: reasoning_effort
            'max_tokens':5,'max_completion_tokens':5 ~ max_tokens ~ invalid_parameter_combination ~ at the same time
            'stream_options':{'include_usage':true} ~ stream_options ~ null ~ only allowed when 'stream' is enabled
            'temperature':2.5 ~ temperature ~ decimal_above_max_value ~ Expected a value <= 2, but got 2.5 instead.
            'temperature':'hot' ~ temperature ~ invalid_type ~ expected a decimal, but got a string
            'n':0 ~ n ~ integer_below_min_value ~ Expected a value >= 1, but got 0
            'max_tokens':0 ~ max_tokens ~ integer_below_min_value ~ 'max_tokens'
            'stop':['a','b','c','d','e'] ~ stop ~ array_above_max_length ~ maximum length 4
            'metadata':{'a':'b'} ~ metadata ~ null ~ only allowed when 'store' is enabled
            'store':true,'metadata':{'a':1} ~ metadata.a ~ invalid_type ~ expected a string
            'tools':[] ~ tools ~ empty_array ~ Invalid 'tools': empty array
            'tool_choice':'auto' ~ tool_choice ~ null ~ only allowed when 'tools' are specified
            'parallel_tool_calls':true ~ parallel_tool_calls ~ null ~ only allowed when 'tools' are specified
            'tools':[{'type':'function','function':{'name':'a b'}}] ~ tools[0].function.name ~ invalid_value ~ '^[a-zA-Z0-9_-]+$'
            'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'string'}}}] ~ tools[0].function.parameters ~ invalid_function_parameters ~ got 'type: "string"'
            'tools':[{'type':'function','function':{'name':'a','input_schema':{}}}] ~ tools[0].function.input_schema ~ unknown_parameter ~ Unknown parameter
            'tools':[{'type':'function','function':{'name':'a','strict':true,'parameters':{'type':'object'}}}] ~ tools[0].function.parameters ~ invalid_function_parameters ~ 'additionalProperties' is required to be supplied and to be false
            'response_format':{'type':'json_object'} ~ messages ~ null ~ must contain the word 'json'
            'response_format':{'type':'xml'} ~ response_format.type ~ invalid_value ~ 'json_object', 'json_schema', 'text'
            'response_format':{'type':'json_schema','json_schema':{'schema':{}}} ~ response_format.json_schema.name ~ missing_required_parameter ~ name
            'response_format':{'type':'json_schema','json_schema':{'name':'r','strict':true,'schema':{'type':'object','additionalProperties':false,'properties':{'o':{'type':'array','items':{'type':'object','additionalProperties':false,'properties':{'x':{'type':'string'}},'required':[]}}},'required':['o']}}} ~ response_format ~ null ~ In context=('properties', 'o', 'items'), 'required' is required to be supplied and to be an array including every key in properties. Missing 'x'.
            """)
    void refusesWrongParameters(String extra, String param, String code, String message) throws Exception {
        refused("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + json(extra) + "}", 400)
                .has(param, code, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            'max_tokens':5 ~ max_tokens ~ unsupported_parameter ~ Use 'max_completion_tokens' instead.
            'temperature':0.2 ~ temperature ~ unsupported_value ~ Only the default (1) value is supported.
            'stop':'x' ~ stop ~ unsupported_parameter ~ not supported with this model
            'presence_penalty':1 ~ presence_penalty ~ unsupported_parameter ~ not supported with this model
            """)
    void refusesWhatReasoningModelsDoNotTake(String extra, String param, String code, String message) throws Exception {
        for (String model : new String[] {"o4-mini", "gpt-5-mini"}) {
            refused(
                            "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                                    + json(extra) + "}",
                            400)
                    .has(param, code, message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            [] ~ messages ~ empty_array ~ Expected an array with minimum length 1
            [{'role':'bot','content':'x'}] ~ messages[0].role ~ invalid_value ~ Invalid value: 'bot'
            [{'role':'user'}] ~ messages.[0].content ~ null ~ expected a string, got null
            [{'role':'user','content':'x','cache_control':{}}] ~ messages[0].cache_control ~ unknown_parameter ~ Unknown parameter
            [{'role':'user','content':[{'type':'tool_use'}]}] ~ messages[0].content[0].type ~ invalid_value ~ 'tool_use'
            [{'role':'user','content':[{'type':'image_url','image_url':'http://x'}]}] ~ messages[0].content[0].image_url ~ invalid_type ~ expected an object
            [{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,%%'}}]}] ~ messages[0].content[0].image_url.url ~ invalid_value ~ valid URL
            [{'role':'user','content':'x'},{'role':'tool','tool_call_id':'c','content':'x'}] ~ messages.[1].role ~ null ~ must be a response to a preceeding message with 'tool_calls'
            [{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'user','content':'x'}] ~ messages.[1].role ~ null ~ did not have response messages: c1
            [{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':{}}}]}] ~ messages[0].tool_calls[0].function.arguments ~ invalid_type ~ expected a string, but got an object
            [{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'c2','content':'x'}] ~ messages.[1].tool_call_id ~ null ~ not found in 'tool_calls' of previous message
            """)
    void refusesWrongMessages(String messages, String param, String code, String message) throws Exception {
        refused("{\"model\":\"gpt-4o\",\"messages\":" + json(messages) + "}", 400)
                .has(param, code, message);
    }

    @Test
    void refusesStrangersModelsAndBrokenBodies() throws Exception {
        refused("{\"model\":\"gpt-9\",\"messages\":[]}", 404)
                .has("null", "model_not_found", "The model `gpt-9` does not exist");
        refused("{\"messages\":[]}", 400).has("null", "null", "you must provide a model parameter");
        refused("{\"model\"", 400).has("null", "null", "could not parse the JSON body");
        HttpResponse<String> wrong = CALLS.send(CALLS.to(STAND_IN, PATH)
                .setHeader("authorization", "Bearer sk-wrong-key-1234")
                .POST(Calls.body("{}"))
                .build());
        assertThat(wrong.statusCode()).isEqualTo(401);
        new Error(Json.parse(wrong.body()).path("error"))
                .has("null", "invalid_api_key", "Incorrect API key provided: sk-wron***1234");
        assertThat(CALLS.post(STAND_IN, "/v1/nothing", "{}").statusCode()).isEqualTo(404);
        STAND_IN.knows("gpt-9-own");
        assertThat(CALLS.post(
                                STAND_IN,
                                PATH,
                                "{\"model\":\"gpt-9-own\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesAWholeConversationWithToolsAndImages() throws Exception {
        JsonNode answer = ok("""
                {'model':'gpt-4o','max_tokens':50,'temperature':0,'stop':['zzz'],'seed':1,'user':'u','n':2,
                 'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':{'type':'object','properties':{}}}}],
                 'tool_choice':'auto','messages':[
                 {'role':'system','content':'be brief'},
                 {'role':'user','content':[{'type':'text','text':'look'},{'type':'image_url','image_url':{'url':'data:image/png;base64,aGk=','detail':'low'}}]},
                 {'role':'assistant','content':null,'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},{'id':'b','type':'function','function':{'name':'f','arguments':'{}'}}]},
                 {'role':'tool','tool_call_id':'b','content':'2'},{'role':'tool','tool_call_id':'a','content':[{'type':'text','text':'1'}]}]}""");

        assertThat(answer.path("choices")).hasSize(2);
        assertThat(answer.at("/choices/1/message/content").asText()).isEqualTo("Echo: look");
        assertThat(answer.at("/choices/1/message").has("tool_calls")).isFalse();
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void callsToolsInParallelOrOne() throws Exception {
        String tools =
                "'tools':[{'type':'function','function':{'name':'alpha','parameters':{'type':'object','properties':"
                        + "{'city':{'type':'string'},'days':{'type':'integer'}}}}},{'type':'function','function':{'name':'beta'}}]";
        String ask = "{'model':'gpt-4o','messages':[{'role':'user','content':'use alpha and beta'}]," + tools;

        JsonNode two = ok(ask + "}").at("/choices/0");
        assertThat(two.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(two.at("/message/content").isNull()).isTrue();
        assertThat(two.at("/message/tool_calls")).hasSize(2);
        assertThat(two.at("/message/tool_calls/0/function/arguments").asText())
                .isEqualTo("{\"city\":\"x\",\"days\":1}");
        assertThat(ok(ask + ",'parallel_tool_calls':false}").at("/choices/0/message/tool_calls"))
                .hasSize(1);
        assertThat(ok(ask + ",'tool_choice':'none'}")
                        .at("/choices/0/message/content")
                        .asText())
                .startsWith("Echo");
        JsonNode forced = ok(ask + ",'tool_choice':{'type':'function','function':{'name':'beta'}}}")
                .at("/choices/0");
        assertThat(forced.at("/message/tool_calls/0/function/name").asText()).isEqualTo("beta");
        assertThat(forced.path("finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void fillsASchemaAndObeysLimits() throws Exception {
        JsonNode filled = ok("{'model':'gpt-4o','messages':[{'role':'user','content':'x'}],'response_format':{'type':"
                + "'json_schema','json_schema':{'name':'r','strict':true,'schema':{'type':'object','properties':{'a':"
                + "{'type':'array','items':{'$ref':'#/$defs/c'}}},'required':['a'],'additionalProperties':false,'$defs':"
                + "{'c':{'type':'string','enum':['red','blue']}}}}}}");
        assertThat(filled.at("/choices/0/message/content").asText()).isEqualTo("{\"a\":[\"red\"]}");

        JsonNode cut = ok("{'model':'gpt-5','max_completion_tokens':2,'messages':[{'role':'user','content':'a b c'}]}");
        assertThat(cut.at("/choices/0/message/content").asText()).isEqualTo("Echo: a");
        assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(cut.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(64);
        assertThat(cut.at("/usage/completion_tokens").asInt()).isEqualTo(66);
    }

    private JsonNode ok(String request) throws Exception {
        HttpResponse<String> response = CALLS.post(STAND_IN, PATH, json(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body());
    }

    private Error refused(String request, int status) throws Exception {
        HttpResponse<String> response = CALLS.post(STAND_IN, PATH, request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(STAND_IN.last().refusal()).isNotNull();
        return new Error(Json.parse(response.body()).path("error"));
    }

    private record Error(JsonNode error) {
        void has(String param, String code, String message) {
            assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
            assertThat(error.path("message").asText()).contains(message);
            assertThat(error.path("param").asText()).isEqualTo(param);
            assertThat(error.path("code").asText()).isEqualTo(code);
            assertThat(error).hasSize(4);
        }
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
