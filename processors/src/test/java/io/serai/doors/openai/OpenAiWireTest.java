package io.serai.doors.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.call.GatewayError;
import io.serai.chat.ChatRequest;
import io.serai.chat.Feature;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import io.serai.chat.reply.Verbatim;
import io.serai.doors.ErrorReply;
import io.serai.doors.ModelCard;
import io.serai.usage.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire rules of whole answers, errors and models; each test names its rule by number. */
class OpenAiWireTest {

    private final OpenAiDoor door = new OpenAiDoor();

    @Test
    void wire1And2ErrorsHaveFourKeysOfStringsOrNulls() throws IOException {
        JsonNode bare = json(
                door.error(new GatewayError.Invalid("say \"what\"", null, null)).body());
        JsonNode full =
                json(door.error(new GatewayError.ModelNotFound("no such model")).body());

        assertThat(bare.toString())
                .isEqualTo("{\"error\":{\"message\":\"say \\\"what\\\"\",\"type\":\"invalid_request_error\","
                        + "\"param\":null,\"code\":null}}");
        assertThat(full.path("error").path("param").textValue()).isEqualTo("model");
        assertThat(full.path("error").path("code").textValue()).isEqualTo("model_not_found");
    }

    static Stream<Arguments> kinds() {
        String request = "invalid_request_error";
        return Stream.of(
                arguments(new GatewayError.Invalid("m", "n", "invalid_value"), request, "n", "invalid_value"),
                arguments(new GatewayError.Unauthenticated("m"), request, null, "invalid_api_key"),
                arguments(new GatewayError.Forbidden("m", "model"), request, "model", "model_not_allowed"),
                arguments(new GatewayError.ModelNotFound("m"), request, "model", "model_not_found"),
                arguments(new GatewayError.PromptTooLong("m"), request, "messages", "context_length_exceeded"),
                arguments(new GatewayError.BadAddress(404, "m", "unknown_url"), request, null, "unknown_url"),
                arguments(new GatewayError.NoCandidate("m", null, false), request, null, "no_candidate"),
                arguments(new GatewayError.NoCandidate("m", null, true), "server_error", null, "no_candidate"),
                arguments(new GatewayError.RefusedByProvider(400, "m", "tools", "bad"), request, "tools", "bad"),
                arguments(failed(429), "rate_limit_error", null, "rate_limit_exceeded"),
                arguments(failed(502), "server_error", null, "all_providers_failed"),
                arguments(new GatewayError.Interrupted("m"), "server_error", null, "upstream_stream_interrupted"),
                arguments(new GatewayError.Overloaded("m", Duration.ZERO), "server_error", null, "overloaded"),
                arguments(
                        new GatewayError.TooMany("m", Duration.ZERO), "rate_limit_error", null, "rate_limit_exceeded"),
                arguments(new GatewayError.Internal(500, "m"), "server_error", null, "internal_error"));
    }

