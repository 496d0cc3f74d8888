package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.call.ProviderFailure;
import io.serai.providers.anthropic.AnthropicDialect;
import io.serai.providers.gemini.GeminiDialect;
import io.serai.providers.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a provider that means ill cost no more than their size, and end in a failure that names it. */
@Timeout(60)
class HostileAnswersTest {

    static List<Dialect> dialects() {
        return List.of(OpenAiDialect.official(), new AnthropicDialect(), new GeminiDialect());
    }

    private static void isMalformed(Dialect dialect, String body) {
        assertThatThrownBy(() -> dialect.decode(bytes(body)))
                .isInstanceOfSatisfying(ProviderFailure.class, HostileAnswersTest::isMalformed);
    }

    private static void isMalformed(ProviderFailure failure) {
        assertThat(failure.kind()).isEqualTo(ProviderFailure.Kind.MALFORMED);
        assertThat(failure.words()).hasSizeLessThan(500);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void makesNoTreeOfMillionsOfNodes(Dialect dialect) {
        String brackets = "[],".repeat(600_000) + "[]";
        isMalformed(dialect, "{'candidates':[" + brackets + "]}");
        isMalformed(dialect, "{'content':[" + brackets + "]}");
        isMalformed(dialect, "{'choices':[{}],'x':[" + brackets + "]}");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void refusesDepth(Dialect dialect) {
        isMalformed(dialect, "{'choices':" + "[".repeat(100_000));
        isMalformed(dialect, "{'content':" + "{'a':".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void namesOfEqualHashCostNoMoreThanOthers(Dialect dialect) {
        StringBuilder names = new StringBuilder("{");
        for (int i = 0; i < 1 << 16; i++) {
            names.append('\'');
            for (int bit = 0; bit < 16; bit++) {
                names.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            names.append("':1,");
        }
        String object = names.append("'z':1}").toString();
        assertThat(dialect.explain(500, name -> null, bytes(object)).kind()).isEqualTo(ProviderFailure.Kind.SERVER);
        isMalformed(dialect, object);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'x','choices':[{'index':0,'message':{}}],'choices':[{'index':1,'message':{}},{'index':2}]}",
                "{'choices':[7]}",
                "{'choices':[{}]} {}"
            })
    void refusesChoicesThatAreNotOne(String body) {
        isMalformed(OpenAiDialect.official(), body);
    }

    @Test
    void refusesMoreChoicesAndCallsThanAnybodyAsks() {
        Dialect dialect = OpenAiDialect.official();
        isMalformed(dialect, "{'choices':[" + "{},".repeat(200_000) + "{}]}");
        isMalformed(dialect, "{'choices':[{'message':{'tool_calls':[" + "{},".repeat(200_000) + "{}]}}]}");
        String delta = "{'index':0,'delta':{'content':'x'}}";
        isMalformedEvent(dialect, "{'choices':[" + (delta + ",").repeat(100_000) + delta + "]}");
        String fragment = "{'index':0,'function':{'arguments':'x'}}";
        isMalformedEvent(
                dialect,
                "{'choices':[{'index':0,'delta':{'tool_calls':[" + (fragment + ",").repeat(100_000) + fragment
                        + "]}}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'choices':[{'index':2147483648,'delta':{}}]}",
                "{'choices':[{'index':1000000000,'delta':{}}]}",
                "{'choices':[{'index':0,'delta':{}}],'choices':[{'index':0,'delta':{}}]}",
                "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':99999999999999999999}]}}]}"
            })
    void refusesOpenAiPlacesBeyondEveryList(String event) {
        isMalformedEvent(OpenAiDialect.official(), event);
    }

    @Test
    void numbersSparseCallsFromZero() {
        StreamDecoder decoder = OpenAiDialect.official().decodeStream();
        var chunk = decoder.read(
                null,
                bytes("{'id':'x','choices':[{'index':0,'delta':{'tool_calls':[{'index':2147483647,'id':'c',"
                        + "'function':{'name':'f','arguments':'{}'}}]}}]}"));
        assertThat(String.valueOf(chunk)).contains("index=0").doesNotContain("2147483647");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "1024", "2147483647"})
    void refusesGeminiPlacesBeyondEveryList(String index) {
        String body =
                "{'candidates':[{'index':" + index + ",'content':{'parts':[{'text':'x'}]},'finishReason':'STOP'}]}";
        isMalformed(new GeminiDialect(), body);
        isMalformedEvent(new GeminiDialect(), body);
    }

    @Test
    void refusesAnthropicCallsWithoutEnd() {
        StreamDecoder decoder = new AnthropicDialect().decodeStream();
        decoder.read(null, bytes("{'type':'message_start','message':{}}"));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        decoder.read(
                                null,
                                bytes("{'type':'content_block_start','index':" + i
                                        + ",'content_block':{'type':'tool_use','name':'f'}}"));
                    }
                })
                .isInstanceOfSatisfying(ProviderFailure.class, HostileAnswersTest::isMalformed);
    }

    private static void isMalformedEvent(Dialect dialect, String event) {
        assertThatThrownBy(() -> dialect.decodeStream().read(null, bytes(event)))
                .isInstanceOfSatisfying(ProviderFailure.class, HostileAnswersTest::isMalformed);
    }
}
