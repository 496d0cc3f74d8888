package io.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.call.ProviderFailure;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import io.serai.chat.ToolChoice;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import io.serai.e2e.provider.AnthropicStandIn;
import io.serai.e2e.provider.Counts;
import io.serai.e2e.provider.GeminiStandIn;
import io.serai.e2e.provider.StandIn;
import io.serai.providers.anthropic.AnthropicDialect;
import io.serai.providers.gemini.GeminiDialect;
import io.serai.usage.Usage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends what the dialects write to stand-ins that check it as the real APIs do, and reads what comes back. */
class TranslationTest {

    private static final String CITY =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"minLength\":1}},"
                    + "\"required\":[\"city\"],\"additionalProperties\":false}";
    private static final String MAP = "{\"type\":\"object\",\"properties\":{\"counts\":{\"type\":\"object\","
            + "\"additionalProperties\":{\"type\":\"integer\"}}}}";
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final AnthropicStandIn anthropic = AnthropicStandIn.start();
    private final GeminiStandIn gemini = GeminiStandIn.start();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        http.shutdownNow();
        anthropic.close();
        gemini.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-sonnet-4-5",
                "claude-opus-4-8",
                "gemini-2.5-flash",
                "gemini-2.5-pro",
                "gemini-3-pro-preview"
            })
    void talksThroughAWholeRoundOfTools(String model) throws Exception {
        Ask ask = Ask.nothing()
                .system("Be brief.")
                .says("alpha and beta")
                .strictTool("alpha", "does alpha", CITY)
                .tool("beta", null);

        Heard heard = stream(ask.stream(), model);
        assertThat(heard.names).containsExactly("alpha", "beta");
        assertThat(heard.finish).containsEntry(0, FinishReason.TOOL_CALLS);
        assertThat(heard.usage).isEqualTo(reported(model));

        List<ToolCall> calls = new ArrayList<>();
        for (int i = 0; i < heard.ids.size(); i++) {
            calls.add(new ToolCall(
                    heard.ids.get(i), heard.names.get(i), heard.arguments.get(i).toString()));
        }
        ask.assistant("", calls.toArray(ToolCall[]::new));
        ask.result(heard.ids.get(1), "two").result(heard.ids.get(0), "{\"one\":1}");
        Heard after = stream(ask, model);
        assertThat(after.text).hasToString("Echo: alpha and beta");
        assertThat(after.finish).containsEntry(0, FinishReason.STOP);
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-5", "claude-opus-4-8", "gemini-2.5-flash", "gemini-3-pro-preview"})
    void takesUpAConversationThatAnotherProviderBegan(String model) throws Exception {
        Ask ask = Ask.user("alpha")
                .tool("alpha", CITY)
                .assistant("Well.", new ToolCall("call:1/x", "alpha", "{\"city\":"), new ToolCall("c2", "alpha", "{}"))
                .result("c2", "")
                .result("call:1/x", "[1]")
                .says("and now?")
                .system("Be kind.")
                .assistant("")
                .says(" ");

        ChatReply.Choice choice = whole(ask, model).choices().getFirst();

        assertThat(choice.text()).isEqualTo("Echo: and now?");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-5", "gemini-2.5-flash", "gemini-3-pro-preview"})
    void saysEverySimpleThing(String model) throws Exception {
        Ask ask = Ask.nothing()
                .developer("Be brief.")
                .says(new Part.ImageData("image/png", PIXEL, "low"), new Part.Text("one two three"))
                .maxTokens(30)
                .temperature(0.2)
                .forUser("u")
                .extra("store", "false");
        ask.stop = List.of("three");

        ChatReply.Whole reply = whole(ask, model);

        assertThat(reply.choices().getFirst().text()).isEqualTo("Echo: one two ");
        assertThat(reply.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
        assertThat(reply.usage()).isEqualTo(reported(model));
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-5", "claude-opus-4-8", "gemini-2.5-flash", "gemini-3-pro-preview"})
    void answersInTheFormOfASchema(String model) throws Exception {
        assertThat(text(Ask.user("x").schema(CITY), model)).isEqualTo("{\"city\":\"x\"}");
        assertThat(text(Ask.user("x").schema(MAP), model)).startsWith("{\"counts\":{");
        assertThat(text(Ask.user("x").schema(CITY).tool("alpha", MAP).choice(new ToolChoice.None()), model))
                .isEqualTo("{\"city\":\"x\"}");
        assertThat(text(Ask.user("serai_json_answer").schema(MAP).tool("alpha", CITY), model))
                .startsWith("{\"counts\":{");
        assertThat(stream(Ask.user("x").schema(MAP).stream(), model).text.toString())
                .startsWith("{\"counts\":{");
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-sonnet-4-5",
                "claude-opus-4-6",
                "claude-opus-4-8",
                "gemini-2.5-flash",
                "gemini-2.5-pro",
                "gemini-3-pro-preview"
            })
    void thinksAsHardAsAsked(String model) throws Exception {
        for (String effort : List.of("none", "minimal", "low", "medium", "high", "xhigh")) {
            Ask ask = Ask.user("think " + effort).effort(effort).maxTokens(20_000).tool("alpha", CITY).stream();
            Heard heard = stream(ask, model);
            assertThat(heard.text).hasToString("Echo: think " + effort);
            Usage usage = Objects.requireNonNull(heard.usage);
            if (effort.equals("high")) {
                assertThat(usage.reasoning()).isPositive();
                assertThat(heard.reasoning).isNotEmpty();
            }
            stream(ask.choice(new ToolChoice.Required()), model);
        }
        assertThat(complaints()).isEmpty();
    }

    private String text(Ask ask, String model) throws Exception {
        return String.valueOf(whole(ask, model).choices().getFirst().text());
    }

    private ChatReply.Whole whole(Ask ask, String model) throws Exception {
        return dialect(model).decode(post(ask, model, false));
    }

    private Heard stream(Ask ask, String model) throws Exception {
        String sse = new String(post(ask, model, true), StandardCharsets.UTF_8).replace("\r\n", "\n");
        return Heard.whole(dialect(model).decodeStream(), sse);
    }

    private byte[] post(Ask ask, String model, boolean streamed) throws IOException, InterruptedException {
        Dialect dialect = dialect(model);
        byte[] body = dialect.encode(ask.build(), new Target(model, 32_000, true, Set.of()));
        HttpRequest.Builder request = model.startsWith("claude")
                ? HttpRequest.newBuilder(URI.create(anthropic.baseUrl() + "/v1/messages"))
                        .header("x-api-key", anthropic.key())
                        .header("anthropic-version", "2023-06-01")
                : HttpRequest.newBuilder(URI.create(gemini.baseUrl() + "/v1beta/models/" + model
                                + (streamed ? ":streamGenerateContent?alt=sse" : ":generateContent")))
                        .header("x-goog-api-key", gemini.key());
        HttpResponse<byte[]> response = http.send(
                request.header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            ProviderFailure failure = dialect.explain(
                    response.statusCode(),
                    name -> response.headers().firstValue(String.valueOf(name)).orElse(null),
                    response.body());
            throw new AssertionError(failure.words() + "\n" + new String(body, StandardCharsets.UTF_8));
        }
        return response.body();
    }

    private static Dialect dialect(String model) {
        return model.startsWith("claude") ? new AnthropicDialect() : new GeminiDialect();
    }

    /** What the stand-in says it reported for the only answer of this model. */
    private Usage reported(String model) {
        StandIn standIn = model.startsWith("claude") ? anthropic : gemini;
        Counts counts = standIn.completed(model).counts();
        long cached = counts.cacheRead() + counts.cacheWrite5m() + counts.cacheWrite1h();
        assertThat(cached).isZero();
        return new Usage(counts.input(), 0, 0, 0, 0, counts.output(), counts.reasoning(), 0);
    }

    private List<String> complaints() {
        List<String> complaints = new ArrayList<>(anthropic.complaints());
        complaints.addAll(gemini.complaints());
        return complaints;
    }
}
