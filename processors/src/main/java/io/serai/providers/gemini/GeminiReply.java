package io.serai.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.call.ProviderFailure;
import io.serai.chat.ToolCall;
import io.serai.chat.reply.ChatReply;
import io.serai.chat.reply.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer of generateContent. */
final class GeminiReply {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private @Nullable String jsonAnswer;

    private GeminiReply() {}

    static ChatReply.Whole read(JsonNode body, long created) {
        if (body.has("error")) {
            throw GeminiErrors.inStream(body);
        }
        List<ChatReply.Choice> choices = new ArrayList<>(1);
        String blocked = GeminiFinish.blocked(body);
        if (blocked != null) {
            choices.add(new ChatReply.Choice(0, null, null, blocked, List.of(), FinishReason.CONTENT_FILTER));
        }
        for (JsonNode candidate : body.path("candidates")) {
            choices.add(new GeminiReply().choice(candidate, choices.size()));
        }
        if (choices.isEmpty()) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "Gemini's answer has no candidates");
        }
        return new ChatReply.Whole(
                GeminiParts.responseId(body),
                body.path("modelVersion").asText(""),
                created,
                choices,
                GeminiUsage.of(body.path("usageMetadata")),
                null);
    }

    private ChatReply.Choice choice(JsonNode candidate, int place) {
        for (JsonNode part : candidate.path("content").path("parts")) {
            part(part);
        }
        FinishReason finish = GeminiFinish.of(candidate, !calls.isEmpty());
        if (finish == null) {
            throw new ProviderFailure(ProviderFailure.Kind.MALFORMED, "Gemini's answer does not say why it ended");
        }
        String said = Objects.requireNonNullElse(jsonAnswer, text.toString());
        String refusal = GeminiFinish.refusal(candidate, finish);
        boolean silent = said.isEmpty() && (!calls.isEmpty() || refusal != null);
        return new ChatReply.Choice(
                GeminiParts.index(candidate, place),
                silent ? null : said,
                reasoning.isEmpty() ? null : reasoning.toString(),
                refusal,
                calls,
                finish);
    }

    private void part(JsonNode part) {
        if (part.path("functionCall").isObject()) {
            if (GeminiParts.isJsonAnswer(part)) {
                jsonAnswer = GeminiParts.arguments(part);
            } else {
                calls.add(new ToolCall(
                        GeminiParts.callId(part), GeminiParts.callName(part), GeminiParts.arguments(part)));
            }
        } else if (part.path("thought").asBoolean(false)) {
            reasoning.append(part.path("text").asText(""));
        } else {
            text.append(part.path("text").asText(""));
        }
    }
}
