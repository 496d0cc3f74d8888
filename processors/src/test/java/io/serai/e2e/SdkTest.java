package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.models.Model;
import io.serai.e2e.provider.Behaviour;
import io.serai.e2e.provider.OpenAiClients;
import io.serai.e2e.provider.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official openai-java client, its validation on, over every family of providers and the simulator. */
class SdkTest {

    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private TestGateway gateway;
    private OpenAIClient client;

    @BeforeEach
    void fresh() {
        gateway = TestGateway.fresh();
        client = gateway.client();
    }

    @AfterEach
    void nobodyComplained() {
        client.close();
        assertThat(gateway.openai.complaints()).isEmpty();
        assertThat(gateway.anthropic.complaints()).isEmpty();
        assertThat(gateway.gemini.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash", "simulator/fast"})
    void getsAWholeAnswer(String model) {
        ChatCompletion answer =
                client.chat().completions().create(ask(model, "hello there").build());
        answer.validate();
        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .isNotBlank();
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash", "simulator/fast"})
    void accumulatesAStreamedAnswerWithUsage(String model) {
        ChatCompletion answer = stream(ask(model, "hello there")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());
        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .isNotBlank();
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().completionTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash"})
    void saysTheSameStreamedAsWhole(String model) {
        String whole = client.chat()
                .completions()
                .create(ask(model, "grün ✓ and 日本").build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
        String streamed = stream(ask(model, "grün ✓ and 日本").build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
        assertThat(streamed).isEqualTo(whole).isEqualTo("Echo: grün ✓ and 日本");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash"})
    void callsToolsWholeAndStreamedAndUnderstandsTheirResults(String model) {
        gateway.openai.always(calls());
        gateway.anthropic.always(calls());
        gateway.gemini.always(calls());
        ChatCompletionCreateParams params = ask(model, "weather in two cities")
                .addTool(tool("weather"))
                .addTool(tool("time"))
                .build();
        for (ChatCompletion answer : List.of(client.chat().completions().create(params), stream(params))) {
            answer.validate();
            ChatCompletion.Choice choice = answer.choices().getFirst();
            assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
            assertThat(choice.message().toolCalls().orElseThrow())
                    .extracting(
                            call -> call.asFunction().function().name(),
                            call -> call.asFunction().function().arguments().replace(" ", ""))
                    .containsExactly(tuple("weather", "{\"city\":\"Bonn\"}"), tuple("time", "{\"city\":\"Rom\"}"));
            gateway.openai.always(Behaviour.answer("warm"));
            gateway.anthropic.always(Behaviour.answer("warm"));
            gateway.gemini.always(Behaviour.answer("warm"));
            ChatCompletion last = client.chat().completions().create(withResults(params, choice.message()));
            assertThat(last.choices().getFirst().message().content()).contains("warm");
        }
    }

    private static Behaviour.Answer calls() {
        return Behaviour.answerTools(
                new ToolCall("weather", "{\"city\":\"Bonn\"}"), new ToolCall("time", "{\"city\":\"Rom\"}"));
    }

    private static ChatCompletionCreateParams withResults(
            ChatCompletionCreateParams params, com.openai.models.chat.completions.ChatCompletionMessage said) {
        ChatCompletionAssistantMessageParam.Builder assistant = ChatCompletionAssistantMessageParam.builder();
        ChatCompletionCreateParams.Builder next = params.toBuilder();
        said.toolCalls().orElseThrow().forEach(call -> {
            ChatCompletionMessageFunctionToolCall function = call.asFunction();
            assistant.addToolCall(function);
        });
        next.addMessage(assistant.build());
        said.toolCalls()
                .orElseThrow()
                .forEach(call -> next.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content("{\"degrees\": 21}")
                        .build()));
        return next.build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash", "simulator/fast"})
    void fillsAJsonSchema(String model) {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of("city", Map.of("type", "string"), "degrees", Map.of("type", "integer")),
                "required",
                List.of("city", "degrees"),
                "additionalProperties",
                false);
        ResponseFormatJsonSchema.JsonSchema.Schema.Builder fields =
                ResponseFormatJsonSchema.JsonSchema.Schema.builder();
        schema.forEach((name, value) -> fields.putAdditionalProperty(name, JsonValue.from(value)));
        ChatCompletion answer = client.chat()
                .completions()
                .create(ask(model, "the weather as JSON")
                        .responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                        .name("weather")
                                        .strict(true)
                                        .schema(fields.build())
                                        .build())
                                .build())
                        .build());
        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .contains("\"city\"")
                .contains("\"degrees\"")
                .startsWith("{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash"})
    void sendsAPicture(String model) {
        ChatCompletion answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                        .text("what is this")
                                        .build()),
                                ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                        .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                                .url(PIXEL)
                                                .build())
                                        .build())))
                        .build());
        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .contains("what is this");
    }

    @Test
    void mapsOurErrorsToItsExceptions() {
        ChatCompletionCreateParams params = ask("gpt-4o", "x").build();
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("nobodys-model", "x").build()))
                .isInstanceOfSatisfying(NotFoundException.class, e -> {
                    assertThat(e.code()).contains("model_not_found");
                    assertThat(e.param()).contains("model");
                });
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("gpt-4o", "x").temperature(3.0).build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.param()).contains("temperature"));
        OpenAIClient stranger = OpenAiClients.of(gateway.url("/v1"), "sk-of-nobody");
        assertThatThrownBy(() -> stranger.chat().completions().create(params))
                .isInstanceOfSatisfying(
                        UnauthorizedException.class, e -> assertThat(e.code()).contains("invalid_api_key"));
        stranger.close();
    }

    @Test
    void raisesWhenAStreamIsCut() {
        gateway.openai.always(Behaviour.answer("one two three four five six").cutAfter(4));
        assertThatThrownBy(() -> stream(ask("gpt-4o", "count").build())).isInstanceOf(SseException.class);
    }

    @Test
    void listsModelsAndFindsOneWithASlash() {
        assertThat(client.models().list().items())
                .extracting(Model::id)
                .contains("auto", "gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash")
                .doesNotContain("mistral-large-3");
        assertThat(client.models().retrieve("openai/gpt-4o").id()).isIn("openai/gpt-4o", "gpt-4o");
        assertThatThrownBy(() -> client.models().retrieve("nobodys-model"))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).contains("model_not_found"));
    }

    private ChatCompletion stream(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            chunks.stream().map(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static ChatCompletionCreateParams.Builder ask(String model, String text) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
    }

    private static ChatCompletionFunctionTool tool(String name) {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .description("tells the " + name)
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .build();
    }
}
