package io.serai.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The official client takes the stand-in for the real API, with its answers validated. */
class OpenAiSdkTest {
    private final OpenAiStandIn standIn = OpenAiStandIn.start();
    private final OpenAIClient client = OpenAiClients.of(standIn.baseUrl(), standIn.key());

    @AfterEach
    void stop() {
        client.close();
        standIn.close();
    }

    @Test
    void getsAWholeAnswer() {
        ChatCompletion answer =
                client.chat().completions().create(ask("hello there").build());

        answer.validate();
        assertThat(answer.choices().getFirst().message().content()).contains("Echo: hello there");
        assertThat(answer.model()).isEqualTo("gpt-4o-2024-08-06");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(9);
        assertThat(standIn.complaints()).isEmpty();
    }

    @Test
    void accumulatesAStreamedAnswer() {
        ChatCompletion answer = stream(ask("hello there")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        assertThat(answer.choices().getFirst().message().content()).contains("Echo: hello there");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(3);
        assertThat(standIn.completed("gpt-4o").counts()).isEqualTo(Counts.of(6, 3));
    }

    @Test
    void getsToolCallsWholeAndStreamed() {
        ChatCompletionCreateParams params = ask("use alpha and beta")
                .addTool(tool("alpha"))
                .addTool(tool("beta"))
                .build();

        for (ChatCompletion answer : List.of(client.chat().completions().create(params), stream(params))) {
            answer.validate();
            ChatCompletion.Choice choice = answer.choices().getFirst();
            assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
            assertThat(choice.message().toolCalls().orElseThrow())
                    .extracting(
                            call -> call.asFunction().function().name(),
                            call -> call.asFunction().function().arguments())
                    .containsExactly(tuple("alpha", "{\"city\":\"x\"}"), tuple("beta", "{\"city\":\"x\"}"));
        }
    }

    @Test
    void mapsErrorsToItsExceptions() {
        ChatCompletionCreateParams params = ask("x").build();
        standIn.then(Behaviour.status(429), Behaviour.status(503));

        assertThatThrownBy(() -> client.chat().completions().create(params))
                .isInstanceOfSatisfying(
                        RateLimitException.class, e -> assertThat(e.code()).contains("rate_limit_exceeded"));
        assertThatThrownBy(() -> client.chat().completions().create(params))
                .isInstanceOf(InternalServerException.class);
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("x").model("nobody").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).contains("model_not_found"));
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("x").temperature(3.0).build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.param()).contains("temperature"));
        OpenAIClient stranger = OpenAiClients.of(standIn.baseUrl(), "sk-wrong");
        assertThatThrownBy(() -> stranger.chat().completions().create(params))
                .isInstanceOf(UnauthorizedException.class);
        stranger.close();
        assertThat(standIn.received()).as("nothing was retried").hasSize(5);
    }

    @Test
    void seesFaultsAsFaults() {
        ChatCompletionCreateParams params = ask("x y z").build();
        standIn.then(
                Behaviour.reset(),
                Behaviour.resetAfter(2),
                Behaviour.errorEventAfter(2, "sorry"),
                Behaviour.cutAfter(3),
                Behaviour.silence());

        assertThatThrownBy(() -> client.chat().completions().create(params)).isInstanceOf(OpenAIIoException.class);
        assertThatThrownBy(() -> stream(params)).isInstanceOf(OpenAIIoException.class);
        assertThatThrownBy(() -> stream(params))
                .isInstanceOf(SseException.class)
                .hasMessageContaining("sorry");
        assertThatThrownBy(() -> stream(params)).isInstanceOf(IllegalStateException.class);
        OpenAIClient impatient = OpenAiClients.of(standIn.baseUrl(), standIn.key(), Duration.ofMillis(200));
        assertThatThrownBy(() -> impatient.chat().completions().create(params)).isInstanceOf(OpenAIIoException.class);
        impatient.close();
    }

    private ChatCompletion stream(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            chunks.stream().map(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static ChatCompletionCreateParams.Builder ask(String text) {
        return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(text);
    }

    private static ChatCompletionFunctionTool tool(String name) {
        Map<String, Object> city = Map.of("city", Map.of("type", "string"));
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(city))
                                .build())
                        .build())
                .build();
    }
}
