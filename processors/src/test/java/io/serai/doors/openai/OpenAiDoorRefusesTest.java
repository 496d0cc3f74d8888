package io.serai.doors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.call.GatewayError;
import io.serai.call.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiDoorRefusesTest {

    private static final String TOOLS = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],";

    private final OpenAiDoor door = new OpenAiDoor();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"temperature\":2.1                          | temperature        | decimal_above_max_value",
                "\"temperature\":-0.1                         | temperature        | decimal_below_min_value",
                "\"temperature\":1e999                        | temperature        | decimal_above_max_value",
                "\"temperature\":\"hot\"                      | temperature        | invalid_type",
                "\"top_p\":1.5                                | top_p              | decimal_above_max_value",
                "\"n\":0                                      | n                  | integer_below_min_value",
                "\"n\":129                                    | n                  | integer_above_max_value",
                "\"n\":1.0                                    | n                  | invalid_type",
                "\"max_tokens\":0                             | max_tokens         | integer_below_min_value",
                "\"max_tokens\":99999999999999999999          | max_tokens         | integer_above_max_value",
                "\"max_completion_tokens\":-1                 | max_completion_tokens | integer_below_min_value",
                "\"max_tokens\":1,\"max_completion_tokens\":1 | max_tokens         | invalid_parameter_combination",
                "\"presence_penalty\":-2.01                   | presence_penalty   | decimal_below_min_value",
                "\"frequency_penalty\":3                      | frequency_penalty  | decimal_above_max_value",
                "\"logprobs\":true,\"top_logprobs\":21        | top_logprobs       | integer_above_max_value",
                "\"top_logprobs\":2                           | top_logprobs       | invalid_parameter_combination",
                "\"logprobs\":1                               | logprobs           | invalid_type",
                "\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"]     | stop               | array_above_max_length",
                "\"stop\":[\"1\",2]                           | stop[1]            | invalid_type",
                "\"seed\":1.5                                 | seed               | invalid_type",
                "\"seed\":9223372036854775808                 | seed               | integer_above_max_value",
                "\"stream\":\"true\"                          | stream             | invalid_type",
                "\"stream_options\":{}                        | stream_options     | invalid_parameter_combination",
                "\"stream\":true,\"stream_options\":{\"include_usage\":1} | stream_options.include_usage | invalid_type",
                "\"models\":[\"a\",1]                         | models[1]          | invalid_type",
                "\"models\":\"a\"                             | models             | invalid_type",
                "\"models\":[\"\"]                            | models[0]          | empty_string",
                "\"functions\":[]                             | functions          | unsupported_parameter",
                "\"function_call\":\"auto\"                   | function_call      | unsupported_parameter",
                "\"metadata\":{\"a\":1}                       | metadata.a         | invalid_type",
                "\"metadata\":[]                              | metadata           | invalid_type",
                "\"user\":{}                                  | user               | invalid_type",
                "\"logit_bias\":{\"1\":101}                   | logit_bias.1       | decimal_above_max_value",
                "\"store\":\"no\"                             | store              | invalid_type",
                "\"modalities\":\"text\"                      | modalities         | invalid_type",
                "\"prediction\":1                             | prediction         | invalid_type",
                "\"reasoning_effort\":3                       | reasoning_effort   | invalid_type",
                "\"tools\":[]                                 | tools              | empty_array",
                "\"tools\":{}                                 | tools              | invalid_type",
                "\"tools\":[1]                                | tools[0]           | invalid_type",
                "\"tools\":[{\"function\":{\"name\":\"f\"}}]  | tools[0].type      | missing_required_parameter",
                "\"tools\":[{\"type\":\"function\"}]          | tools[0].function  | missing_required_parameter",
                "\"tools\":[{\"type\":\"function\",\"function\":{}}] | tools[0].function.name | missing_required_parameter",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}] | tools[0].function.name | invalid_value",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}}] | tools[0].function.parameters | invalid_type",
                "\"tool_choice\":\"auto\"                     | tool_choice        | invalid_parameter_combination",
                "\"parallel_tool_calls\":true                 | parallel_tool_calls | invalid_parameter_combination",
                "\"response_format\":{\"type\":\"xml\"}       | response_format.type | invalid_value",
                "\"response_format\":{}                       | response_format.type | missing_required_parameter",
                "\"response_format\":\"json\"                 | response_format    | invalid_type",
                "\"response_format\":{\"type\":\"json_schema\"} | response_format.json_schema | missing_required_parameter",
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}} | response_format.json_schema.name | missing_required_parameter",
            })
    void refusesWrongParametersByName(String field, String param, String code) {
        assertThat(refused("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + field + "}"))
                .returns(param, GatewayError.Invalid::param)
                .returns(code, GatewayError.Invalid::code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1                                            | messages[1]                 | invalid_type",
                "{\"content\":\"x\"}                          | messages[1].role            | missing_required_parameter",
                "{\"role\":\"robot\",\"content\":\"x\"}       | messages[1].role            | invalid_value",
                "{\"role\":1}                                 | messages[1].role            | invalid_type",
                "{\"role\":\"user\"}                          | messages[1].content         | missing_required_parameter",
                "{\"role\":\"user\",\"content\":null}         | messages[1].content         | invalid_type",
                "{\"role\":\"user\",\"content\":7}            | messages[1].content         | invalid_type",
                "{\"role\":\"user\",\"content\":{}}           | messages[1].content         | invalid_type",
                "{\"role\":\"user\",\"content\":[]}           | messages[1].content         | empty_array",
                "{\"role\":\"user\",\"content\":[\"a\"]}      | messages[1].content[0]      | invalid_type",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]} | messages[1].content[0].text | missing_required_parameter",
                "{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]} | messages[1].content[0].type | missing_required_parameter",
                "{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]} | messages[1].content[0].type | invalid_value",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"refusal\":\"b\"}]} | messages[1].content[0].refusal | unknown_parameter",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":\"http://a\"}]} | messages[1].content[0].image_url | invalid_type",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"a.png\"}}]} | messages[1].content[0].image_url.url | invalid_image_url",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png,x\"}}]} | messages[1].content[0].image_url.url | invalid_image_format",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:\"}}]} | messages[1].content[0].image_url.url | invalid_image_format",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"a\",\"format\":\"ogg\"}}]} | messages[1].content[0].input_audio.format | invalid_value",
                "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{}}]} | messages[1].content[0].file | invalid_value",
                "{\"role\":\"system\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://a\"}}]} | messages[1].content[0].type | invalid_value",
                "{\"role\":\"user\",\"content\":\"a\",\"tool_call_id\":\"c\"} | messages[1].tool_call_id | unknown_parameter",
                "{\"role\":\"tool\",\"content\":\"a\"}        | messages[1].tool_call_id    | missing_required_parameter",
                "{\"role\":\"assistant\"}                     | messages[1].content         | missing_required_parameter",
                "{\"role\":\"assistant\",\"content\":null}    | messages[1].content         | invalid_type",
                "{\"role\":\"assistant\",\"function_call\":{}} | messages[1].function_call  | unsupported_parameter",
                "{\"role\":\"assistant\",\"tool_calls\":[{}]} | messages[1].tool_calls[0].id | missing_required_parameter",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\"}]} | messages[1].tool_calls[0].function | missing_required_parameter",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":{}}}]} | messages[1].tool_calls[0].function.arguments | invalid_type",
                "{\"role\":\"function\",\"name\":\"f\",\"content\":\"a\"} | messages[1].role | invalid_value",
            })
    void refusesWrongMessagesByPlace(String message, String param, String code) {
        assertThat(refused("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}," + message + "]}"))
                .returns(param, GatewayError.Invalid::param)
                .returns(code, GatewayError.Invalid::code);
    }

    @Test
    void speaksInTheWordsOfOpenAi() {
        assertThat(refused("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                        .message())
                .isEqualTo("you must provide a model parameter");
        assertThat(refused("{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                        .message())
                .isEqualTo("you must provide a model parameter");
        assertThat(refused("{\"model\":\"m\"}").message()).isEqualTo("Missing required parameter: 'messages'.");
        assertThat(refused("{\"model\":\"m\",\"messages\":[]}"))
                .returns("messages", GatewayError.Invalid::param)
                .returns("empty_array", GatewayError.Invalid::code);
        assertThat(refused("{\"model\":{},\"messages\":[]}").message())
                .isEqualTo("Invalid type for 'model': expected a string, but got an object instead.");
    }

    @Test
    void refusesAToolChoiceThatIsNoTool() {
        String start = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + TOOLS;

        assertThat(refused(start + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}}}"))
                .returns("tool_choice", GatewayError.Invalid::param);
        assertThat(refused(start + "\"tool_choice\":\"maybe\"}")).returns("tool_choice", GatewayError.Invalid::param);
        assertThat(refused(start + "\"tool_choice\":{\"type\":\"function\"}}"))
                .returns("tool_choice.function", GatewayError.Invalid::param);
    }

    @Test
    void refusesTooManyOrTooLongLabels() {
        String many =
                IntStream.range(0, 17).mapToObj(i -> "\"k" + i + "\":\"v\"").collect(Collectors.joining(","));

        assertThat(labelled(many)).returns("object_above_max_properties", GatewayError.Invalid::code);
        assertThat(labelled("\"" + "k".repeat(65) + "\":\"v\""))
                .returns("string_above_max_length", GatewayError.Invalid::code);
        assertThat(labelled("\"k\":\"" + "v".repeat(513) + "\"")).returns("metadata.k", GatewayError.Invalid::param);
    }

    @Test
    void saysLineAndColumnOfMalformedJson() {
        assertThat(refused("{\n  \"model\": \"m\",\n  oops}").message()).contains("line 3, column 3");
        assertThat(refused("{\"model\": \"m\"").message()).contains("ends before it is complete");
        assertThat(refused("{\"model\": \"m\"} x").message()).contains("Unrecognized token", "line 1, column 16");
        assertThat(refused("{\"model\": \"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}{}")
                        .message())
                .contains("behind the end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"x\"",
                "1",
                "{",
                "}",
                "{\"model\"}",
                "{\"model\":}",
                "{\"a\":NaN}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":1,}",
                "{\"a\":tru}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"a\":\"\\ud83dx\"}",
                "{\"a\":-}",
                "{\"a\":1 \"b\":2}",
                "<html>",
                "/*x*/{}"
            })
    void refusesWhatIsNoJsonObject(String body) {
        assertThat(refused(body))
                .returns("invalid_json", GatewayError.Invalid::code)
                .extracting(GatewayError.Invalid::message)
                .asString()
                .startsWith("We could not parse the JSON body of your request: ")
                .doesNotContain("com.fasterxml", "Source:", "StreamRead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"a\",\"model\":\"b\"}",
                "{\"x\":{\"a\":1,\"a\":2}}",
                "{\"x\":[{\"a\":1,\"b\":2,\"\\u0061\":3}]}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"role\":\"system\"}]}"
            })
    void refusesDuplicateKeysAnywhere(String body) {
        assertThat(refused(body).message()).contains("Duplicate field", "line 1");
    }

    @Test
    void refusesDeepNestingWithoutFallingOver() {
        String deep = "{\"x\":" + "[".repeat(100_000);

        assertThat(refused(deep).message()).contains("nested deeper than 200 levels");
        assertThat(refused("{\"x\":" + "[".repeat(150) + "]".repeat(150) + "}").message())
                .isEqualTo("you must provide a model parameter");
    }

    @Test
    void refusesHugeNumbersAndNames() {
        assertThat(refused("{\"n\":" + "9".repeat(5000) + "}").message()).contains("too long");
        assertThat(refused("{\"" + "n".repeat(60_000) + "\":1}").message()).contains("too long");
    }

    static Stream<Arguments> noUtf8() {
        return Stream.of(
                        new int[] {0xFF},
                        new int[] {0x80},
                        new int[] {0xC0, 0xAF},
                        new int[] {0xC3},
                        new int[] {0xE0, 0x80, 0x80},
                        new int[] {0xED, 0xA0, 0x80},
                        new int[] {0xF4, 0x90, 0x80, 0x80},
                        new int[] {0xF8, 0x88, 0x80, 0x80, 0x80})
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("noUtf8")
    void refusesBytesThatAreNoUtf8(int[] bytes) {
        byte[] body = "{\"model\":\"aaaaaaaaaaaaaaaaaaaaaaaa\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            body[15 + i] = (byte) bytes[i];
        }

        assertThat(refused(body).message()).contains("not valid UTF-8", "byte 15");
    }

    @Test
    void refusesOtherEncodings() {
        String body = "{\"model\":\"m\"}";

        assertThat(refused(body.getBytes(StandardCharsets.UTF_16LE)).message()).contains("not UTF-8");
        assertThat(refused(body.getBytes(StandardCharsets.UTF_16)).message()).contains("not");
        assertThat(catchThrowableOfType(Refusal.class, () -> door.read("{\"model\":\"\uD800\"}")))
                .isNotNull();
    }

    private GatewayError.Invalid labelled(String labels) {
        return refused("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"metadata\":{" + labels
                + "}}");
    }

    private GatewayError.Invalid refused(String body) {
        return refused(body.getBytes(StandardCharsets.UTF_8));
    }

    private GatewayError.Invalid refused(byte[] body) {
        @Nullable Refusal refusal = catchThrowableOfType(Refusal.class, () -> door.read(body));
        assertThat(refusal).isNotNull();
        return (GatewayError.Invalid) refusal.error();
    }
}
