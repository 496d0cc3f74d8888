package io.serai.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.call.ProviderFailure.Kind;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import io.serai.json.ProviderJson;
import io.serai.providers.Heard;
import io.serai.usage.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiReplyTest {

    private static final String TIDY = "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"refusal\":null},"
            + "\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";

    @ParameterizedTest
    @ValueSource(strings = {"text.json", "tools.json"})
    void passesOpenAisOwnBytesOn(String recording) {
        byte[] body = recorded(recording);
        assertThat(bytes(decode(body))).isSameAs(body);
    }

    @Test
    void readsTextAndSplitsUsage() {
        ChatReply.Whole reply = decode(recorded("text.json"));
        assertThat(reply.id()).isEqualTo("chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG");
        assertThat(reply.model()).isEqualTo("gpt-4o-2024-08-06");
        assertThat(reply.created()).isEqualTo(1741570283);
        assertThat(reply.choices().getFirst().text()).isEqualTo("The image shows a wooden boardwalk.");
        assertThat(reply.usage()).isEqualTo(new Usage(83, 1024, 0, 0, 10, 16, 30, 0));
        assertThat(Objects.requireNonNull(reply.usage()).total()).isEqualTo(1163);
    }

    @Test
    void readsToolCallsWithTheirArgumentsAsWritten() {
        ChatReply.Choice choice = decode(recorded("tools.json")).choices().getFirst();
        assertThat(choice.text()).isNull();
        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.toolCalls())
                .containsExactly(
                        new ToolCall("call_abc123", "get_current_weather", "{\n\"location\": \"Boston, MA\"\n}"));
    }

    @Test
    void mendsWhatVendorsLeaveOut() {
        ChatReply.Whole reply = decode(recorded("ollama.json"));
        JsonNode mended = ProviderJson.read(bytes(reply));
        JsonNode choice = mended.path("choices").path(0);
        assertThat(choice.path("message").has("refusal")).isTrue();
        assertThat(choice.has("logprobs")).isTrue();
        assertThat(mended.path("system_fingerprint").asText()).isEqualTo("fp_ollama");
        assertThat(bytes(decode(bytes(reply)))).isSameAs(bytes(reply));
    }

    @Test
    void mendsAVendorThatErrsWhereverItCanAndKeepsWhatElseItSaid() {
        ChatReply.Whole reply = decode(recorded("sloppy.json"));
        ChatReply.Choice choice = reply.choices().getFirst();
        assertThat(choice.text()).isEqualTo("Yes");
        assertThat(choice.reasoning()).isEqualTo("Hm.");
        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice.toolCalls().getFirst().arguments()).isEqualTo("{\"a\":1.50}");
        assertThat(reply.usage()).isEqualTo(new Usage(1, 2, 0, 0, 0, 4, 0, 0));
        assertThat(reply.created()).isPositive();
        JsonNode mended = ProviderJson.read(bytes(reply));
        assertThat(mended.has("error")).isFalse();
        assertThat(mended.path("citations")).hasSize(1);
        assertThat(mended.at("/choices/0/message/tool_calls/0/function/arguments")
                        .isTextual())
                .isTrue();
        assertThat(mended.at("/choices/0/message/reasoning_content").asText()).isEqualTo("Hm.");
        assertThat(bytes(decode(bytes(reply)))).isSameAs(bytes(reply));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"id\":\"c\",|\"id\":null,",
                "\"object\":\"chat.completion\",|",
                "\"created\":1|\"created\":1.5",
                "\"created\":1|\"created\":\"1\"",
                "\"model\":\"m\",|",
                "\"id\":\"c\"|\"error\":null,\"id\":\"c\"",
                "\"index\":0|\"index\":1",
                "\"role\":\"assistant\",|",
                "\"content\":\"Hi\",|",
                ",\"refusal\":null|",
                ",\"refusal\":null|,\"refusal\":null,\"tool_calls\":[]",
                ",\"refusal\":null|,\"refusal\":null,\"tool_calls\":null",
                "\"logprobs\":null,|",
                "\"finish_reason\":\"stop\"|\"finish_reason\":\"\"",
                "\"finish_reason\":\"stop\"|\"finish_reason\":null",
                "\"finish_reason\":\"stop\"|\"finish_reason\":\"end_turn\"",
                ",\"total_tokens\":3|"
            })
    void neverPassesOnWhatSdksStumbleOver(String good, String bad) {
        String body = TIDY.replace(good, bad == null ? "" : bad);
        assertThat(body).isNotEqualTo(TIDY);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ChatReply.Whole reply = decode(bytes);
        assertThat(bytes(reply)).isNotEqualTo(bytes);
        assertThat(bytes(decode(bytes(reply)))).as("mended for good").isSameAs(bytes(reply));
    }

    @Test
    void passesWhateverElseThereIs() {
        byte[] bytes = TIDY.replace("\"id\"", "\"new\":{\"x\":[null]},\"id\"").getBytes(StandardCharsets.UTF_8);
        assertThat(bytes(decode(bytes))).isSameAs(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "``|MALFORMED|empty body",
                "<html><title>502</title></html>|MALFORMED|HTML",
                "{\"id\":\"x\"}|MALFORMED|no choices",
                "{\"id\":\"x\",\"choices\":[]}|MALFORMED|no choices",
                "{\"id\":\"x\",\"choices\":[{\"index\":0|MALFORMED|no valid JSON",
                "{\"error\":{\"message\":\"Rate limit\",\"code\":429}}|LIMITED|Rate limit",
                "{\"error\":{\"message\":\"Bad key\",\"type\":\"authentication_error\"}}|CREDENTIALS|Bad key",
                "{\"detail\":[{\"msg\":\"x\"}]}|SERVER|msg"
            })
    void saysWhatCameInsteadOfAnAnswer(String body, Kind kind, String words) {
        assertThatThrownBy(() -> decode(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(ProviderFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.words()).contains(words);
                });
    }

    private static ChatReply.Whole decode(byte[] body) {
        return OpenAiDialect.official().decode(body);
    }

    private static byte[] bytes(ChatReply.Whole reply) {
        return Objects.requireNonNull(reply.verbatim()).bytes();
    }

    private static byte[] recorded(String name) {
        return Heard.file(OpenAiReplyTest.class, name).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aCountThatIsAnObjectOrAListCountsAsNothingAndEndsNothing() {
        ChatReply.Whole reply = OpenAiDialect.official()
                .decode(
                        ("{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},"
                                        + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":{\"total_tokens\":7},"
                                        + "\"completion_tokens\":[5],\"total_tokens\":{\"choices\":[]},\"cached_tokens\":[[1]]}}")
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(reply.choices().getFirst().text()).isEqualTo("a");
        assertThat(reply.usage()).isNull();
    }

    /** What is missing would be billed as nothing: then all of it is estimated, and said to be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"prompt_tokens\":5",
                "\"completion_tokens\":5",
                "\"prompt_tokens\":5,\"completion_tokens\":null"
            })
    void halfAUsageIsNone(String usage) {
        assertThat(decode(TIDY.replaceFirst("\"usage\":\\{[^}]*}", "\"usage\":{" + usage + "}")
                                .getBytes(StandardCharsets.UTF_8))
                        .usage())
                .isNull();
    }
}