    private static GatewayError failed(int status) {
        return new GatewayError.AllFailed(status, "m", List.of("a"), false, null);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void wire1EveryKindHasItsTypeParamAndCode(
            GatewayError error, String type, @Nullable String param, @Nullable String code) throws IOException {
        JsonNode told = json(door.error(error).body()).path("error");

        assertThat(told.path("type").textValue()).isEqualTo(type);
        assertThat(told.path("param").textValue()).isEqualTo(param);
        assertThat(told.path("code").textValue()).isEqualTo(code);
    }

    @Test
    void whatIsLackingIsTheFieldThatAsksForIt() throws IOException {
        StringJoiner fields = new StringJoiner(" ");
        for (Feature feature : Feature.values()) {
            GatewayError error = new GatewayError.NoCandidate("none", feature, false);
            fields.add(json(door.error(error).body()).at("/error/param").textValue());
        }

        assertThat(fields)
                .hasToString("tools messages messages messages response_format response_format stream messages"
                        + " reasoning_effort n logprobs seed presence_penalty logit_bias prediction extra");
    }

    @Test
    void wire3And8ErrorsKeepTheirStatusAndAreJson() {
        ErrorReply reply = door.error(new GatewayError.Unauthenticated("who?"));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void wire4ARefusalThatSdksWouldRepeatInVainSaysSo() {
        assertThat(door.error(new GatewayError.RefusedByProvider(429, "out of quota", null, "insufficient_quota"))
                        .headers())
                .containsEntry("x-should-retry", "false");
        assertThat(door.error(new GatewayError.RefusedByProvider(409, "no", null, null))
                        .headers())
                .containsEntry("x-should-retry", "false");
        assertThat(door.error(new GatewayError.Internal(500, "oops")).headers()).doesNotContainKey("x-should-retry");
        assertThat(door.error(new GatewayError.Invalid("no", null, null)).headers())
                .doesNotContainKey("x-should-retry");
    }

    @Test
    void wire5MinutesAreNeverSentWithoutForbiddingTheRetry() {
        assertThat(limited(Duration.ofMillis(1500)).headers())
                .containsEntry("retry-after", "2")
                .containsEntry("retry-after-ms", "1500")
                .doesNotContainKey("x-should-retry");
        assertThat(limited(Duration.ofMinutes(5)).headers())
                .containsEntry("retry-after", "300")
                .containsEntry("x-should-retry", "false")
                .doesNotContainKey("retry-after-ms");
        assertThat(limited(Duration.ZERO).headers()).doesNotContainKeys("retry-after", "retry-after-ms");
        assertThat(limited(null).headers()).doesNotContainKeys("retry-after", "retry-after-ms", "x-should-retry");
    }

    private ErrorReply limited(@Nullable Duration wait) {
        return door.error(new GatewayError.AllFailed(429, "all busy", List.of("a"), false, wait));
    }

    @Test
    void wire11AWholeAnswerHasAllThatIsRequired() throws IOException {
        Usage usage = new Usage(10, 20, 3, 4, 5, 100, 50, 7);
        JsonNode reply = json(door.write(
                whole(new ChatReply.Choice(0, "Hi \u2603", null, null, List.of(), FinishReason.STOP), usage), null));

        assertThat(reply).isEqualTo(json("""
                                {"id":"msg_1","object":"chat.completion","created":1700000000,"model":"claude","choices":[
                                 {"index":0,"message":{"role":"assistant","content":"Hi \u2603","refusal":null},
                                  "logprobs":null,"finish_reason":"stop"}],
                                 "usage":{"prompt_tokens":42,"completion_tokens":157,"total_tokens":199,
                                  "prompt_tokens_details":{"cached_tokens":20,"audio_tokens":5,"cache_write_tokens":7},
                                  "completion_tokens_details":{"reasoning_tokens":50,"audio_tokens":7,
                                   "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}
                                """.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void wire11UsageThatWasCountedHereIsToldWhereTheProviderHadNone() throws IOException {
        ChatReply.Whole reply = whole(new ChatReply.Choice(0, "Hi", null, null, List.of(), FinishReason.STOP), null);

        assertThat(json(door.write(reply, Usage.of(1, 2)))
                        .path("usage")
                        .path("total_tokens")
                        .intValue())
                .isEqualTo(3);
        assertThat(json(door.write(reply, null)).has("usage")).isFalse();
    }

    @Test
    void wire12And13ToolCallsHaveStringArgumentsAndTheirFinishReason() throws IOException {
        JsonNode choice = json(door.write(
                        whole(
                                new ChatReply.Choice(
                                        0,
                                        null,
                                        "thought",
                                        null,
                                        List.of(new ToolCall("call_1", "f", "{\"a\":1}"), new ToolCall("c2", "g", "")),
                                        FinishReason.TOOL_CALLS),
                                null),
                        null))
                .path("choices")
                .path(0);

        assertThat(choice.path("finish_reason").textValue()).isEqualTo("tool_calls");
        assertThat(choice.path("message").path("content").isNull()).isTrue();
        assertThat(choice.path("message").path("reasoning_content").textValue()).isEqualTo("thought");
        assertThat(choice.path("message").path("tool_calls").toString())
                .isEqualTo("[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
                        + "\"{\\\"a\\\":1}\"}},{\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"g\","
                        + "\"arguments\":\"{}\"}}]");
    }

    @Test
    void wire16AnAnswerOfTheSameWirePassesAsItCame() {
        byte[] own = "{\"id\":\"x\",\"system_fingerprint\":\"fp\",\"service_tier\":\"flex\"}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(door.write(
                        new ChatReply.Whole("x", "m", 1, List.of(), null, new Verbatim("openai", own)), Usage.of(1, 1)))
                .isSameAs(own);
        assertThat(door.write(new ChatReply.Whole("x", "m", 1, List.of(), null, new Verbatim("gemini", own)), null))
                .asString(StandardCharsets.UTF_8)
                .doesNotContain("fingerprint")
                .contains("\"object\":\"chat.completion\"");
    }

    @Test
    void wire42ModelsAreListedAndShown() throws IOException {
        ModelCard card = new ModelCard("mistral/large", 1700000000L, "mistral");

        assertThat(json(door.model(card)).toString())
                .isEqualTo("{\"id\":\"mistral/large\",\"object\":\"model\",\"created\":1700000000,"
                        + "\"owned_by\":\"mistral\"}");
        assertThat(json(door.models(List.of(card))))
                .isEqualTo(json(("{\"object\":\"list\",\"data\":["
                                + new String(door.model(card), StandardCharsets.UTF_8) + "]}")
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(json(door.models(List.of())).path("data")).isEmpty();
    }

    @Test
    void wire48ABigPictureIsReadInOneCopy() {
        String base64 = "QUJD".repeat(5 << 20);
        byte[] body = ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"data:image/png;base64," + base64 + "\"}}]}]}")
                .getBytes(StandardCharsets.ISO_8859_1);
        var thread = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();

        long before = thread.getCurrentThreadAllocatedBytes();
        ChatRequest request = door.read(body);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;

        assertThat(request.messages().getFirst().parts())
                .containsExactly(new io.serai.chat.Part.ImageData("image/png", base64, null));
        assertThat(allocated).isLessThan(base64.length() * 3L / 2);
    }

    private static ChatReply.Whole whole(ChatReply.Choice choice, @Nullable Usage usage) {
        return new ChatReply.Whole("msg_1", "claude", 1700000000L, List.of(choice), usage, null);
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        return new ObjectMapper().readTree(bytes);
    }
}
